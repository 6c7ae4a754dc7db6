import { validationError } from '../../http/failure.ts'
import { flagOf, textOf, textsOf } from '../../http/params.ts'
import { startContinue, startRollback } from '../operations/run.ts'
import { type Action, once } from './action.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html */
export const rollbackStack: Action = (params, { world }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '')
  const token = textOf(params, 'ClientRequestToken')
  return once(entry, 'RollbackStack', token, params, () => {
    const { status } = entry.history.now
    if (status !== 'CREATE_FAILED' && status !== 'UPDATE_FAILED') {
      throw validationError(`Stack [${entry.name}] is in ${status} state and can not be rolled back.`)
    }
    return { StackId: entry.id, OperationId: startRollback(world, entry, token) }
  })
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html */
export const continueUpdateRollback: Action = (params, { world }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '')
  const token = textOf(params, 'ClientRequestToken')
  const skipped = textsOf(params, 'ResourcesToSkip')
  return once(entry, 'ContinueUpdateRollback', token, params, () => {
    const { status, resources } = entry.history.now
    if (status !== 'UPDATE_ROLLBACK_FAILED')
      throw validationError(`Stack:${entry.id} is in ${status} state and can not continue rollback.`)
    if (entry.parentId !== undefined) throw validationError('RollbackUpdatedStack cannot be invoked on child stacks')
    if (skipped.length > 0 && flagOf(params, 'ForceRollback')) {
      throw validationError('ResourcesToSkip and ForceRollback cannot be specified together')
    }
    const strange = skipped.filter((id) => resources.get(id)?.status !== 'UPDATE_FAILED')
    if (strange.length > 0)
      throw validationError(`These resources cannot be skipped: [${strange.join(', ')}]. Only resources in UPDATE_FAILED can.`)
    startContinue(world, entry, token, skipped)
    return {}
  })
}
