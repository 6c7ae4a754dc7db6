import { describe, it } from '@jest/globals'
import { installed } from './install.ts'
import { MinistackUnavailable } from './unavailable.ts'

/**
 * Declares tests that need MiniStack, or, where it cannot be had, says in one line that they were not run. `WORLD_REQUIRED=1` makes
 * that a failure.
 */
export async function describeWithMinistack(name: string, declare: () => void): Promise<void> {
  describeIf(await missing(), { name, needed: 'MiniStack' }, declare)
}

/** Declares tests, or, with a reason why what they need is missing, says so or fails. */
export function describeIf(
  reason: string | undefined,
  { name, needed }: { readonly name: string; readonly needed: string },
  declare: () => void,
): void {
  const { WORLD_REQUIRED: required } = process.env
  if (reason === undefined) describe(name, declare)
  else if (required === '1') it(`${name}: ${needed} is required`, () => Promise.reject(new MinistackUnavailable(reason)))
  else {
    process.stderr.write(`Not run, ${name}: ${needed} cannot be had here (${reason})\n`)
    it.todo(`${name}: not run, ${needed} cannot be had here`)
  }
}

/** Why MiniStack cannot be had. */
export async function missing(): Promise<string | undefined> {
  try {
    await installed((line) => process.stderr.write(`${line}\n`))
    return undefined
  } catch (error) {
    if (error instanceof MinistackUnavailable) return error.message
    throw error
  }
}
