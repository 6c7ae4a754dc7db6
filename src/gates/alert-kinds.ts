import { type Severity, severities } from '../domain/finding.ts'
import { type Fields, fields } from '../foundation/json.ts'
import { line } from './names.ts'

/** An open alert, as far as it is judged by. */
export interface Alert {
  readonly severity: Severity
  readonly title: string
  readonly where?: string
  readonly link: string
}

const LEVELS: Readonly<Record<string, Severity>> = { error: 'high', warning: 'medium', note: 'low', none: 'low' }

/** One whose severity nobody knows counts as the worst. */
const severityOf = (said: unknown): Severity => severities.find((each) => each === said) ?? 'critical'

const linkOf = (alert: Fields): string => String(alert['html_url'] ?? '')

/** https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-alerts-for-a-repository */
export function codeAlert(alert: Fields): Alert {
  const rule = fields(alert['rule'])
  const { path, start_line: at } = fields(fields(alert['most_recent_instance'])['location'])
  const security = rule['security_severity_level']
  const severity = typeof security === 'string' ? severityOf(security) : severityOf(LEVELS[String(rule['severity'])])
  const where = path === undefined ? {} : { where: line(`${String(path)}${at === undefined ? '' : `:${String(at)}`}`) }
  return { severity, title: line(String(rule['description'] ?? rule['id'] ?? 'an alert')), ...where, link: linkOf(alert) }
}

/** https://docs.github.com/en/rest/dependabot/alerts#list-dependabot-alerts-for-a-repository */
export function dependencyAlert(alert: Fields): Alert {
  const advisory = fields(alert['security_advisory'])
  const { package: found, manifest_path: path } = fields(alert['dependency'])
  const name = String(fields(found)['name'] ?? 'a dependency')
  const where = typeof path === 'string' ? { where: line(path) } : {}
  const title = line(`${name}: ${String(advisory['summary'] ?? 'a vulnerability')}`)
  return { severity: severityOf(advisory['severity']), title, ...where, link: linkOf(alert) }
}

/** https://docs.github.com/en/rest/secret-scanning/secret-scanning#list-secret-scanning-alerts-for-a-repository */
export const secretAlert = (alert: Fields): Alert => ({
  severity: 'critical',
  title: line(String(alert['secret_type_display_name'] ?? alert['secret_type'] ?? 'a secret')),
  link: linkOf(alert),
})
