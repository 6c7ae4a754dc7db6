import { textOf } from '../../http/params.ts'
import type { Action } from './action.ts'

/** Events on a page. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
const PAGE_SIZE = 100

/** Newest first. A token holds the number of older events left, so that new ones do not shift the pages. */
export const describeStackEvents: Action = (params, { world, at }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '', at)
  const token = textOf(params, 'NextToken')
  const visible = entry.events.findLastIndex((event) => event.at <= at) + 1
  const end = token === undefined ? visible : Number(Buffer.from(token, 'base64url').toString('utf8'))
  const start = Math.max(0, end - PAGE_SIZE)
  return {
    StackEvents: entry.events
      .slice(start, end)
      .toReversed()
      .map((event) => ({
        StackId: entry.id,
        EventId: event.id,
        StackName: entry.name,
        OperationId: event.operationId,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId ?? '',
        ResourceType: event.type,
        Timestamp: new Date(event.at),
        ResourceStatus: event.status,
        ResourceStatusReason: event.reason,
        ResourceProperties: event.properties,
        ClientRequestToken: event.token,
      })),
    NextToken: start > 0 ? Buffer.from(String(start)).toString('base64url') : undefined,
  }
}
