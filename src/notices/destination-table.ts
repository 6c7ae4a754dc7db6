import type { RunRecord } from '../domain/record.ts'
import { titled } from './tables.ts'
import { words } from './words.ts'

const THERE = {
  same: 'as it should be now',
  differs: 'would be changed',
  absent: 'would be added',
  later: 'known after the deployment',
  unchanged: 'unchanged',
  written: 'written',
  failed: '❌ not written',
} as const

/** What stands where others read outputs, or what was written there. */
export const destinationTable = ({ destinations = [] }: RunRecord, most: number): string =>
  titled(
    'Outputs elsewhere',
    ['Where', 'Key', 'Result'],
    destinations.flatMap(({ where, keys }) => keys.map((key) => ({ where, ...key }))),
    ({ where, key, state }) => [words(where, 300), words(key, 255), THERE[state]],
    most,
  )
