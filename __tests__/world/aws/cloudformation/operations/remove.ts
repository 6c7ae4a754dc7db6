import type { Process } from '../../simulation.ts'
import type { World } from '../../world.ts'
import type { ResourceRecord, StackEntry } from '../records.ts'
import { dependencies, dependents } from '../template/order.ts'
import { become, failureReason } from './deployment.ts'
import { only, walk } from './walk.ts'

/** Deletes one physical resource that the stack has no more use for; the stack's own record of it stays as it is. */
export function* discard(world: World, entry: StackEntry, record: ResourceRecord, policy: string | undefined): Process<boolean> {
  const { logicalId, physicalId, type } = record
  const event = { logicalId, physicalId, type, properties: JSON.stringify(record.shown ?? {}) }
  if (policy === 'Retain') {
    world.stacks.tell(entry, { ...event, status: 'DELETE_SKIPPED' })
    return true
  }
  world.stacks.tell(entry, { ...event, status: 'DELETE_IN_PROGRESS' })
  const failure = yield* erase(world, entry, record)
  world.stacks.tell(entry, { ...event, status: failure ? 'DELETE_FAILED' : 'DELETE_COMPLETE', reason: failure })
  return !failure
}

function* erase(world: World, entry: StackEntry, { logicalId, physicalId, type }: ResourceRecord): Process<string | undefined> {
  if (type === 'AWS::CloudFormation::Stack') {
    const child = world.stacks.entries.find(({ id }) => id === physicalId)
    if (child)
      return (yield* deleteAll(world, child, [])) ? undefined : `Embedded stack ${child.id} was not successfully deleted.`
    return undefined
  }
  yield world.scripts.duration(entry.path, logicalId)
  return world.scripts.failure(entry.path, logicalId, 'delete')
}

/** Deletes the resources of a stack, the last made first, and gives those that stayed. */
export function* deleteResources(world: World, entry: StackEntry, retained: readonly string[]): Process<readonly string[]> {
  const { resources, source } = entry.history.now
  const gone = new Set(['DELETE_COMPLETE', 'DELETE_SKIPPED'])
  const ids = new Set([...resources.values()].filter(({ status }) => !gone.has(status)).map(({ logicalId }) => logicalId))
  const graph = only(dependents(dependencies(source.template)), ids)
  const work = function* (id: string): Process<boolean> {
    const record = resources.get(id) as ResourceRecord
    const policy = String(source.template.resources[id]?.['DeletionPolicy'] ?? 'Delete')
    if (retained.includes(id) || policy === 'Retain') {
      world.stacks.setResource(entry, { ...record, status: 'DELETE_SKIPPED', reason: undefined })
      return true
    }
    world.stacks.setResource(entry, { ...record, status: 'DELETE_IN_PROGRESS', reason: undefined })
    const failure = yield* erase(world, entry, record)
    world.stacks.setResource(entry, { ...record, status: failure ? 'DELETE_FAILED' : 'DELETE_COMPLETE', reason: failure })
    return !failure
  }
  return yield* walk({ sim: world.sim, graph, work })
}

/** Deletes a stack with everything in it; false when something stayed. By force, the stack goes even then. */
export function* deleteAll(
  world: World,
  entry: StackEntry,
  retained: readonly string[],
  reason?: string,
  force = false,
): Process<boolean> {
  yield* become(world, entry, 'DELETE_IN_PROGRESS', reason)
  const failed = yield* deleteResources(world, entry, retained)
  if (failed.length > 0 && !force) {
    yield* become(world, entry, 'DELETE_FAILED', failureReason(entry, failed))
    return false
  }
  world.stacks.change(entry, { outputs: [] })
  yield* become(world, entry, 'DELETE_COMPLETE')
  return true
}
