import { failedBy } from '../domain/failed.ts'
import type { Finding } from '../domain/finding.ts'
import { irreversible } from '../domain/hook.ts'
import { good } from '../domain/phase.ts'
import { onlyBack, type Run } from '../domain/run.ts'
import type { Operation, StackRun } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { executeStack } from '../stack/execute.ts'
import { planStack } from '../stack/plan.ts'
import { protect } from '../stack/protect.ts'
import { assemblyOfSnapshot, type Snapshot } from '../stack/snapshot.ts'
import { configuredPlaces, demandAccounts } from './accounts.ts'
import { assembliesIn } from './assembly.ts'
import { demandUnmoved, placed, snapshotOf } from './before.ts'
import { blockedBy } from './blocked.ts'
import { concluded, leftUndone } from './conclude.ts'
import { withFunctionLog } from './custom-resource.ts'
import { keepDeployed } from './deployed.ts'
import { failedOperation } from './failed.ts'
import { halfDone } from './half-done.ts'
import { failedAfter, undoable, withHooks } from './hooks-back.ts'
import { tellingInto } from './making.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'
import { checksOf } from './verify.ts'
import { absent, demandThere, keeping, nowOf, saidOf } from './way.ts'

/** Puts the version before back: after a deployment of this run that is not well, or of the run whose record was given. */
export const rollback: Stage = {
  name: 'rollback',
  idle: (run, config) => {
    if (onlyBack(run)) return undefined
    if (config.onUnhealthy !== 'rollback') return '`on-unhealthy` does not ask for it'
    if (!deployed(run) && undoable(run).length === 0) return 'nothing was deployed'
    const ill = run.results.some(
      ({ stage, phase, counted }) => ['verify', 'logscan'].includes(stage) && phase === 'failed' && counted !== false,
    )
    const half = ill || failedAfter(run) ? undefined : halfDone(run)
    if (half !== undefined) return half
    const once = irreversible(run.hooks)
    return once ? `the hook ${once.name} is not \`reversible: true\`, so the new version stays` : undefined
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
  const { back: to } = run
  const alone = onlyBack(run)
  if (alone) await demandAccounts(context, [...(await configuredPlaces(context)), ...assembliesIn(run)])
  const changed = Object.keys(run.stacks).filter((name) =>
    to ? true : alone ? wasPlanned(run, name) : run.stacks[name]?.operation?.state === 'succeeded',
  )
  const updated = changed.filter((name) => {
    const { snapshot, wayBack } = run.stacks[name] ?? {}
    return to ? (snapshot ?? wayBack) : isUpdate(run.stacks[name])
  })
  // All ways back are known before the first one is gone.
  const snapshots = await Promise.all(updated.map((name) => snapshotOf(context, name)))
  await placed(context, snapshots)
  const stays = changed.filter((stack) => !updated.includes(stack))
  const left = stays.length > 0 ? `; ${absent(run, stays)}, so nothing of it was taken back` : ''
  if (snapshots.length === 0 && undoable(run).length === 0) {
    const why = alone && stays.length === 0 ? 'no record of a change was given' : 'there is no version before'
    throw new Failure(`Nothing was taken back: ${why}${left}.`, { code: 'ROLLBACK_FAILED' })
  }
  for (const snapshot of snapshots) await demandThere(context, snapshot, await nowOf(context, snapshot))
  // Who goes back to a run by its name gives up what came after it.
  if (!to) for (const snapshot of snapshots) await demandUnmoved(context, snapshot)
  const hooked = await withHooks(context, updated, async (work) => {
    for (const snapshot of snapshots.toReversed()) {
      const failure = await work(snapshot.stack, () => one(context, snapshot))
      if (failure) return failure
    }
    return undefined
  })
  if ('failed' in hooked) return { ...hooked.failed, code: 'ROLLBACK_FAILED' }
  const { findings, failures } = await concluded(context, 'afterRollback', updated)
  const back = updated.length > 0 ? saidOf(context.run(), updated) : 'what hooks had put in place is undone'
  const outcome = await checked(context, `${back}${keeping(snapshots)}${left}`)
  return { ...outcome, findings: [...hooked.findings, ...findings, ...leftUndone(failures), ...(outcome.findings ?? [])] }
}

/** Whether the record that was given is of a change to a stack. A command may leave some of its stacks alone. */
function wasPlanned({ stacks, earlier }: Run, name: string): boolean {
  const kind = stacks[name]?.plan?.kind ?? 'none'
  return kind === 'command' ? earlier?.operations[name] !== undefined : kind !== 'none'
}

const isUpdate = (stack: StackRun | undefined): boolean =>
  stack?.plan?.kind === 'update' || (stack?.plan?.kind === 'command' && stack.plan.basedOn !== undefined)

/** Goes back with one stack. Answers only when that did not end well. */
async function one(context: StageContext, snapshot: Snapshot): Promise<StageOutcome | undefined> {
  const { stack } = snapshot
  const assembly = assemblyOfSnapshot(snapshot, await nowOf(context, snapshot))
  const core = context.core(assembly)
  const run = { ...context.run().identity, purpose: 'rollback' } as const
  const said: Finding[] = []
  const planned = await planStack(core, assembly, run, tellingInto(said, context, stack))
  for (const { title } of said) context.ports.runner.info(`${stack}: ${title}`)
  const { plan } = planned
  if (planned.blocked) return blockedBy([stack], planned.findings)
  if (plan.kind === 'none') {
    await keepDeployed(context, assembly, planned.stack)
    return undefined
  }
  const moved = (operation: Operation | undefined) => context.changed({ [stack]: { rollback: operation } })
  const { operation, stack: found } = await executeStack(core, { assembly, plan, run, justPlanned: true, moved })
  await context.changed({
    [stack]: { rollback: operation, status: found?.status ?? operation.status, outputs: found?.outputs },
  })
  if (operation.state !== 'succeeded')
    return withFunctionLog(context, { assembly, operation, stack: found?.id ?? stack }, failedOperation(assembly, operation))
  await keepDeployed(context, assembly, found)
  const refused = await protect(core, assembly, found?.terminationProtection)
  return refused[0] ? { phase: 'failed', reason: refused[0].title, findings: refused } : undefined
}

/** The version before is looked at as the new one was. */
async function checked(context: StageContext, said: string): Promise<StageOutcome> {
  if (context.config.verify.length === 0)
    return { phase: 'successful', code: 'ROLLED_BACK', reason: `${said}; it was not checked` }
  const asked = await attempt(() => checksOf(context))
  context.signal.throwIfAborted()
  // What was new and failed is not there to be checked; what is back is back all the same.
  if ('failure' in asked)
    return { phase: 'inconclusive', code: 'ROLLED_BACK', reason: `${said}; it could not be checked: ${asked.failure.message}` }
  const { adds, phase, reason, findings = [] } = asked.value
  const again = (adds?.checks ?? []).map((check) => ({ ...check, afterRollback: true }))
  return {
    phase: good(phase) ? 'successful' : phase,
    code: 'ROLLED_BACK',
    reason: `${said}: ${reason}`,
    findings,
    adds: { checks: [...context.run().checks, ...again] },
  }
}
