import type { Assembly, Operation, RootCause } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import { tailOf } from '../logs/index.ts'
import { quoted } from '../notices/words.ts'
import { type Backing, backingOf, isCustom } from '../stack/backing.ts'
import type { Core } from '../stack/core.ts'
import type { StageContext, StageOutcome } from './stage.ts'

/** What a run spends at most on the log of a custom resource that failed. */
const LONGEST_MS = 20_000
/** The end of the call that failed; what the rollback calls comes later. */
const BEHIND_MS = 1000

interface Failed {
  readonly assembly: Assembly
  readonly operation: Operation
  /** The id of the stack, or its name where that is not known. */
  readonly stack: string
}

/**
 * The outcome with the last lines of the function behind a custom resource that failed. They only explain: whatever becomes
 * of the reading, the outcome stays what it is.
 */
export async function withFunctionLog(context: StageContext, failed: Failed, outcome: StageOutcome): Promise<StageOutcome> {
  const { assembly, operation } = failed
  const { rootCause: cause, startedAt } = operation
  const [finding, ...rest] = outcome.findings ?? []
  if (!finding || !cause || !startedAt || !isCustom(cause.type)) return outcome
  const signal = AbortSignal.any([context.signal, context.ports.clock.deadline(LONGEST_MS)])
  const core: Core = { ...context.core(assembly), signal }
  const found = await attempt(() => backingOf(core, failed.stack, assembly, cause))
  const why = signal.aborted ? 'there was no answer in time' : 'failure' in found ? found.failure.message : ''
  const backing: Backing = 'value' in found ? found.value : { why }
  const read =
    'why' in backing ? notRead(cause, backing.why) : await lastLines(context, core, failed, { cause, startedAt }, backing)
  for (const line of read.evidence) context.ports.runner.info(line)
  return {
    ...outcome,
    findings: [
      {
        ...finding,
        evidence: [...(finding.evidence ?? []), ...read.evidence],
        commands: [...read.commands, ...(finding.commands ?? [])],
      },
      ...rest,
    ],
  }
}

interface Read {
  readonly evidence: readonly string[]
  readonly commands: readonly string[]
}

const notRead = ({ logicalId }: RootCause, why: string): Read => ({
  evidence: [`The log behind ${logicalId} was not read: ${why}`],
  commands: [],
})

async function lastLines(
  { ports }: StageContext,
  core: Core,
  { assembly }: Failed,
  { cause, startedAt }: { readonly cause: RootCause; readonly startedAt: string },
  { group, stream }: Exclude<Backing, { readonly why: string }>,
): Promise<Read> {
  const to = cause.at === undefined ? core.clock.now().getTime() : Date.parse(cause.at) + BEHIND_MS
  const { lines, why } = await tailOf({
    ...{ logs: ports.logs(assembly), clock: core.clock, signal: core.signal, redact: core.redact, say: core.say },
    query: { group, from: Date.parse(startedAt), to, ...(stream === undefined ? {} : { stream }) },
  })
  const only = stream === undefined ? '' : ` --log-stream-names ${quoted(stream)}`
  const commands = [`aws logs tail ${quoted(group)}${only} --since ${quoted(startedAt)} --region ${quoted(assembly.region)}`]
  if (lines.length === 0) return { ...notRead(cause, `${group}: ${why}`), commands }
  const head = `The last lines of ${group} before ${cause.logicalId} failed${why === undefined ? '' : ` (${why})`}:`
  return { evidence: [head, ...lines], commands }
}
