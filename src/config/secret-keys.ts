import { alphabets } from '../foundation/random-text.ts'
import { region } from './stack-keys.ts'

type Alphabet = keyof typeof alphabets

/** Secrets that the system needs and that are not made by its stacks. */
export const declaredSecrets = {
  type: 'array',
  default: [],
  description: 'Secrets that must be there before anything is deployed. One that is there is never changed.',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', minLength: 1, description: 'Its name in the store.' },
      'json-key': {
        type: 'string',
        minLength: 1,
        description: 'The key of the JSON object in it; several of one name make one secret. Left out: the text itself.',
      },
      store: {
        enum: ['secrets-manager', 'ssm'],
        default: 'secrets-manager',
        description: 'Secrets Manager, or the parameter store (as a `SecureString`).',
      },
      missing: {
        enum: ['refuse', 'generate'],
        default: 'refuse',
        description: 'What becomes of one that is not there: nothing is deployed, or it is generated when the deployment begins.',
      },
      length: {
        type: 'integer',
        minimum: 16,
        maximum: 512,
        default: 32,
        description: 'How many characters a generated one has.',
      },
      alphabet: {
        enum: Object.keys(alphabets) as unknown as readonly Alphabet[],
        default: 'alphanumeric',
        description: 'What they are: letters and digits, hexadecimal digits, or letters, digits and `!*-._~`.',
      },
      region: { ...region, description: 'Its region. Left out: that of the file or environment.' },
    },
  },
} as const
