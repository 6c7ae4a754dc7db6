import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { demandLast, isAttemptAt } from '../stack/last.ts'
import { assemblyOfSnapshot, type Snapshot } from '../stack/snapshot.ts'
import type { StageContext } from './stage.ts'
import { nowOf } from './way.ts'

/** What was kept of the stack with the plan. */
export async function snapshotOf({ run, readBeside }: StageContext, name: string): Promise<Snapshot> {
  const { snapshot, wayBack } = run().stacks[name] ?? {}
  const none = (why: string) => new Failure(`Stack ${name}: ${why}. Nothing was executed.`, { code: 'ROLLBACK_FAILED' })
  if (!snapshot) throw none(wayBack?.lost[0] ?? 'nothing was kept of the version before')
  const text = await readBeside(snapshot.path)
  if (text === undefined) throw none(`${snapshot.path} does not lie beside the record`)
  if (sha256(text) !== snapshot.sha256) throw none(`${snapshot.path} is not the one that was written with the record`)
  return JSON.parse(text) as Snapshot
}

/** What came after the change must not be undone with it. An earlier attempt at this very way back may have begun. */
export async function demandUnmoved(context: StageContext, snapshot: Snapshot): Promise<void> {
  const { identity, stacks, earlier } = context.run()
  const { stack } = snapshot
  const change = stacks[stack]?.operation ?? earlier?.operations[stack]
  if (!change) {
    throw new Failure(`Stack ${stack}: the record does not say by which operation it was changed. Nothing was executed.`, {
      code: 'ROLLBACK_FAILED',
      fix: 'Give the record of the job that deployed; that of the job that planned does not know what became of it.',
    })
  }
  const back = assemblyOfSnapshot(snapshot, await nowOf(context, snapshot))
  const core = context.core(back)
  const run = { ...identity, purpose: 'rollback' } as const
  await demandLast(core, stack, stack, (token) => token === change.token || isAttemptAt(core, back, run, token))
}

/** Says of each stack under what it goes back, where no record could. */
export async function placed(context: StageContext, snapshots: readonly Snapshot[]): Promise<void> {
  for (const snapshot of snapshots) {
    if (context.run().stacks[snapshot.stack]?.assembly) continue
    await context.changed({ [snapshot.stack]: { assembly: await nowOf(context, snapshot) } })
  }
}
