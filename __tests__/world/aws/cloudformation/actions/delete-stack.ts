import { validationError } from '../../http/failure.ts'
import { textOf, textsOf } from '../../http/params.ts'
import type { World } from '../../world.ts'
import { inUse } from '../operations/exports.ts'
import { startDelete } from '../operations/run.ts'
import type { StackEntry } from '../records.ts'
import { exportsOf } from '../scope.ts'
import { isBusy } from '../statuses.ts'
import { type Action, once } from './action.ts'

/** One that is not there counts as deleted. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export const deleteStack: Action = (params, { world }) => {
  const entry = world.stacks.find(textOf(params, 'StackName') ?? '', world.sim.at)?.entry
  if (!entry || entry.history.now.status === 'DELETE_COMPLETE') return {}
  const token = textOf(params, 'ClientRequestToken')
  return once(entry, 'DeleteStack', token, params, () => {
    const retained = textsOf(params, 'RetainResources')
    admit(world, entry, retained)
    if (entry.history.now.status !== 'DELETE_IN_PROGRESS') {
      startDelete(world, entry, token, retained, textOf(params, 'DeletionMode') === 'FORCE_DELETE_STACK')
    }
    return {}
  })
}

function admit(world: World, entry: StackEntry, retained: readonly string[]): void {
  const { status, terminationProtection } = entry.history.now
  if (terminationProtection)
    throw validationError(`Stack [${entry.name}] cannot be deleted while TerminationProtection is enabled`)
  if (isBusy(status) && status !== 'CREATE_IN_PROGRESS' && status !== 'DELETE_IN_PROGRESS') {
    throw validationError(`Stack [${entry.id}] cannot be deleted while in status ${status}`)
  }
  if (retained.length > 0 && status !== 'DELETE_FAILED') {
    throw validationError('Invalid operation on stack. RetainResources can only be specified when the stack is in DELETE_FAILED.')
  }
  const exported = exportsOf(world).filter((output) => output.stack === entry)
  const [refusal] = exported.flatMap(({ exportName = '' }) => inUse(world, exportName, 'deleted') ?? [])
  if (refusal) throw validationError(refusal)
}
