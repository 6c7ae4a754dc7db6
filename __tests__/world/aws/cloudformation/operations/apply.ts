import type { Process } from '../../simulation.ts'
import type { ResourceRecord } from '../records.ts'
import { outputsOf } from '../scope.ts'
import { dependencies } from '../template/order.ts'
import { become, type Deployment, failureReason, wanted } from './deployment.ts'
import { cancelNested, finishNested } from './nested.ts'
import { denied } from './policy.ts'
import { discard } from './remove.ts'
import { bring } from './resource.ts'
import { only, walk } from './walk.ts'

/** Brings every resource of the goal about; gives the reason when one failed or somebody cancelled. */
export function* apply(deployment: Deployment): Process<string | undefined> {
  const { world, entry, goal, cancelled } = deployment
  world.stacks.change(entry, { ...goal })
  const graph = only(dependencies(goal.source.template), wanted(deployment))
  const cutOff = (id: string): void => cut(deployment, id)
  const work = (id: string): Process<boolean> => bring(deployment, id)
  const failed = yield* walk({ sim: world.sim, graph, work, interrupt: cancelled, cutOff })
  if (failed.length > 0) return failureReason(entry, [...graph.keys()])
  if (cancelled.done) return ''
  return undefined
}

function cut({ world, entry }: Deployment, id: string): void {
  const record = entry.history.now.resources.get(id)
  if (!record) return
  const creating = record.status === 'CREATE_IN_PROGRESS'
  const reason = creating ? 'Resource creation cancelled' : 'Resource update cancelled'
  world.stacks.setResource(entry, { ...record, status: creating ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason })
  cancelNested(world, record)
}

/** Deletes what an update has replaced or left out. */
export function* cleanUp(deployment: Deployment): Process {
  const { world, entry, before } = deployment
  const kept = wanted(deployment)
  for (const id of kept) yield* finishNested(world, entry.history.now.resources.get(id))
  const removed = [...before.resources.values()].filter(({ logicalId, physicalId }) => physicalId && !kept.has(logicalId))
  for (const record of removed)
    if (denied(deployment, record.logicalId, 'Update:Delete') === undefined) yield* removal(deployment, record)
  for (const record of replacedBy(deployment, kept)) {
    yield* discard(world, entry, record, policyOf(deployment, record, 'UpdateReplacePolicy'))
  }
}

function* removal(deployment: Deployment, record: ResourceRecord): Process {
  const { world, entry } = deployment
  yield* discard(world, entry, record, policyOf(deployment, record, 'DeletionPolicy'))
  world.stacks.forget(entry, record.logicalId)
}

function replacedBy({ before, entry }: Deployment, kept: ReadonlySet<string>): readonly ResourceRecord[] {
  const now = entry.history.now.resources
  return [...before.resources.values()].filter(({ logicalId, physicalId, status }) => {
    const there = physicalId !== undefined && status !== 'DELETE_COMPLETE'
    return there && kept.has(logicalId) && now.get(logicalId)?.physicalId !== physicalId
  })
}

const policyOf = ({ before }: Deployment, { logicalId }: ResourceRecord, name: string): string | undefined => {
  const policy = before.source.template.resources[logicalId]?.[name]
  return policy === undefined ? undefined : String(policy)
}

/** An update that went well: clean-up, outputs, final status. */
export function* completeUpdate(deployment: Deployment): Process {
  const { world, entry, goal } = deployment
  if (entry.history.now.status !== 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
    yield* become(world, entry, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
  yield* cleanUp(deployment)
  world.stacks.change(entry, { outputs: outputsOf(world, entry, goal) })
  entry.wayBack = undefined
  yield* become(world, entry, 'UPDATE_COMPLETE')
}
