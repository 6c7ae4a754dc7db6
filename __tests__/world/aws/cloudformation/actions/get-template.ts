import { textOf } from '../../http/params.ts'
import { findChangeSet } from '../change-set.ts'
import type { Action } from './action.ts'

/** The text that was given, byte for byte. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export const getTemplate: Action = (params, { world, at }) => {
  const stages = ['Original', 'Processed']
  const changeSetName = textOf(params, 'ChangeSetName')
  const stack = textOf(params, 'StackName')
  if (changeSetName) {
    const { changeSet } = findChangeSet(world, changeSetName, stack)
    return { TemplateBody: changeSet.goal.source.body, StagesAvailable: stages }
  }
  return { TemplateBody: world.stacks.get(stack ?? '', at).record.source.body, StagesAvailable: stages }
}
