import { Failure } from '../foundation/failure.ts'
import type { Command } from '../ports/commands.ts'

/**
 * The longest single argument or variable that Linux takes, and what fits together into the usual stack of 8 MB.
 * https://man7.org/linux/man-pages/man2/execve.2.html
 */
const LONGEST_ARGUMENT = 131_072
const MOST_ARGUMENTS = 2_000_000

/** A path as the first argument of the package, which splits it at spaces that are not in quotes. */
export const quoted = (path: string): string => `"${path.replaceAll(/["\\]/g, '\\$&')}"`

/** A tool's environment as variables of the supervisor, where they act on nobody. */
export const prefixed = (env: Command['env']): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [`TOOL_${name}`, value]))

/** Refuses what the system would refuse: the package would never answer then. */
export function refuseUnfit({ file, args, env }: Command): void {
  const all = [...args, ...Object.entries(env).map(([name, value]) => `TOOL_${name}=${value}`)]
  const sizes = all.map((text) => Buffer.byteLength(text) + 1)
  const why = [
    all.some((text) => text.includes('\0')) && 'holds a null character',
    Object.keys(env).some((name) => name === '' || name.includes('=')) && 'has a name that no variable can have',
    sizes.some((size) => size > LONGEST_ARGUMENT) && 'is longer than the system takes',
    sizes.reduce((sum, size) => sum + size, 0) > MOST_ARGUMENTS &&
      'is one too many: together they are longer than the system takes',
  ].find(Boolean)
  if (why) throw new Failure(`An argument or a variable for ${file} ${why}.`, { code: 'TOOL_FAILED' })
}
