import { validationError } from '../../http/failure.ts'
import { flagOf, isFields, textOf } from '../../http/params.ts'
import type { Action } from './action.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateTerminationProtection.html */
export const updateTerminationProtection: Action = (params, { world }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '')
  if (entry.parentId !== undefined) throw validationError('Termination protection of a nested stack is set on its root stack')
  world.stacks.change(entry, { terminationProtection: flagOf(params, 'EnableTerminationProtection') ?? false })
  return { StackId: entry.id }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
export const setStackPolicy: Action = (params, { world }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '')
  const policy = textOf(params, 'StackPolicyBody') ?? ''
  if (!isPolicy(policy)) throw validationError('Error validating stack policy: Invalid stack policy')
  world.stacks.change(entry, { policy })
  return {}
}

function isPolicy(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text)
    return isFields(parsed) && 'Statement' in parsed
  } catch {
    return false
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetStackPolicy.html */
export const getStackPolicy: Action = (params, { world, at }) => ({
  StackPolicyBody: world.stacks.get(textOf(params, 'StackName') ?? '', at).record.policy,
})
