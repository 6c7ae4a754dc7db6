import { textOf } from '../../http/params.ts'
import { type Action, page } from './action.ts'

const PAGE_SIZE = 100

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export const listChangeSets: Action = (params, { world, at }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '', at)
  const there = entry.changeSets.filter((one) => one.createdAt <= at && (one.deletedAt === undefined || one.deletedAt > at))
  const { items, next } = page(there, textOf(params, 'NextToken'), PAGE_SIZE)
  return {
    Summaries: items.map((one) => {
      const { status, reason, execution } = one.history.asOf(at) ?? one.history.now
      return {
        StackId: entry.id,
        StackName: entry.name,
        ChangeSetId: one.id,
        ChangeSetName: one.name,
        ExecutionStatus: execution,
        Status: status,
        StatusReason: reason,
        CreationTime: new Date(one.createdAt),
        Description: one.description,
        IncludeNestedStacks: one.nested,
        ParentChangeSetId: one.parentId,
        RootChangeSetId: one.rootId,
      }
    }),
    NextToken: next,
  }
}
