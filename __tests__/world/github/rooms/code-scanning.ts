import type { Ground } from '../ground.ts'
import { Refusal } from '../refusal.ts'
import { type Answer, defineRoom, type RepositoryAsked } from '../room.ts'
import { sorted } from '../sorting.ts'
import { type Analysis, type CodeAlert, type CodeScanning, codeScanningBook } from './code-scanning-book.ts'

/** Alerts and analyses of code scanning. */
export const codeScanning = defineRoom({
  open: (repository) => codeScanningBook.of(repository),
  show: (repository) => codeScanningBook.of(repository).alerts(),
  routes: [
    {
      operation: 'code-scanning/list-alerts-for-repo',
      at: 'GET /code-scanning/alerts',
      needs: 'security_events=read',
      secret: true,
      query: ['state', 'ref', 'severity', 'tool_name', 'sort', 'direction', 'before', 'after'],
      answer: alerts,
    },
    {
      operation: 'code-scanning/list-recent-analyses',
      at: 'GET /code-scanning/analyses',
      needs: 'security_events=read',
      secret: true,
      query: ['ref', 'tool_name', 'sarif_id', 'sort', 'direction'],
      answer: analyses,
    },
  ],
})

/** https://github.com/NickLiffen/ghas-enablement/pull/83: without any analysis there is no empty list, but a 404. */
function enabled(repository: Ground): CodeScanning {
  const book = codeScanningBook.of(repository)
  if (!book.enabled)
    throw new Refusal(
      403,
      'Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.',
    )
  if (!book.analyses().length) throw new Refusal(404, 'no analysis found')
  return book
}

const fullRef = (ref: string) => (ref.startsWith('refs/') ? ref : `refs/heads/${ref}`)

function alerts({ repository, query }: RepositoryAsked): Answer {
  const ref = query.get('ref')
  const severity = query.get('severity')
  const found = enabled(repository)
    .alerts()
    .filter(
      (alert) =>
        fitsState(alert, query.get('state')) &&
        (ref === null || alert.ref === fullRef(ref)) &&
        (severity === null || alert.securitySeverity === severity || alert.severity === severity) &&
        (query.get('tool_name') ?? alert.tool) === alert.tool,
    )
  return { numbered: sorted(found, query).map((alert) => alertJson(repository, alert)), pages: true }
}

/** https://docs.github.com/en/rest/code-scanning/code-scanning#list-code-scanning-alerts-for-a-repository: all of them without a state; `closed` is what is not open. */
function fitsState({ state }: CodeAlert, wanted: string | null): boolean {
  return wanted === null || (wanted === 'closed' ? state !== 'open' : state === wanted)
}

function analyses({ repository, query }: RepositoryAsked): Answer {
  const ref = query.get('ref')
  const found = enabled(repository)
    .analyses()
    .filter(
      (analysis) =>
        (ref === null || analysis.ref === fullRef(ref)) &&
        (query.get('tool_name') ?? analysis.tool) === analysis.tool &&
        (query.get('sarif_id') ?? analysis.sarif) === analysis.sarif,
    )
  const ordered = query.get('direction') === 'asc' ? [...found].reverse() : found
  return { items: ordered.map((analysis) => analysisJson(repository, analysis)) }
}

function alertJson(repository: Ground, alert: CodeAlert) {
  const url = `${repository.url}/code-scanning/alerts/${alert.number}`
  const { state, severity, description, createdAt, updatedAt } = alert
  return {
    number: alert.number,
    created_at: createdAt,
    updated_at: updatedAt,
    url,
    html_url: `${repository.html}/security/code-scanning/${alert.number}`,
    instances_url: `${url}/instances`,
    state,
    fixed_at: state === 'fixed' ? updatedAt : null,
    dismissed_by: null,
    dismissed_at: state === 'dismissed' ? updatedAt : null,
    dismissed_reason: state === 'dismissed' ? "won't fix" : null,
    dismissed_comment: null,
    rule: { id: alert.rule, name: alert.rule, severity, security_severity_level: alert.securitySeverity, description },
    tool: { name: alert.tool, guid: null, version: null },
    most_recent_instance: {
      ref: alert.ref,
      analysis_key: '.github/workflows/codeql.yml:analyze',
      environment: '{}',
      category: '',
      state,
      commit_sha: alert.sha,
      message: { text: description },
      location: { path: alert.path, start_line: alert.line, end_line: alert.line, start_column: 1, end_column: 2 },
      classifications: [],
    },
  }
}

function analysisJson(repository: Ground, analysis: Analysis) {
  return {
    id: analysis.id,
    ref: analysis.ref,
    commit_sha: analysis.sha,
    analysis_key: '.github/workflows/codeql.yml:analyze',
    environment: '{}',
    category: '',
    error: analysis.error,
    warning: analysis.warning,
    created_at: analysis.createdAt,
    results_count: analysis.results,
    rules_count: 1,
    url: `${repository.url}/code-scanning/analyses/${analysis.id}`,
    sarif_id: analysis.sarif,
    tool: { name: analysis.tool, guid: null, version: null },
    deletable: true,
  }
}
