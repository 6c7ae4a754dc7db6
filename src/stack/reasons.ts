import { access } from './reasons-access.ts'
import { compute } from './reasons-compute.ts'
import { data } from './reasons-data.ts'
import type { Circumstances, ReasonEntry } from './reasons-entry.ts'
import { general } from './reasons-general.ts'
import { messaging } from './reasons-messaging.ts'
import { network } from './reasons-network.ts'
import { parameters } from './reasons-parameters.ts'
import { quotas } from './reasons-quota.ts'
import { template } from './reasons-template.ts'

export type { Circumstances, ReasonEntry } from './reasons-entry.ts'

/** What a reason means, in our words; values in it come from AWS's text, so raw. */
export interface Explanation {
  readonly id: string
  readonly cause: string
  readonly fix: string
  readonly commands: readonly string[]
}

/** Every known reason, narrow ones before wide ones. */
export const reasons: readonly ReasonEntry[] = [
  ...access,
  ...template,
  ...parameters,
  ...messaging,
  ...compute,
  ...network,
  ...data,
  ...quotas,
  ...general,
]

/** CloudFormation's own reasons are shorter; what comes later in a long one is somebody's output. */
const LONGEST_REASON = 4096

const LONGEST_VALUE = 200

// Who may not do what on what: services word it alike, whatever else the reason says.
const WORDINGS: readonly RegExp[] = [
  /\b(?:User|Role|Principal):? (?<by>arn:[^\s"]{1,300})/,
  /authorized to perform: (?<action>[\w-]{1,60}:[\w*]{1,100})/,
  /\bAPI: (?<action>[\w-]{1,60}:\w{1,100})/,
  /on resource: (?<on>[^\s"]{1,300})/,
]

/** Likely cause and fix of a reason that CloudFormation gave, where it is a known one. */
export function explain(reason: string, at: Circumstances): Explanation | undefined {
  const text = reason.slice(0, LONGEST_REASON)
  for (const { id, pattern, type, cause, fix, commands = [] } of reasons) {
    const match = type === undefined || type.test(at.type) ? pattern.exec(text) : null
    if (!match) continue
    const values = { ...at, ...said(text), ...known(match.groups) }
    return { id, cause: fill(cause, values), fix: fill(fix, values), commands: commands.map((c) => fill(c, values, quoted)) }
  }
  return undefined
}

type Values = Readonly<Record<string, string>>

const known = (groups: RegExpExecArray['groups']): Values =>
  Object.fromEntries(Object.entries(groups ?? {}).filter(([, value]) => value !== undefined))

const said = (text: string): Values =>
  Object.fromEntries(WORDINGS.toReversed().flatMap((wording) => Object.entries(known(wording.exec(text)?.groups))))

const fill = (text: string, values: Values, show = (value: string): string => value): string =>
  text.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_, name: string, otherwise = 'unknown') => {
    const value = Object.hasOwn(values, name) ? tidy(values[name] ?? '') : ''
    return value === '' ? otherwise : show(value)
  })

const tidy = (value: string): string =>
  value
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_VALUE)
    .replace(/[.,;:'")\]]+$/, '')

/** A value that a person may paste into a shell. */
const quoted = (value: string): string => (/^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`)
