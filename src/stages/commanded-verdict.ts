import { failedBy } from '../domain/failed.ts'
import type { Assembly, Operation } from '../domain/stack.ts'
import { type Ended, toolFailure } from '../domain/tool.ts'
import type { Failure } from '../foundation/failure.ts'
import type { attempt } from '../foundation/retry.ts'
import type { Seen } from '../stack/beside.ts'
import { admit } from '../stack/statuses.ts'
import { planOf } from './assembly.ts'
import { failedOperation } from './failed.ts'
import type { StageContext, StageOutcome } from './stage.ts'

type Attempt<T> = Awaited<ReturnType<typeof attempt<T>>>

/** How a command ended, and what was seen of each stack beside it. */
export interface Beside {
  readonly system: string
  readonly ended: Attempt<Ended>
  readonly assemblies: readonly Assembly[]
  readonly seen: readonly Attempt<Seen>[]
}

/**
 * What is not well, by stack. The exit status of the command and the end of each stack are facts of their own: a command may fail after it
 * changed everything, and end well over a stack that did not.
 */
export async function verdicts(
  context: StageContext,
  { system, ended, assemblies, seen }: Beside,
): Promise<ReadonlyMap<string, StageOutcome>> {
  const failure = 'failure' in ended ? ended.failure : toolFailure(`\`deploy\` of ${system}`, ended.value)
  const bad = new Map<string, StageOutcome>()
  for (const [index, assembly] of assemblies.entries()) {
    const one = seen[index] as Attempt<Seen>
    const outcome = 'failure' in one ? failedBy(one.failure) : await judged(context, assembly, one.value)
    if (outcome) bad.set(assembly.stack, outcome)
  }
  return failure ? withCommand(failure, bad, { assemblies, seen }) : bad
}

/** The verdict on one stack, which the record then has. */
async function judged(
  context: StageContext,
  assembly: Assembly,
  { operations, stack: found }: Seen,
): Promise<StageOutcome | undefined> {
  const { stack } = assembly
  const [first] = operations
  const many = operations.length > 1
  const operation: Operation | undefined = first && many ? { ...first, state: 'unknown' } : first
  const status = found?.status ?? operations.at(-1)?.status
  const seen = { operation, outputs: found?.outputs, ...(status === undefined ? {} : { status }) }
  await context.changed({ [stack]: seen })
  context.ports.runner.info(`${stack}: ${told(operations.length)}, ${status ?? 'there is no such stack'}`)
  const last = operations.at(-1)
  if (!last) await untouched(context, stack)
  if (last && last.state !== 'succeeded') return failedOperation(assembly, last)
  if (many) return unclear(stack, operations)
  if (last || admit(found?.status).do === 'update') return undefined
  return {
    phase: 'failed',
    code: 'DEPLOY_FAILED',
    reason: `${stack} was not touched, and ${found ? `is ${found.status}` : 'there is no such stack'}`,
    fix: 'Let the command deploy it, or take it out of `watches`.',
  }
}

/** What was not changed was not deployed either. */
async function untouched(context: StageContext, stack: string): Promise<void> {
  const plan = planOf(context.run(), stack)
  await context.changed({ [stack]: { plan: { ...plan, kind: 'none', why: 'its command left it as it was' } } })
}

const told = (count: number): string => (count === 0 ? 'not touched' : count === 1 ? 'changed' : `${count} operations`)

/** CloudFormation does not say who asked for an operation without a token. */
function unclear(stack: string, operations: readonly Operation[]): StageOutcome {
  const title = `${stack} was changed by ${operations.length} operations while the command ran, and which is its own cannot be told`
  return {
    phase: 'inconclusive',
    code: 'DEPLOY_UNKNOWN',
    reason: title,
    fix: 'CloudTrail says who asked for each: those of the command carry the number of this run in their user agent.',
    findings: [
      {
        severity: 'high',
        code: 'DEPLOY_UNKNOWN',
        title,
        evidence: operations.map(({ startedAt, endedAt, status }) => `${startedAt} to ${endedAt}: ${status}`),
        where: stack,
      },
    ],
  }
}

/** A command that did not end well is told once: with the stack that failed, which tells why, else with what became of each. */
function withCommand(
  failure: Failure,
  bad: ReadonlyMap<string, StageOutcome>,
  { assemblies, seen }: Pick<Beside, 'assemblies' | 'seen'>,
): ReadonlyMap<string, StageOutcome> {
  const own = failedBy(failure)
  const touched = (index: number) => seenOf(seen[index]).operations.length
  const culprit = assemblies.find(({ stack }, index) => bad.get(stack)?.phase === 'failed' && touched(index) > 0)
  const why = culprit && bad.get(culprit.stack)
  if (culprit && why)
    return new Map([
      ...bad,
      [culprit.stack, { ...why, reason: `${why.reason}. ${own.reason}`, findings: [...(why.findings ?? []), ...own.findings] }],
    ])
  return new Map(
    assemblies.map(({ stack }, index) => {
      const said =
        bad.get(stack)?.reason ?? `${stack}: ${told(touched(index))}, ${seenOf(seen[index]).stack?.status ?? 'no such stack'}`
      const first = { ...own, reason: `${own.reason} ${said}`, findings: [...own.findings, ...(bad.get(stack)?.findings ?? [])] }
      return [stack, index === 0 ? first : { ...first, reason: said, findings: bad.get(stack)?.findings ?? [] }]
    }),
  )
}

const seenOf = (seen: Attempt<Seen> | undefined): Seen => (seen && 'value' in seen ? seen.value : { operations: [] })
