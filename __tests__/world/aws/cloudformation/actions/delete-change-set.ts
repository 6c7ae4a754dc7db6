import { ServiceError } from '../../http/failure.ts'
import { textOf } from '../../http/params.ts'
import type { World } from '../../world.ts'
import { findChangeSet } from '../change-set.ts'
import type { ChangeSetEntry } from '../records.ts'
import type { Action } from './action.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html */
export const deleteChangeSet: Action = (params, { world }) => {
  const name = textOf(params, 'ChangeSetName') ?? ''
  const found = attempt(() => findChangeSet(world, name, textOf(params, 'StackName')))
  if (!found) return {}
  const { execution } = found.changeSet.history.now
  if (execution === 'EXECUTE_IN_PROGRESS') {
    throw new ServiceError(
      'InvalidChangeSetStatus',
      `ChangeSet [${found.changeSet.id}] cannot be deleted in execution status [${execution}]`,
    )
  }
  remove(world, found.changeSet)
  return {}
}

/** One that is not there counts as deleted; a stack that is not there does not. */
function attempt<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'ChangeSetNotFound') return undefined
    throw error
  }
}

function remove(world: World, changeSet: ChangeSetEntry): void {
  changeSet.deletedAt = world.sim.at
  const children = world.stacks.entries.flatMap((entry) => entry.changeSets).filter((one) => one.parentId === changeSet.id)
  for (const child of children) remove(world, child)
}
