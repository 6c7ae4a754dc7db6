import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'

type Ordered = Pick<Assembly, 'stack' | 'system' | 'dependsOn'>

/**
 * Stacks so that each comes after those that it depends on, otherwise as they came. Names of systems become those of their stacks; what
 * is not worked on in this run is left out.
 */
export function arranged<T extends Ordered>(stacks: readonly T[], because: Because = () => undefined): readonly T[] {
  const linked = stacks.map((stack) => ({ ...stack, dependsOn: namesOf(stack, stacks) }))
  const byName = new Map(linked.map((stack) => [stack.stack, stack]))
  const done = new Set<T>()
  const visit = (stack: T, path: readonly string[]): void => {
    if (done.has(stack)) return
    const from = path.indexOf(stack.stack)
    if (from >= 0) {
      throw circular([...path.slice(from), stack.stack], because)
    }
    for (const name of stack.dependsOn) {
      const before = byName.get(name)
      if (before) visit(before, [...path, stack.stack])
    }
    done.add(stack)
  }
  for (const stack of linked) visit(stack, [])
  return [...done]
}

/** Why one stack comes after another, where that stands neither in the configuration nor in what a tool says. */
export type Because = (stack: string, before: string) => string | undefined

function circular(circle: readonly string[], because: Because): Failure {
  const why = circle.slice(1).flatMap((before, index) => because(circle[index] ?? '', before) ?? [])
  const said = why.length > 0 ? ` (${why.join('; ')})` : ''
  return new Failure(`Stacks depend on each other in a circle: ${circle.join(' → ')}${said}.`, { code: 'STACK_CYCLE' })
}

function namesOf(stack: Ordered, all: readonly Ordered[]): readonly string[] {
  const of = (name: string) =>
    all.filter((other) => other.stack === name || (other.system === name && other.system !== stack.system))
  return [...new Set(stack.dependsOn.flatMap(of).map((other) => other.stack))]
}

/** How the work on one stack ended: well, not well, or not begun. */
export type Ending = 'well' | 'ill' | 'left'

/**
 * Works on stacks side by side, each once all that it depends on ended well. After the first that does not end well nothing new begins
 * where `stop` says so; what runs already ends. Throws what the first one threw, once all have ended.
 */
export async function eachInOrder(
  stacks: readonly Pick<Assembly, 'stack' | 'dependsOn'>[],
  { stop }: { readonly stop: boolean },
  work: (stack: string) => Promise<boolean>,
): Promise<ReadonlyMap<string, Ending>> {
  const endings = new Map<string, Ending>()
  const failures: Failure[] = []
  const begun = new Map<string, Promise<void>>()
  const bad = (name: string) => (endings.get(name) ?? 'well') !== 'well'
  const one = async ({ stack, dependsOn }: Pick<Assembly, 'stack' | 'dependsOn'>): Promise<void> => {
    await Promise.all(dependsOn.map((name) => begun.get(name)))
    if (dependsOn.some(bad) || (stop && [...endings.values()].includes('ill'))) return void endings.set(stack, 'left')
    const done = await attempt(() => work(stack))
    if ('failure' in done) failures.push(done.failure)
    endings.set(stack, 'value' in done && done.value ? 'well' : 'ill')
  }
  for (const stack of stacks) begun.set(stack.stack, one(stack))
  await Promise.all(begun.values())
  if (failures[0]) throw failures[0]
  return endings
}
