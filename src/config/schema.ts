import { checks } from '../checks/index.ts'
import { destinations } from '../destinations/index.ts'
import { engines } from '../engines/index.ts'
import { gateList, waive } from './gate-keys.ts'
import { hookList, hooksPart } from './hook-keys.ts'
import { checkKeys, destinationKeys, fileKeys } from './keys.ts'
import type { KindList } from './part.ts'
import { stackKeys } from './stack-keys.ts'

export type { Kind, KindList, Part } from './part.ts'

const list = ({ item, kinds, common, required, doc }: KindList) => ({
  type: 'array',
  description: doc,
  items: {
    type: 'object',
    required,
    properties: common,
    discriminator: { propertyName: 'kind' },
    oneOf: Object.values(kinds).map(({ kind }) => ({
      required: ['kind', 'options'],
      properties: { kind: { const: kind }, options: { $ref: `#/definitions/${item}-${kind}` } },
    })),
  },
})

/** What the options of each kind of a list must be. */
const options = ({ item, kinds }: KindList) =>
  Object.values(kinds).map(({ kind, schema }) => [`${item}-${kind}`, schema] as const)

/** Hooks of the file and of stacks: described once, so that the validator is not eight times as long. */
const hooks = hooksPart(() => ({ $ref: '#/definitions/hooks' }))

/** The lists whose items name a kind, by their key. */
export const kindLists: Readonly<Record<'stacks' | 'gates' | 'verify' | 'outputs-to', KindList>> = {
  stacks: {
    item: 'stack',
    kinds: engines,
    common: { ...stackKeys, hooks },
    required: ['name'],
    doc: 'The stacks, deployed in the order of their dependencies.',
  },
  gates: gateList,
  'outputs-to': {
    item: 'destination',
    kinds: destinations,
    common: destinationKeys,
    required: [],
    doc: 'Where outputs are written to after a deployment, so that others read them there. Only what is named is changed.',
  },
  verify: { item: 'check', kinds: checks, common: checkKeys, required: [], doc: 'What must be true of the deployed system.' },
}

/** Keys that `defaults` can hold: those of a stack but for what makes it that stack. */
export const defaultsKeys: readonly string[] = [...Object.keys(engines), ...Object.keys(stackKeys)].filter(
  (key) => key !== 'name' && key !== 'depends-on',
)

/**
 * The file once every item was rewritten to `{ kind, options, …common }`. `scripts/build.mjs` compiles it to
 * `validate.cjs`, so that ajv is not needed at run time. `environments` is taken off before.
 */
export const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['version', 'stacks'],
  definitions: {
    hooks: { ...list(hookList), expects: 'a list of hooks' },
    ...Object.fromEntries([...Object.values(kindLists), hookList].flatMap(options)),
  },
  properties: {
    version: { const: 1, description: 'The version of this format.' },
    defaults: {
      type: 'object',
      propertyNames: { enum: defaultsKeys },
      description: 'What every stack shares; a stack changes it by its own keys.',
    },
    stacks: { ...list(kindLists.stacks), minItems: 1, expects: 'a list of stacks' },
    gates: { ...list(kindLists.gates), default: [], expects: 'a list of gates' },
    waive,
    verify: { ...list(kindLists.verify), default: [], expects: 'a list of checks' },
    'outputs-to': { ...list(kindLists['outputs-to']), default: [], expects: 'a list of destinations' },
    hooks,
    ...fileKeys,
    environments: {
      type: 'object',
      description: 'What is different in an environment, by its name: maps merge, named items merge by name, `+key` appends.',
    },
  },
} as const
