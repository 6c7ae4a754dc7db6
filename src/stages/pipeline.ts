import { dirname } from 'node:path'
import type { Config } from '../config/config.ts'
import { failedBy } from '../domain/failed.ts'
import { withHook } from '../domain/hook.ts'
import { type Run, type StageResult, withStacks } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import type { Ports } from '../ports/index.ts'
import { callers } from './callers.ts'
import { cores } from './cores.ts'
import type { Journal } from './journal.ts'
import { type Stage, type StageContext, type StageOutcome, skipped } from './stage.ts'

// A runner kills a cancelled job's process after 10 s; this much of it is for the last words.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
const LAST_WORDS_MS = 5000

interface Pipeline {
  readonly stages: readonly Stage[]
  readonly config: Config
  readonly ports: Ports
  readonly signal: AbortSignal
  readonly journal: Journal
}

/** Folds the stages that were asked for into the run. It ends well or not, but it always ends with a result for each. */
export async function runPipeline(pipeline: Pipeline, first: Run): Promise<Run> {
  const { stages, config, ports, signal, journal } = pipeline
  let run = first
  const keep = async (next: Run): Promise<void> => {
    run = next
    // Synthesizing touches nothing; writing it down would only make the first call to AWS wait.
    if (run.current !== 'synthesize') await journal.keep(run)
  }
  const token = ports.runner.input('github-token')
  const github = token ? ports.github(token) : undefined
  const contextWith = (alive: AbortSignal): StageContext => ({
    config,
    ports,
    signal: alive,
    run: () => run,
    core: cores(ports, alive),
    caller: callers(ports, alive),
    ...(github ? { github } : {}),
    changed: (stacks) => keep(withStacks(run, stacks)),
    judged: (gates, approvals) => keep({ ...run, gates, ...(approvals ? { approvals } : {}) }),
    hooked: (hook) => keep({ ...run, hooks: withHook(run.hooks ?? [], hook) }),
    arrange: (assemblies, leftOut = []) =>
      keep({
        ...run,
        ...(leftOut.length === 0 ? {} : { leftOut: [...(run.leftOut ?? []), ...leftOut] }),
        stacks: Object.fromEntries(assemblies.map((assembly) => [assembly.stack, { ...run.stacks[assembly.stack], assembly }])),
      }),
    folder: dirname(journal.paths.record),
    beside: (name, content) => journal.beside(name, content),
    readBeside: (name) => journal.readBeside(name),
  })
  const context = contextWith(signal)
  for (const stage of stages.filter((s) => run.stages.includes(s.name))) {
    const startedAt = ports.clock.now().toISOString()
    await keep({ ...run, current: stage.name })
    // Reports are sent after a cancel too, within what is left of the grace time.
    const own = signal.aborted && stage.name === 'report' ? contextWith(ports.clock.deadline(LAST_WORDS_MS)) : context
    const outcome = await ended(stage, own, contextWith)
    const { adds, ...result } = outcome
    const entry: StageResult = { findings: [], ...result, stage: stage.name, startedAt, endedAt: ports.clock.now().toISOString() }
    const { current: _done, ...rest } = run
    // The next stage begins at once, or the run ends: either writes this down.
    run = { ...rest, ...adds, results: [...run.results, entry] }
    ports.runner.info(`${stage.name}: ${entry.phase} – ${entry.reason}`)
  }
  return run
}

async function ended(
  stage: Stage,
  context: StageContext,
  contextWith: (signal: AbortSignal) => StageContext,
): Promise<StageOutcome> {
  const idle = stage.idle(context.run(), context.config)
  if (idle !== undefined) return skipped(idle)
  // What has nothing to do is not cancelled: a deployment that failed stays failed.
  if (context.signal.aborted) return afterCancel(stage, context)
  try {
    return await context.ports.runner.group(stage.name, () => stage.run(context))
  } catch (thrown) {
    if (context.signal.aborted) return cancelled(stage, contextWith(context.ports.clock.deadline(LAST_WORDS_MS)))
    return failedBy(Failure.from(thrown))
  }
}

/** A run that was cancelled between two stages must not look like one that had nothing to do. */
function afterCancel(stage: Stage, { run }: StageContext): StageOutcome {
  if (run().results.some((r) => r.code === 'CANCELLED')) return skipped('the run was cancelled')
  return failedBy(new Failure(`The run was cancelled before ${stage.name}.`, { code: 'CANCELLED' }))
}

async function cancelled(stage: Stage, context: StageContext): Promise<StageOutcome> {
  const told = await stage.cancelled?.(context)
  return failedBy(new Failure(`The run was cancelled during ${stage.name}${told ? `: ${told}` : ''}.`, { code: 'CANCELLED' }))
}
