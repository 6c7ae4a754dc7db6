import { type Answer, actionOf, type Layer, type Message, refused, type Send } from './message.ts'
import { matcher, UnknownPattern } from './pattern.ts'

interface LogEvent {
  readonly message: string
  readonly timestamp: number
}

interface Request {
  readonly filterPattern?: string
  readonly limit?: number
  readonly nextToken?: string
}

/** The most events in one page. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const PAGE = 10_000
const TOKEN = /^after-(\d+)$/

/** FilterLogEvents as CloudWatch Logs has it: MiniStack is asked for everything; patterns, limits and tokens are applied here. */
export const filteredLogEvents: Layer = async (message, next) => {
  if (actionOf(message) !== 'FilterLogEvents') return next(message)
  const { filterPattern = '', limit = PAGE, nextToken, ...rest } = JSON.parse(message.body.toString()) as Request
  const start = nextToken === undefined ? 0 : Number(TOKEN.exec(nextToken)?.[1])
  if (Number.isNaN(start)) return refused(message, 'InvalidParameterException', 'The specified nextToken is invalid.')
  try {
    const matching = matcher(filterPattern)
    const read = await all(message, next, rest)
    if ('status' in read) return read
    const found = read.filter((event) => matching(event.message))
    const events = found.slice(start, start + limit)
    const more = start + limit < found.length ? { nextToken: `after-${start + limit}` } : {}
    return json({ events, searchedLogStreams: [], ...more })
  } catch (error) {
    if (error instanceof UnknownPattern) return refused(message, 'InvalidParameterException', error.message)
    throw error
  }
}

async function all(message: Message, send: Send, request: object): Promise<readonly LogEvent[] | Answer> {
  const events: LogEvent[] = []
  let more: { nextToken?: string } = {}
  do {
    const answer = await send({ ...message, body: Buffer.from(JSON.stringify({ ...request, ...more })) })
    if (answer.status !== 200) return answer
    const page = JSON.parse(answer.body.toString()) as { events: LogEvent[]; nextToken?: string }
    events.push(...page.events)
    more = page.nextToken === undefined ? {} : { nextToken: page.nextToken }
  } while (more.nextToken !== undefined)
  return events
}

function json(value: unknown): Answer {
  const body = Buffer.from(JSON.stringify(value))
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body }
}
