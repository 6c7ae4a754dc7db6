import type { RunRecord } from '../domain/record.ts'
import { titled } from './tables.ts'
import { words } from './words.ts'

const RISKS = { low: 'low risk', medium: '⚠️ medium risk', high: '⚠️ high risk', none: '❌ no way back' } as const

/** How far it can be gone back behind the change of every stack. */
export const wayBackTable = ({ stacks }: RunRecord, most: number): string =>
  titled(
    'Way back',
    ['Stack', 'Risk', 'What would not come back'],
    stacks.flatMap(({ name, wayBack }) => (wayBack ? [{ name, ...wayBack }] : [])),
    ({ name, risk, lost }) => [
      words(name, 128),
      RISKS[risk],
      lost.map((line) => words(line, 300)).join('; ') || 'nothing is lost',
    ],
    most,
  )
