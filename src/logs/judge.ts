import type { Finding } from '../domain/finding.ts'
import type { LogResult } from '../domain/log-result.ts'
import type { Phase } from '../domain/phase.ts'
import type { Code } from '../foundation/codes.ts'
import { clean, short } from '../foundation/markdown.ts'
import type { GroupScan, Incident, Scan } from './scan.ts'

/** Fewer lines of errors than this are an accident: at small traffic no statistics can tell them from old noise. */
export const LEAST_ERRORS = 3
/** Findings of incidents in a report; the rest is counted in one more. */
const MOST_FINDINGS = 20
const TITLE_LENGTH = 200

/** What a scan means. Texts from the log in it are raw but for known secrets: they are made inert where they are written. */
export interface Judgement {
  readonly phase: Phase
  readonly reason: string
  readonly code?: Code
  readonly findings: readonly Finding[]
  readonly result: LogResult
}

/** Judges a scan: something fatal or enough errors fail it; what could not be read, or nothing to read, leaves it open. */
export function judge(scan: Scan): Judgement {
  const incidents = [...scan.incidents].sort((a, b) => rank(a) - rank(b) || b.count - a.count || a.first - b.first)
  const gaps = scan.groups.flatMap(gap)
  const findings = [...listed(incidents), ...gaps]
  const said = scan.ignored > 0 ? `; ${many(scan.ignored, 'event')} ignored as configured` : ''
  const end = (phase: Phase, reason: string, code?: Code): Judgement => ({
    phase,
    reason: `${reason}${said}`,
    ...(code ? { code } : {}),
    findings,
    result: resultOf(scan),
  })

  const fatal = sum(incidents.filter((i) => i.fatal))
  const errors = sum(incidents.filter((i) => i.severity !== 'low'))
  const events = scan.groups.reduce((all, group) => all + group.events, 0)
  const seen = `${many(events, 'event')} in ${many(scan.groups.length, 'log group')}`
  if (scan.groups.length === 0) return end('skipped', 'The stacks have no log groups')
  if (fatal > 0 || errors >= LEAST_ERRORS) {
    return end('failed', `${many(errors, 'error')} in the logs, ${fatal} of them fatal (${seen})`, 'LOG_ERRORS')
  }
  if (gaps.length > 0) {
    return end(
      'inconclusive',
      `${gaps.length} of ${many(scan.groups.length, 'log group')} could not be read whole`,
      'LOG_INCONCLUSIVE',
    )
  }
  if (events === 0)
    return end('inconclusive', `Nothing to measure: no events in ${many(scan.groups.length, 'log group')}`, 'LOG_INCONCLUSIVE')
  return end(
    'successful',
    errors === 0 ? `No errors in ${seen}` : `${many(errors, 'error')}, fewer than ${LEAST_ERRORS}, in ${seen}`,
  )
}

const rank = ({ fatal, severity }: Incident): number => (fatal ? 0 : severity === 'low' ? 2 : 1)

const sum = (incidents: readonly Incident[]): number => incidents.reduce((all, { count }) => all + count, 0)

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function listed(incidents: readonly Incident[]): readonly Finding[] {
  const rest = incidents.slice(MOST_FINDINGS)
  const findings = incidents.slice(0, MOST_FINDINGS).map(finding)
  if (rest.length === 0) return findings
  const title = `${many(sum(rest), 'more error')} of ${many(rest.length, 'other kind')} in the logs`
  return [...findings, { severity: 'medium', code: 'LOG_ERRORS', title, count: sum(rest) }]
}

function finding({ severity, what, fix, group, count, first, last, evidence }: Incident): Finding {
  const times = count === 1 ? `at ${iso(first)}` : `${count} times, first at ${iso(first)}, last at ${iso(last)}`
  const title = `${short(clean(what).replace(/\s+/g, ' '), TITLE_LENGTH)} (${times})`
  return { severity, ...(severity === 'low' ? {} : { code: 'LOG_ERRORS' as const }), title, fix, evidence, where: group, count }
}

const iso = (at: number): string => new Date(at).toISOString()

/** What keeps a log group from being known to be clean. */
function gap({ name, state, reason, truncated }: GroupScan): readonly Finding[] {
  const unknown = GAPS[truncated && state === 'read' ? 'truncated' : state]
  if (!unknown) return []
  return [{ severity: 'medium', code: 'LOG_INCONCLUSIVE', ...unknown(name), ...(reason ? { cause: reason } : {}), where: name }]
}

const GAPS: Readonly<Record<string, (name: string) => { readonly title: string; readonly fix: string }>> = {
  denied: (name) => ({
    title: `The role in use may not read the log group ${name}`,
    fix: `Allow logs:FilterLogEvents on log-group:${name}:* to the role in use.`,
  }),
  unscannable: (name) => ({
    title: `The log group ${name} is of a class whose events cannot be filtered`,
    fix: 'Use the class STANDARD for groups that a deployment shall be judged by, or look at this one by hand.',
  }),
  unread: (name) => ({
    title: `The newest events of the log group ${name} could not be read`,
    fix: 'Run the stages `verify` and `logscan` again.',
  }),
  truncated: (name) => ({
    title: `The log group ${name} has more events than could be read in the time`,
    fix: 'Raise `logs.for`, or log less.',
  }),
}

const resultOf = ({ since, until, groups }: Scan): LogResult => ({
  since: iso(since),
  until: iso(until),
  groups: groups.map(({ name, events, state }) => ({ name, events, state: stateOf(events, state) })),
})

/** Nothing that was not read to its end may look read. */
function stateOf(events: number, state: GroupScan['state']): LogResult['groups'][number]['state'] {
  if (state === 'read' && events === 0) return 'empty'
  return state === 'absent' && events > 0 ? 'read' : state
}
