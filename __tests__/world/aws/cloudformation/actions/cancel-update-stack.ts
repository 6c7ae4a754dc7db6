import { validationError } from '../../http/failure.ts'
import { textOf } from '../../http/params.ts'
import { type Action, once } from './action.ts'

/** Only while resources are being updated. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html */
export const cancelUpdateStack: Action = (params, { world }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '')
  const token = textOf(params, 'ClientRequestToken')
  return once(entry, 'CancelUpdateStack', token, params, () => {
    const { operation } = entry
    if (entry.history.now.status !== 'UPDATE_IN_PROGRESS' || !operation) {
      throw validationError('CancelUpdateStack cannot be called from current stack status')
    }
    world.stacks.count(entry, 'CANCEL_UPDATE', token)
    if (token !== undefined) operation.token = token
    operation.cancelled.open()
    return {}
  })
}
