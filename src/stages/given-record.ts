import { Failure } from '../foundation/failure.ts'
import type { Runner } from '../ports/runner.ts'

/** What the input `record` says of a record that is kept in a bucket. */
export const LAST_GOOD = 'last-good'
/** A run, and perhaps which attempt of it. */
export const NAMED = /^run:(\d+)(?:-(\d+))?$/

/** The path of the record that is given; nothing where none is, or one that is kept elsewhere. */
export function recordAt(runner: Pick<Runner, 'input'>): string | undefined {
  const written = runner.input('record')
  return written === '' || written === LAST_GOOD || NAMED.test(written) ? undefined : written
}

/** An artifact ends, or was never uploaded: then nobody knows any more what was approved. */
export const recordMissing = (path: string): Failure => new Failure(`There is no record ${path}.`, { code: 'RECORD_MISSING' })
