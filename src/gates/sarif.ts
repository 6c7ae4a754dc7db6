import type { Finding, Severity } from '../domain/finding.ts'
import { type Fields, fields, isFields, parsed } from '../foundation/json.ts'
import { line } from './names.ts'

/** More than a report can show help nobody. */
const MOST = 100
const LEVELS: Readonly<Record<string, Severity>> = { error: 'high', warning: 'medium', note: 'low', none: 'low' }
/** What is said of a result that is no problem. */
const FINE = ['pass', 'notApplicable', 'informational']

/** What a tool found. */
export interface Sarif {
  readonly count: number
  /** The first so many. */
  readonly findings: readonly Finding[]
}

/** Reads a report; nothing where it is none. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function sarifIn(text: string): Sarif | undefined {
  const { version, runs } = fields(parsed(text.replace(/^\ufeff/, '')))
  if (typeof version !== 'string' || !version.startsWith('2.1') || !Array.isArray(runs) || !runs.every(isRun)) return undefined
  const results = runs.flatMap((run: Fields) => run['results'] as readonly Fields[]).filter(isProblem)
  return { count: results.length, findings: results.slice(0, MOST).map(findingOf) }
}

/** A tool that could not begin has no results, and one that broke off says so. */
const isRun = (run: unknown): run is Fields => {
  const { results, invocations } = fields(run)
  const broken = Array.isArray(invocations) && invocations.some((each: unknown) => fields(each)['executionSuccessful'] === false)
  return Array.isArray(results) && results.every(isFields) && !broken
}

const isProblem = ({ kind, suppressions }: Fields): boolean =>
  !FINE.includes(String(kind)) && !(Array.isArray(suppressions) && suppressions.length > 0)

function findingOf({ ruleId, rule, message, level, locations }: Fields): Finding {
  const [first]: readonly unknown[] = Array.isArray(locations) ? locations : []
  const { artifactLocation, region } = fields(fields(first)['physicalLocation'])
  const { uri } = fields(artifactLocation)
  const { startLine: at } = fields(region)
  const name = String(ruleId ?? fields(rule)['id'] ?? 'a rule')
  const where = typeof uri === 'string' ? { where: line(`${uri}${Number.isSafeInteger(at) ? `:${String(at)}` : ''}`) } : {}
  return { severity: severityOf(level), title: line(`${name}: ${String(fields(message)['text'] ?? '')}`), ...where }
}

const severityOf = (level: unknown): Severity =>
  level === undefined ? 'medium' : ((Object.hasOwn(LEVELS, String(level)) ? LEVELS[String(level)] : undefined) ?? 'high')
