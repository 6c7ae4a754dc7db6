import type { Finding } from '../domain/finding.ts'
import type { HookTime } from '../domain/hook.ts'
import { assemblyOf } from './assembly.ts'
import { type Hooked, runHooks } from './hooks.ts'
import type { StageContext, StageOutcome } from './stage.ts'

/** Work on a stack; it answers only when it did not end well. */
type Work = (stack: string) => Promise<StageOutcome | undefined>

/**
 * Work on stacks with the hooks of their systems around it: those before once, when the first of its stacks comes, those after once,
 * when the last ended well.
 */
export function around(
  context: StageContext,
  stacks: readonly string[],
  [before, after]: readonly [HookTime, HookTime],
  findings: Finding[],
): (work: Work) => Work {
  const systemOf = (stack: string) => assemblyOf(context.run(), stack).system
  const left = new Map<string, number>()
  for (const stack of stacks) left.set(systemOf(stack), (left.get(systemOf(stack)) ?? 0) + 1)
  const begun = new Map<string, Promise<Hooked>>()
  const told = (hooked: Hooked): StageOutcome | undefined => {
    if ('failed' in hooked) return hooked.failed
    findings.push(...hooked.findings)
    return undefined
  }
  return (work) => async (stack) => {
    const system = systemOf(stack)
    const known = begun.get(system)
    const first = known ?? runHooks(context, before, system)
    begun.set(system, first)
    const hooked = await first
    const refused = known ? ('failed' in hooked ? hooked.failed : undefined) : told(hooked)
    if (refused) return refused
    const failed = await work(stack)
    if (failed) return failed
    left.set(system, (left.get(system) ?? 1) - 1)
    return left.get(system) === 0 ? told(await runHooks(context, after, system)) : undefined
  }
}
