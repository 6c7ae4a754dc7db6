import { createHash, timingSafeEqual } from 'node:crypto'
import { inside } from '../foundation/json.ts'
import { blocked, defineGate, passed } from './gate.ts'

const TEST = 'the gate confirmation'

/** A phrase that whoever starts the run has to type. */
export const confirmation = defineGate({
  kind: 'confirmation',
  doc: 'A phrase that whoever starts the run types into an input of `workflow_dispatch`, exactly: case, spaces and all.',
  shorthand: 'phrase',
  example: '- confirmation: { phrase: deploy-production, or-release: true }',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['phrase'],
    properties: {
      phrase: { type: 'string', minLength: 1, description: 'What has to be typed.' },
      input: {
        type: 'string',
        minLength: 1,
        default: 'confirm',
        description: 'The input of the workflow that it is typed into.',
      },
      'or-release': {
        type: 'boolean',
        default: false,
        description: 'Whether a published release starts a deployment without a phrase.',
      },
    },
  },
  needs: {},
  falsePasses: [
    { what: 'spaces or case are forgiven', test: `${TEST} takes the phrase as it is, and nothing like it` },
    { what: 'the phrase is the default of the input, or the input is missing', test: `${TEST} blocks where nothing was typed` },
    { what: 'a trigger that types nothing is let through', test: `${TEST} blocks triggers that cannot type` },
  ],
  calls: 0,
  by: 'here',
  volatile: false,
  async judge({ phrase, input, 'or-release': orRelease }, { event, identity }) {
    const { event: trigger } = identity
    if (trigger === 'release' && orRelease) return passed('a published release stands for the phrase')
    if (trigger !== 'workflow_dispatch') {
      return blocked(`a run that “${trigger}” starts types no phrase`, {
        fix: `Start the workflow by hand with the input \`${input}\`${orRelease ? ', or publish a release' : ''}.`,
      })
    }
    const typed = inside(event['inputs'], input)
    if (typeof typed !== 'string' || typed === '') {
      return blocked(`nothing was typed into the input \`${input}\`; expected is exactly: ${phrase}`, {
        fix: `Declare the input \`${input}\` under \`workflow_dispatch\` without a default, and type the phrase.`,
      })
    }
    // What was typed is never repeated: it may be anything.
    if (!same(typed, phrase)) {
      return blocked(`what was typed into \`${input}\` is not the phrase; expected is exactly: ${phrase}`, {
        fix: 'Start again and type the phrase as it stands here.',
      })
    }
    return passed(`the phrase was typed by ${identity.actor}`)
  },
})

/** Takes as long whatever the texts have in common. */
const same = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
