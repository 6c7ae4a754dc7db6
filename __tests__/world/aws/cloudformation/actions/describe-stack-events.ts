import { createHash } from 'node:crypto'
import { textOf } from '../../http/params.ts'
import type { EventRecord } from '../records.ts'
import type { Action } from './action.ts'

/** Events on a page. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
const PAGE_SIZE = 100

/**
 * Newest first, unless the script says otherwise. A token holds the number of older events left, so that new ones do not shift the
 * pages; events that appear late stand where their time puts them.
 */
export const describeStackEvents: Action = (params, { world, at }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '', at)
  const token = textOf(params, 'NextToken')
  const end = token === undefined ? entry.events.length : Number(Buffer.from(token, 'base64url').toString('utf8'))
  const shown = entry.events.slice(0, end).flatMap((event, index) => (event.shownAt <= at ? [{ event, index }] : []))
  const page = shown.slice(-PAGE_SIZE).toReversed()
  const rest = shown.length > page.length ? page.at(-1)?.index : undefined
  const ordered = world.scripts.of(entry.path).shuffled
    ? page.toSorted((a, b) => (mixed(a.event) < mixed(b.event) ? -1 : 1))
    : page
  return {
    StackEvents: ordered.map(({ event }) => ({
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
    NextToken: rest === undefined ? undefined : Buffer.from(String(rest)).toString('base64url'),
  }
}

/** Something to sort by that has nothing to do with time, and is the same in every run. */
const mixed = ({ id }: EventRecord): string => createHash('sha256').update(id).digest('hex')
