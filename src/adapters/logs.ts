import type { CloudWatchLogsClient, FilterLogEventsCommandOutput } from '@aws-sdk/client-cloudwatch-logs'
import type { LogEvent } from '../domain/signature.ts'
import type { Where } from '../domain/stack.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { lazily } from '../foundation/lazily.ts'
import type { Clock } from '../ports/index.ts'
import type { LogPage, LogQuery, Logs } from '../ports/logs.ts'
import type { Access } from './access.ts'
import { bounded, clientOptions } from './aws.ts'

// A page may hold a megabyte.
const READ_TIMEOUT_MS = 20_000
const CALL = 'logs:FilterLogEvents'

type Client = Pick<CloudWatchLogsClient, 'send'>

/** CloudWatch Logs of one region over the AWS SDK, which is loaded at the first call. */
export function logs(where: Where, access: Access, clock: Clock): Logs {
  return logsOver(async () => {
    const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs')
    return new CloudWatchLogsClient(clientOptions(where, access))
  }, clock)
}

/** The port over a client that is made when first needed. */
export function logsOver(make: () => Promise<Client>, clock: Clock): Logs {
  const client = lazily(make)
  const call = bounded(clock, READ_TIMEOUT_MS)
  return {
    async filter(query, signal) {
      const [{ FilterLogEventsCommand }, ready] = await Promise.all([import('@aws-sdk/client-cloudwatch-logs'), client()])
      const command = new FilterLogEventsCommand({
        logGroupName: query.group,
        ...(query.stream === undefined ? {} : { logStreamNames: [query.stream] }),
        startTime: query.from,
        endTime: query.to,
        ...(query.next === undefined ? {} : { nextToken: query.next }),
      })
      return call(CALL, signal, (abortSignal) =>
        ready.send(command, { abortSignal }).then((answer) => page(query, answer), refused),
      )
    },
  }
}

function page(query: LogQuery, { events = [], nextToken }: FilterLogEventsCommandOutput): LogPage {
  return {
    state: 'read',
    events: events.map(({ eventId, logStreamName: stream = '', timestamp: at = query.from, message = '' }): LogEvent => {
      // Every event of AWS has an id; emulators leave it out.
      const id = eventId || sha256(`${stream}\n${at}\n${message}`)
      return { id, group: query.group, stream, at, message }
    }),
    ...(nextToken ? { next: nextToken } : {}),
  }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html */
const OTHER_CLASS = /log[- ]?(?:group[- ])?class|INFREQUENT_ACCESS|\bDELIVERY\b/i
const CLASS_ERRORS = new Set(['InvalidOperationException', 'InvalidParameterException', 'ValidationException'])

function refused(thrown: unknown): LogPage {
  const { name, message } = thrown instanceof Error ? thrown : { name: '', message: '' }
  if (name === 'ResourceNotFoundException') return { state: 'absent' }
  if (CLASS_ERRORS.has(name) && OTHER_CLASS.test(message)) return { state: 'unscannable', reason: message }
  // Here the service calls a rate so that other services call a quota.
  if (name === 'LimitExceededException') throw new Failure(`${CALL}: ${message}`, { code: 'AWS_THROTTLED', cause: thrown })
  throw thrown
}
