import type { Process } from '../../simulation.ts'
import type { World } from '../../world.ts'
import { same } from '../compare.ts'
import type { ResourceRecord, StackEntry, StackRecord } from '../records.ts'
import { dependencies } from '../template/order.ts'
import { become, failureReason } from './deployment.ts'
import { revertNested } from './nested.ts'
import { deleteResources, discard } from './remove.ts'
import { only, walk } from './walk.ts'

/** Takes back a creation: everything made is deleted. */
export function* revertCreate(world: World, entry: StackEntry, reason: string): Process {
  yield* become(world, entry, 'ROLLBACK_IN_PROGRESS', reason)
  const failed = yield* deleteResources(world, entry, [])
  entry.wayBack = undefined
  if (failed.length > 0) yield* become(world, entry, 'ROLLBACK_FAILED', failureReason(entry, failed))
  else yield* become(world, entry, 'ROLLBACK_COMPLETE')
}

/** Takes back an update: the old resources as they were, the new ones deleted. */
export function* revertUpdate(
  world: World,
  entry: StackEntry,
  before: StackRecord,
  reason: string,
  skipped: readonly string[] = [],
): Process {
  entry.wayBack = { kind: 'update', before }
  yield* become(world, entry, 'UPDATE_ROLLBACK_IN_PROGRESS', reason)
  const made = [...entry.history.now.resources.values()].filter((now) => isNew(now, before))
  const changed = new Set([...before.resources.values()].filter((old) => isChanged(old, entry)).map(({ logicalId }) => logicalId))
  const work = (id: string): Process<boolean> => putBack(world, entry, before.resources.get(id) as ResourceRecord, skipped)
  const failed = yield* walk({ sim: world.sim, graph: only(dependencies(before.source.template), changed), work })
  if (failed.length > 0) {
    yield* become(world, entry, 'UPDATE_ROLLBACK_FAILED', failureReason(entry, failed))
    return
  }
  yield* become(world, entry, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS')
  for (const record of made.toReversed()) yield* undo(world, entry, record, before)
  entry.wayBack = undefined
  const { source, parameters, tags, capabilities, notificationArns, roleArn, outputs } = before
  world.stacks.change(entry, { source, parameters, tags, capabilities, notificationArns, roleArn, outputs })
  yield* become(world, entry, 'UPDATE_ROLLBACK_COMPLETE')
}

const isNew = (now: ResourceRecord, before: StackRecord): boolean =>
  !before.resources.has(now.logicalId) || before.resources.get(now.logicalId)?.physicalId !== now.physicalId

function isChanged(old: ResourceRecord, entry: StackEntry): boolean {
  const now = entry.history.now.resources.get(old.logicalId)
  if (!now) return false
  return (
    now.status === 'UPDATE_FAILED' ||
    now.physicalId !== old.physicalId ||
    !same(now.properties, old.properties) ||
    now.at > old.at
  )
}

function* putBack(world: World, entry: StackEntry, old: ResourceRecord, skipped: readonly string[]): Process<boolean> {
  const { logicalId } = old
  const plain = { ...old, reason: undefined }
  if (skipped.includes(logicalId)) {
    world.stacks.setResource(entry, { ...plain, status: 'UPDATE_COMPLETE' })
    return true
  }
  const now = entry.history.now.resources.get(logicalId) ?? old
  world.stacks.setResource(entry, { ...now, status: 'UPDATE_IN_PROGRESS', reason: undefined })
  if (old.type === 'AWS::CloudFormation::Stack') yield* revertNested(world, old)
  else yield world.scripts.duration(entry.path, logicalId)
  const failure = world.scripts.failure(entry.path, logicalId, 'rollback')
  if (failure) world.stacks.setResource(entry, { ...now, status: 'UPDATE_FAILED', reason: failure })
  else world.stacks.setResource(entry, { ...plain, status: 'UPDATE_COMPLETE' })
  return !failure
}

function* undo(world: World, entry: StackEntry, record: ResourceRecord, before: StackRecord): Process {
  if (record.physicalId || record.status === 'CREATE_FAILED') yield* discard(world, entry, record, undefined)
  if (!before.resources.has(record.logicalId)) world.stacks.forget(entry, record.logicalId)
}
