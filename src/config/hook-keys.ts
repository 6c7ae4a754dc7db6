import { hookTimes } from '../domain/hook.ts'
import { duration } from '../foundation/duration.ts'
import { hooks } from '../hooks/index.ts'
import type { KindList, Part } from './part.ts'

/** What a hook can have beside its kind. */
export const hookKeys = {
  name: { type: 'string', minLength: 1, expects: 'a text', description: 'What reports call the hook. Left out: its kind.' },
  limit: { ...duration, default: '30m', description: 'How long the hook may take. What still runs then is ended.' },
} as const

/** The hooks of one time. */
export const hookList: KindList = {
  item: 'hook',
  kinds: hooks,
  common: hookKeys,
  required: [],
  doc: 'What is done around a deployment and around going back, one after the other.',
}

const MEANING: Readonly<Record<(typeof hookTimes)[number], string>> = {
  'before-deploy': 'Before the first stack is touched. Where one of these fails, nothing is.',
  'after-deploy': 'After the last stack is deployed, before it is verified.',
  'before-rollback': 'Before the first stack goes back.',
  'after-rollback': 'After the last stack went back, before it is verified.',
}

/** The key `hooks`, for items that are described so. */
export const hooksPart = (items: (time: string) => object): Part => ({
  type: 'object',
  additionalProperties: false,
  description: hookList.doc,
  properties: Object.fromEntries(
    hookTimes.map((time) => [time, { ...items(time), expects: 'a list of hooks', description: MEANING[time] }]),
  ),
})
