import { Failure } from '../foundation/failure.ts'
import type { CdkStack } from './cdk-assembly.ts'

/**
 * The stacks that the patterns mean, with those that they need, as the command line of the CDK has it; only that a pattern which means
 * none is refused there with a message and status 0.
 */
export function selected(
  stacks: readonly CdkStack[],
  patterns: readonly string[],
  say: (line: string) => void,
): readonly CdkStack[] {
  const named = (pattern: string) => {
    const shape = globbed(pattern)
    return stacks.filter(({ id, display, name }) => [id, display, name].some((text) => text === pattern || shape.test(text)))
  }
  const lost = patterns.filter((pattern) => named(pattern).length === 0)
  if (lost.length > 0 || stacks.length === 0) {
    const all = stacks.map(({ display, name }) => (display === name ? name : `${display} (${name})`))
    const there = all.length === 0 ? 'The app has no stacks' : `There are: ${all.join(', ')}`
    throw new Failure(`No stack of the app is called ${lost.join(' or ') || patterns.join(' or ')}. ${there}.`, {
      code: 'STACK_UNKNOWN',
      fix: 'Correct `stacks` of the engine: ids, names such as Stage/Stack, names of stacks, or patterns with * and **.',
    })
  }
  const wanted = new Set(patterns.flatMap(named))
  const taken = stacks.filter((stack) => wanted.has(stack) || neededBy(wanted, stack, stacks))
  const also = taken.filter((stack) => !wanted.has(stack)).map(({ display }) => display)
  if (also.length > 0) say(`with what they need: ${also.join(', ')}`)
  return taken
}

function neededBy(wanted: ReadonlySet<CdkStack>, stack: CdkStack, all: readonly CdkStack[]): boolean {
  const seen = new Set<string>()
  const reaches = ({ needs }: CdkStack): boolean =>
    needs.some((id) => {
      if (id === stack.id) return true
      if (seen.has(id)) return false
      seen.add(id)
      return all.some((other) => other.id === id && reaches(other))
    })
  return [...wanted].some(reaches)
}

/** `*` stays within one part of `Stage/Stack`, `**` does not. */
function globbed(pattern: string): RegExp {
  const parts = pattern.match(/\*\*\/|\*\*|\*|\?|[^*?]+/g) ?? []
  return new RegExp(`^${parts.map((part) => MEANT.get(part) ?? part.replace(/[\\^$.+()[\]{}|/-]/g, '\\$&')).join('')}$`)
}

const MEANT: ReadonlyMap<string, string> = new Map([
  ['**/', '(?:.*/)?'],
  ['**', '.*'],
  ['*', '[^/]*'],
  ['?', '[^/]'],
])
