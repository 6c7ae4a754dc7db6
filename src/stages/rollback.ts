import { failedBy } from '../domain/failed.ts'
import type { Finding } from '../domain/finding.ts'
import { good } from '../domain/phase.ts'
import { onlyBack, type Run } from '../domain/run.ts'
import type { Operation } from '../domain/stack.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { executeStack } from '../stack/execute.ts'
import { demandLast, isAttemptAt } from '../stack/last.ts'
import { planStack } from '../stack/plan.ts'
import { protect } from '../stack/protect.ts'
import { assemblyOfSnapshot, type Snapshot } from '../stack/snapshot.ts'
import { demandAccounts } from './accounts.ts'
import { assembliesIn, assemblyOf } from './assembly.ts'
import { blockedBy } from './blocked.ts'
import { concluded, leftUndone } from './conclude.ts'
import { withFunctionLog } from './custom-resource.ts'
import { failedOperation } from './failed.ts'
import { tellingInto } from './making.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'
import { checksOf } from './verify.ts'

/** Puts the version before back: after a deployment of this run that is not well, or of the run whose record was given. */
export const rollback: Stage = {
  name: 'rollback',
  idle: (run, config) => {
    if (onlyBack(run)) return undefined
    if (config.onUnhealthy !== 'rollback') return '`on-unhealthy` does not ask for it'
    if (!deployed(run)) return 'nothing was deployed'
    const ill = run.results.some(
      ({ stage, phase, counted }) => ['verify', 'logscan'].includes(stage) && phase === 'failed' && counted !== false,
    )
    return ill ? undefined : 'nothing that was deployed is ill'
  },
  async run(context) {
    const done = await attempt(() => back(context))
    context.signal.throwIfAborted()
    if ('value' in done) return done.value
    const failed = failedBy(done.failure)
    return done.failure.code === 'STACK_CHANGED' ? failed : { ...failed, code: 'ROLLBACK_FAILED' }
  },
  cancelled: async () => 'a way back that was under way goes on',
}

const deployed = ({ stacks }: Run): boolean => Object.values(stacks).some(({ operation }) => operation?.state === 'succeeded')

async function back(context: StageContext): Promise<StageOutcome> {
  const run = context.run()
  const alone = onlyBack(run)
  if (alone) await demandAccounts(context, assembliesIn(run))
  const changed = Object.keys(run.stacks).filter((name) =>
    alone ? (run.stacks[name]?.plan?.kind ?? 'none') !== 'none' : run.stacks[name]?.operation?.state === 'succeeded',
  )
  const updated = changed.filter((name) => run.stacks[name]?.plan?.kind === 'update')
  // All ways back are known before the first one is gone.
  const snapshots = await Promise.all(updated.map((name) => snapshotOf(context, name)))
  const stays = changed.filter((stack) => !updated.includes(stack))
  const left = stays.length > 0 ? `; there was no ${stays.join(', ')} before, so nothing of it was taken back` : ''
  if (snapshots.length === 0) {
    const why = alone && stays.length === 0 ? 'no record of a change was given' : 'there is no version before'
    throw new Failure(`Nothing was taken back: ${why}${left}.`, { code: 'ROLLBACK_FAILED' })
  }
  for (const snapshot of snapshots) await demandUnmoved(context, snapshot)
  for (const snapshot of snapshots.toReversed()) {
    const failure = await one(context, snapshot)
    if (failure) return { ...failure, code: 'ROLLBACK_FAILED' }
  }
  const { findings, failures } = await concluded(context, 'afterRollback', updated)
  const outcome = await checked(context, `the version before of ${updated.join(', ')} is back${left}`)
  return { ...outcome, findings: [...findings, ...leftUndone(failures), ...(outcome.findings ?? [])] }
}

/** What was kept of the stack with the plan. */
async function snapshotOf({ run, readBeside }: StageContext, name: string): Promise<Snapshot> {
  const { snapshot, wayBack } = run().stacks[name] ?? {}
  const none = (why: string) => new Failure(`Stack ${name}: ${why}. Nothing was executed.`, { code: 'ROLLBACK_FAILED' })
  if (!snapshot) throw none(wayBack?.lost[0] ?? 'nothing was kept of the version before')
  const text = await readBeside(snapshot.path)
  if (text === undefined) throw none(`${snapshot.path} does not lie beside the record`)
  if (sha256(text) !== snapshot.sha256) throw none(`${snapshot.path} is not the one that was written with the record`)
  return JSON.parse(text) as Snapshot
}

/** What came after the change must not be undone with it. An earlier attempt at this very way back may have begun. */
async function demandUnmoved(context: StageContext, snapshot: Snapshot): Promise<void> {
  const { identity, stacks, earlier } = context.run()
  const { stack } = snapshot
  const change = stacks[stack]?.operation ?? earlier?.operations[stack]
  if (!change) {
    throw new Failure(`Stack ${stack}: the record does not say by which operation it was changed. Nothing was executed.`, {
      code: 'ROLLBACK_FAILED',
      fix: 'Give the record of the job that deployed; that of the job that planned does not know what became of it.',
    })
  }
  const back = assemblyOfSnapshot(snapshot, assemblyOf(context.run(), stack))
  const core = context.core(back)
  const run = { ...identity, purpose: 'rollback' } as const
  await demandLast(core, stack, stack, (token) => token === change.token || isAttemptAt(core, back, run, token))
}

/** Goes back with one stack. Answers only when that did not end well. */
async function one(context: StageContext, snapshot: Snapshot): Promise<StageOutcome | undefined> {
  const { stack } = snapshot
  const assembly = assemblyOfSnapshot(snapshot, assemblyOf(context.run(), stack))
  const core = context.core(assembly)
  const run = { ...context.run().identity, purpose: 'rollback' } as const
  const said: Finding[] = []
  const planned = await planStack(core, assembly, run, tellingInto(said, context, stack))
  for (const { title } of said) context.ports.runner.info(`${stack}: ${title}`)
  const { plan } = planned
  if (planned.blocked) return blockedBy([stack], planned.findings)
  if (plan.kind === 'none') return undefined
  const moved = (operation: Operation | undefined) => context.changed({ [stack]: { rollback: operation } })
  const { operation, stack: found } = await executeStack(core, { assembly, plan, run, moved })
  await context.changed({
    [stack]: { rollback: operation, status: found?.status ?? operation.status, outputs: found?.outputs },
  })
  if (operation.state !== 'succeeded')
    return withFunctionLog(context, { assembly, operation, stack: found?.id ?? stack }, failedOperation(assembly, operation))
  const refused = await protect(core, assembly, found?.terminationProtection)
  return refused[0] ? { phase: 'failed', reason: refused[0].title, findings: refused } : undefined
}

/** The version before is looked at as the new one was. */
async function checked(context: StageContext, said: string): Promise<StageOutcome> {
  if (context.config.verify.length === 0)
    return { phase: 'successful', code: 'ROLLED_BACK', reason: `${said}; it was not checked` }
  const { adds, phase, reason, findings = [] } = await checksOf(context)
  const again = (adds?.checks ?? []).map((check) => ({ ...check, afterRollback: true }))
  return {
    phase: good(phase) ? 'successful' : phase,
    code: 'ROLLED_BACK',
    reason: `${said}: ${reason}`,
    findings,
    adds: { checks: [...context.run().checks, ...again] },
  }
}
