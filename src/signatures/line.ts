import type { LogEvent } from '../domain/signature.ts'
import { type Fields, isFields, parsed } from '../foundation/json.ts'
import { clean } from '../foundation/markdown.ts'
import { type Level, levelNamed, levelOf } from './level.ts'

/** What Lambda itself says of one invocation or start of an environment. */
export interface Platform {
  readonly of: 'invoke' | 'init'
  /** success, failure, error or timeout; nothing in a REPORT line of a good invocation. */
  readonly status?: string
  readonly phase?: string
}

/** One event, taken apart once for all signatures. */
export interface Line {
  /** What is said, without terminal colours; of structured logs, their message. */
  readonly text: string
  readonly level?: Level
  readonly errorType?: string
  readonly platform?: Platform
  /** A structured error that no code caught, as the runtimes write it. */
  readonly unhandled?: true
}

// No shape of ours begins further inside, and an event can have a megabyte.
const LOOKED_AT = 16_384

const QUIET: Line = { text: '', level: 'quiet' }
const lines = new WeakMap<LogEvent, Line>()

/** The event taken apart; remembered, since every signature asks. */
export function lineOf(event: LogEvent): Line {
  const known = lines.get(event)
  if (known) return known
  const line = taken(event.message)
  lines.set(event, line)
  return line
}

/** The first line, for a title. */
export const headline = (text: string): string => text.split('\n', 1)[0]?.replace(/\s+/g, ' ').trim() ?? ''

function taken(message: string): Line {
  if (message.charCodeAt(0) === 0x7b) {
    const json = parsed(message)
    if (isFields(json)) return structured(json)
  }
  const text = clean(message.slice(0, LOOKED_AT)).trimEnd()
  return report(text) ?? { text, ...given('level', levelOf(text)), ...given('errorType', namedType(text)) }
}

const namedType = (text: string): string | undefined => /"errorType"\s*:\s*"([^"]{1,200})"/.exec(text)?.[1]

const REPORT = /^(REPORT RequestId:|INIT_REPORT |RESTORE_REPORT )/

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib */
function report(text: string): Line | undefined {
  const kind = REPORT.exec(text)?.[1]
  if (!kind) return undefined
  const field = (name: string) => new RegExp(`\\b${name}: ([\\w.]+)`).exec(text)?.[1]
  const of = kind.startsWith('REPORT') ? 'invoke' : 'init'
  const phase = field('Phase') ?? (kind.startsWith('RESTORE') ? 'restore' : undefined)
  return {
    text,
    platform: { of, ...given('status', field('Status')), ...given('phase', phase) },
    ...given('errorType', field('Error Type')),
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html */
function structured(json: Fields): Line {
  // Embedded metrics have fields named after errors, mostly counting none of them.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
  if ('_aws' in json) return QUIET
  const { type, record } = json
  if (typeof type === 'string' && type.startsWith('platform.') && isFields(record)) return platform(type, record)
  const inner = isFields(json['message']) ? json['message'] : json
  const errorType = textIn(inner, 'errorType')
  const level = ['level', 'log_level', 'severity', 'levelname', 'lvl', 'logLevel', 'LogLevel', '@l']
    .map((name) => levelNamed(json[name]))
    .find(Boolean)
  const said = textIn(inner, 'errorMessage') ?? textIn(inner, 'message') ?? textIn(inner, 'msg') ?? textIn(inner, '@m') ?? ''
  const thrown =
    errorType !== undefined && level !== 'quiet' && ('log_level' in json || (level === undefined && 'errorMessage' in json))
  return {
    text: (errorType ? `${errorType}: ${said}` : said).slice(0, LOOKED_AT),
    ...given('level', level),
    ...given('errorType', errorType),
    ...(thrown ? { unhandled: true as const } : {}),
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html */
function platform(type: string, record: Fields): Line {
  const of = /init|restore/i.test(type) ? 'init' : 'invoke'
  const status = textIn(record, 'status')
  const errorType = textIn(record, 'errorType')
  return {
    text: [type, status, errorType].filter(Boolean).join(' '),
    platform: { of, ...given('status', status), ...given('phase', textIn(record, 'phase')) },
    ...given('errorType', errorType),
  }
}

const textIn = (json: Fields, name: string): string | undefined => {
  const value = json[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const given = <K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: V }
