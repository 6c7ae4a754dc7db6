import type { Finding } from '../domain/finding.ts'
import { engineOf } from '../engines/index.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { assemblyOf } from './assembly.ts'
import { targetOf, workplaceOf } from './builds.ts'
import { contextOf } from './roles.ts'
import type { StageContext } from './stage.ts'

/** What was told, and what went wrong. */
interface Concluded {
  readonly findings: readonly Finding[]
  readonly failures: readonly Failure[]
}

/** Has the engines of these stacks do what is left to do once they were deployed, or put back. One that fails hinders no other. */
export async function concluded(
  context: StageContext,
  when: 'afterDeploy' | 'afterRollback',
  names: readonly string[],
): Promise<Concluded> {
  const about = names.map((name) => assemblyOf(context.run(), name))
  const findings: Finding[] = []
  const failures: Failure[] = []
  for (const entry of context.config.stacks) {
    const engine = engineOf(entry.kind)
    const stacks = about.flatMap(({ system, stack, region, as, assume }) =>
      system === entry.name ? [{ stack, region, ...(as ? { as } : {}), ...(assume ? { assume } : {}) }] : [],
    )
    if (stacks.length === 0 || !engine[when]) continue
    const place = { ...workplaceOf(entry, context), core: contextOf(context, entry).core, stacks }
    const done = await attempt(async () => (await engine[when]?.(await targetOf(entry, context), place)) ?? [])
    context.signal.throwIfAborted()
    if ('value' in done) findings.push(...done.value)
    else failures.push(done.failure)
  }
  return { findings, failures }
}

/** What was not done any more behind an operation that is over, as findings. */
export const leftUndone = (failures: readonly Failure[]): readonly Finding[] =>
  failures.map(({ code, message, fix }) => ({
    severity: 'high',
    ...(code ? { code } : {}),
    title: 'What its tool leaves to be done afterwards failed',
    cause: message,
    impact: 'The stack is as it was said; what the tool keeps beside it may not be.',
    ...(fix ? { fix } : {}),
  }))
