import { duration } from '../foundation/duration.ts'
import { gates } from '../gates/index.ts'
import type { KindList } from './part.ts'

/** What a gate can have beside its kind. */
export const gateKeys = {
  name: {
    type: 'string',
    minLength: 1,
    expects: 'a text',
    description: 'What reports call the gate, and `waive` names. Left out: its kind, with a number where there are more.',
  },
  'on-fail': {
    enum: ['block', 'warn'],
    default: 'block',
    description: 'What it means when the gate is not passed, or cannot be judged.',
  },
  limit: { ...duration, default: '30m', description: 'How long it may wait for what is under way.' },
} as const

/** The gates of the file. */
export const gateList: KindList = {
  item: 'gate',
  kinds: gates,
  common: gateKeys,
  required: [],
  doc: 'What must be so before anybody is asked to approve. What cannot be found out blocks.',
}

/** Gates that may be unknown. */
export const waive = {
  type: 'object',
  additionalProperties: { type: 'string', minLength: 1, expects: 'the reason' },
  default: {},
  description:
    'Gates, by name, that may be unknown, each with the reason. Every report prints it. A gate that is not passed blocks all the same.',
} as const
