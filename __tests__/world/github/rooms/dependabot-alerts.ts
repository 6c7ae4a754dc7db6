import type { Ground } from '../ground.ts'
import { Refusal } from '../refusal.ts'
import { type Answer, type ApiVersion, defineRoom, type RepositoryAsked } from '../room.ts'
import { sorted } from '../sorting.ts'
import { type DependabotAlert, dependabotBook } from './dependabot-book.ts'

/** Alerts of Dependabot. */
export const dependabotAlerts = defineRoom({
  open: (repository) => dependabotBook.of(repository),
  show: (repository) => dependabotBook.of(repository).all(),
  routes: [
    {
      operation: 'dependabot/list-alerts-for-repo',
      at: 'GET /dependabot/alerts',
      needs: 'vulnerability_alerts=read',
      secret: true,
      query: ['state', 'severity', 'ecosystem', 'package', 'manifest', 'scope', 'sort', 'direction', 'before', 'after'],
      answer: list,
    },
  ],
})

/** https://docs.github.com/en/rest/dependabot/alerts#list-dependabot-alerts-for-a-repository: most filters take several values. */
function list({ repository, query, version }: RepositoryAsked): Answer {
  const book = dependabotBook.of(repository)
  if (!book.enabled) throw new Refusal(403, 'Dependabot alerts are disabled for this repository.')
  const filters = (['state', 'severity', 'ecosystem', 'package', 'manifest', 'scope'] as const).flatMap((key) => {
    const wanted = query.get(key)?.split(',')
    return wanted ? [{ key, wanted }] : []
  })
  const found = book.all().filter((alert) => filters.every(({ key, wanted }) => wanted.includes(String(alert[key]))))
  return { numbered: sorted(found, query).map((alert) => alertJson(repository, alert, version)) }
}

/** Version 2026-03-10 leaves the advisory's single score out. */
function alertJson(repository: Ground, alert: DependabotAlert, version: ApiVersion) {
  const { state, severity, createdAt, updatedAt } = alert
  const what = { ecosystem: alert.ecosystem, name: alert.package }
  const vulnerability = {
    package: what,
    severity,
    vulnerable_version_range: alert.patched === null ? '> 0' : `< ${alert.patched}`,
    first_patched_version: alert.patched === null ? null : { identifier: alert.patched },
  }
  return {
    number: alert.number,
    state,
    dependency: { package: what, manifest_path: alert.manifest, scope: alert.scope, relationship: 'direct' },
    security_advisory: {
      ghsa_id: alert.advisory,
      cve_id: null,
      summary: alert.summary,
      description: alert.summary,
      vulnerabilities: [vulnerability],
      severity,
      ...(version === '2022-11-28' ? { cvss: { score: 0, vector_string: null } } : {}),
      cvss_severities: { cvss_v3: { score: 0, vector_string: null }, cvss_v4: { score: 0, vector_string: null } },
      cwes: [],
      identifiers: [{ type: 'GHSA', value: alert.advisory }],
      references: [],
      published_at: createdAt,
      updated_at: createdAt,
      withdrawn_at: null,
    },
    security_vulnerability: vulnerability,
    url: `${repository.url}/dependabot/alerts/${alert.number}`,
    html_url: `${repository.html}/security/dependabot/${alert.number}`,
    created_at: createdAt,
    updated_at: updatedAt,
    dismissed_at: state === 'dismissed' ? updatedAt : null,
    dismissed_by: null,
    dismissed_reason: state === 'dismissed' ? 'tolerable_risk' : null,
    dismissed_comment: null,
    fixed_at: state === 'fixed' ? updatedAt : null,
    auto_dismissed_at: state === 'auto_dismissed' ? updatedAt : null,
  }
}
