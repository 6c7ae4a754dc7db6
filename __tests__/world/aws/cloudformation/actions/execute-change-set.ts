import { ServiceError, validationError } from '../../http/failure.ts'
import { flagOf, textOf } from '../../http/params.ts'
import type { World } from '../../world.ts'
import { findChangeSet, importsOf } from '../change-set.ts'
import { type Execution, startCreate, startImport, startUpdate } from '../operations/run.ts'
import type { ChangeSetEntry, StackEntry } from '../records.ts'
import { isUpdatable } from '../statuses.ts'
import { type Action, once } from './action.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet: Action = (params, { world }) => {
  const { entry, changeSet } = findChangeSet(world, textOf(params, 'ChangeSetName') ?? '', textOf(params, 'StackName'))
  const token = textOf(params, 'ClientRequestToken')
  const keep = flagOf(params, 'DisableRollback')
  return once(entry, 'ExecuteChangeSet', token, params, () => {
    admit(entry, changeSet, keep)
    execute(world, entry, changeSet, token, keep ? 'DO_NOTHING' : onFailure(changeSet))
    return {}
  })
}

const onFailure = ({ onStackFailure }: ChangeSetEntry): Execution['onFailure'] =>
  onStackFailure === 'DELETE' || onStackFailure === 'DO_NOTHING' ? onStackFailure : 'ROLLBACK'

function admit(entry: StackEntry, changeSet: ChangeSetEntry, keep: boolean | undefined): void {
  const { status, execution } = changeSet.history.now
  if (status !== 'CREATE_COMPLETE' || execution !== 'AVAILABLE') {
    const state = status === 'CREATE_COMPLETE' ? `execution status of [${execution}]` : `status of [${status}]`
    throw new ServiceError('InvalidChangeSetStatus', `ChangeSet [${changeSet.id}] cannot be executed in its current ${state}`)
  }
  if (changeSet.parentId !== undefined) throw validationError('ExecuteChangeSet can only be called on the root change set')
  if (keep !== undefined && changeSet.onStackFailure !== undefined) {
    throw validationError('DisableRollback cannot be specified when OnStackFailure was set for the change set')
  }
  const stack = entry.history.now.status
  if (stack !== 'REVIEW_IN_PROGRESS' && !isUpdatable(stack)) {
    throw validationError(`Stack:${entry.id} is in ${stack} state and can not be updated.`)
  }
}

function execute(
  world: World,
  entry: StackEntry,
  changeSet: ChangeSetEntry,
  token: string | undefined,
  failing: Execution['onFailure'],
): void {
  for (const other of entry.changeSets) if (other !== changeSet && other.deletedAt === undefined) other.deletedAt = world.sim.at
  const set = (execution: string): void => changeSet.history.set(world.sim.at, { ...changeSet.history.now, execution })
  set('EXECUTE_IN_PROGRESS')
  world.stacks.change(entry, { changeSetId: changeSet.id, disableRollback: failing === 'DO_NOTHING' })
  const execution = { goal: changeSet.goal, token, onFailure: failing, imports: importsOf(changeSet) }
  const begin = changeSet.type === 'CREATE' ? startCreate : changeSet.type === 'IMPORT' ? startImport : startUpdate
  begin(world, entry, execution)
  const end = entry.operation?.end
  const finish = (): void => {
    const done = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(entry.history.now.status)
    if (done && changeSet.revertsDrift) entry.drift = []
    set(done ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED')
  }
  if (end) end.whenOpen(finish)
  else finish()
}
