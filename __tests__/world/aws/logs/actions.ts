import { ServiceError } from '../http/failure.ts'
import { type Fields, numberOf, textOf, textsOf } from '../http/params.ts'
import type { Out } from '../http/xml.ts'
import type { World } from '../world.ts'
import { matcher } from './pattern.ts'
import type { LogEvent, LogGroup } from './store.ts'

export interface LogContext {
  readonly world: World
  readonly at: number
}

export type LogAction = (params: Fields, context: LogContext) => { readonly [name: string]: Out }

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
const GROUPS_PER_PAGE = 50
/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const EVENTS_PER_PAGE = 10_000
const BYTES_PER_PAGE = 1_048_576

const arnOf = ({ account, region }: World, group: string): string => `arn:aws:logs:${region}:${account}:log-group:${group}`

function groupOf({ world }: LogContext, params: Fields): LogGroup {
  const name =
    textOf(params, 'logGroupName') ?? textOf(params, 'logGroupIdentifier')?.split(':log-group:').at(-1)?.replace(/:\*$/, '') ?? ''
  const group = world.logs.groups.get(name)
  if (!group) throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.')
  return group
}

const visible = ({ events }: LogGroup, at: number): readonly LogEvent[] => events.filter((event) => event.ingestedAt <= at)

const describeLogGroups: LogAction = (params, { world, at }) => {
  const prefix = textOf(params, 'logGroupNamePrefix') ?? ''
  const pattern = textOf(params, 'logGroupNamePattern')?.toLowerCase() ?? ''
  const wanted = [...world.logs.groups.values()].filter(
    ({ name }) => name.startsWith(prefix) && name.toLowerCase().includes(pattern),
  )
  const from = Number(textOf(params, 'nextToken') ?? 0)
  const end = from + (numberOf(params, 'limit') ?? GROUPS_PER_PAGE)
  const sorted = wanted.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return {
    logGroups: sorted.slice(from, end).map((group) => ({
      logGroupName: group.name,
      creationTime: group.createdAt,
      metricFilterCount: 0,
      arn: `${arnOf(world, group.name)}:*`,
      logGroupArn: arnOf(world, group.name),
      storedBytes: visible(group, at).reduce((sum, event) => sum + Buffer.byteLength(event.message), 0),
      logGroupClass: 'STANDARD',
    })),
    nextToken: end < sorted.length ? String(end) : undefined,
  }
}

const describeLogStreams: LogAction = (params, context) => {
  const group = groupOf(context, params)
  const prefix = textOf(params, 'logStreamNamePrefix') ?? ''
  const events = visible(group, context.at)
  const names = [...new Set(events.map(({ stream }) => stream))].filter((name) => name.startsWith(prefix)).sort()
  const from = Number(textOf(params, 'nextToken') ?? 0)
  const end = from + (numberOf(params, 'limit') ?? GROUPS_PER_PAGE)
  return {
    logStreams: names.slice(from, end).map((name) => {
      const times = events.filter(({ stream }) => stream === name).map(({ timestamp }) => timestamp)
      return {
        logStreamName: name,
        creationTime: times[0],
        firstEventTimestamp: Math.min(...times),
        lastEventTimestamp: Math.max(...times),
        arn: `${arnOf(context.world, group.name)}:log-stream:${name}`,
      }
    }),
    nextToken: end < names.length ? String(end) : undefined,
  }
}

/** A place in the order of events, and how many empty pages are still to come before it. */
interface Cursor {
  readonly timestamp: number
  readonly sequence: number
  readonly empty: number
}

const START = (group: LogGroup): Cursor => ({ timestamp: -1, sequence: -1, empty: group.script.emptyPages ?? 0 })

const write = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function read(token: string | undefined, group: LogGroup): Cursor {
  if (token === undefined) return START(group)
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Cursor
  } catch {
    throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.')
  }
}

const after = (event: LogEvent, cursor: Cursor): boolean =>
  event.timestamp > cursor.timestamp || (event.timestamp === cursor.timestamp && event.sequence > cursor.sequence)

const filterLogEvents: LogAction = (params, context) => {
  const group = groupOf(context, params)
  const cursor = read(textOf(params, 'nextToken'), group)
  if (cursor.empty > 0) return { events: [], searchedLogStreams: [], nextToken: write({ ...cursor, empty: cursor.empty - 1 }) }
  const left = wanted(params, group, context.at).filter((event) => after(event, cursor))
  const most = Math.min(numberOf(params, 'limit') ?? EVENTS_PER_PAGE, group.script.pageSize ?? EVENTS_PER_PAGE)
  const taken = fitting(left.slice(0, most))
  const last = taken.at(-1)
  const more = last !== undefined && taken.length < left.length
  return {
    events: taken.map(({ id, stream, timestamp, ingestedAt, message }) => ({
      logStreamName: stream,
      timestamp,
      message,
      ingestionTime: ingestedAt,
      eventId: id,
    })),
    searchedLogStreams: [],
    nextToken: more
      ? write({ timestamp: last.timestamp, sequence: last.sequence, empty: group.script.emptyPages ?? 0 })
      : undefined,
  }
}

function wanted(params: Fields, group: LogGroup, at: number): readonly LogEvent[] {
  const matches = matcher(textOf(params, 'filterPattern') ?? '')
  const [from, to] = [numberOf(params, 'startTime') ?? 0, numberOf(params, 'endTime') ?? Infinity]
  const [names, prefix] = [textsOf(params, 'logStreamNames'), textOf(params, 'logStreamNamePrefix') ?? '']
  return visible(group, at)
    .filter(({ timestamp }) => timestamp >= from && timestamp <= to)
    .filter(({ stream }) => stream.startsWith(prefix) && (names.length === 0 || names.includes(stream)))
    .filter(({ message }) => matches(message))
    .toSorted((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence)
}

function fitting(events: readonly LogEvent[]): readonly LogEvent[] {
  let bytes = 0
  const end = events.findIndex(({ message }) => {
    bytes += Buffer.byteLength(message)
    return bytes > BYTES_PER_PAGE
  })
  return end < 0 ? events : events.slice(0, Math.max(1, end))
}

/** The CloudWatch Logs actions that are modelled. */
export const LOG_ACTIONS: Readonly<Record<string, LogAction>> = {
  DescribeLogGroups: describeLogGroups,
  DescribeLogStreams: describeLogStreams,
  FilterLogEvents: filterLogEvents,
}
