import { expect, it } from '@jest/globals'
import { all, called, callOf, jobsOf, nameOf, own, templates, type Workflow } from './workflow.ts'

const GATES =
  'actions: read, checks: read, contents: read, deployments: read, id-token: write, issues: read, pull-requests: read, security-events: read, statuses: read, vulnerability-alerts: read'
const REPORT = 'actions: read, checks: read, contents: write, deployments: write, id-token: write, issues: write'

/** Every job of ours that has steps, with exactly what it may. */
const ALLOWED = {
  'ci/run': 'contents: read',
  'ci/actionlint': 'contents: read',
  'deploy/build': 'contents: read',
  'deploy/plan': GATES,
  'deploy/deploy': GATES,
  'deploy/report': REPORT,
  'plan/build': 'contents: read',
  'plan/plan': GATES,
  'probe/identity': 'id-token: write',
  'probe/facts': 'actions: read, checks: read, deployments: read',
  'release/verify': 'contents: read',
  'release/move': 'contents: write',
  'rollback/rollback': 'actions: read, contents: read, deployments: read, id-token: write',
  'rollback/report': 'actions: read, checks: read, contents: read, deployments: write, issues: write',
  'watch/watch': 'contents: read, id-token: write, issues: write',
}
const OF_TEMPLATES = {
  'ci/test': 'contents: read',
  'ci/build': 'contents: read',
  'guard/production': 'actions: read, checks: read, contents: read, issues: write',
  'pixel-prompt/build': 'contents: read',
  'pixel-prompt/plan': GATES,
  'pixel-prompt/deploy': GATES,
  'pixel-prompt/report': REPORT,
}

const text = (permissions: Readonly<Record<string, string>> = {}): string =>
  Object.entries(permissions)
    .map(([name, level]) => `${name}: ${level}`)
    .sort()
    .join(', ')

const withSteps = (workflows: readonly Workflow[]) =>
  Object.fromEntries(
    workflows.flatMap((found) =>
      jobsOf(found).flatMap(([name, job]) => (job.uses ? [] : [[`${nameOf(found)}/${name}`, text(job.permissions)]])),
    ),
  )

it('every job may what it needs and nothing else', () => {
  // Jobs that may do nothing at all need no line of their own.
  const some = Object.entries(withSteps(own)).filter(([, may]) => may !== '')
  expect(Object.fromEntries(some)).toEqual(ALLOWED)
  expect(withSteps(templates)).toEqual(OF_TEMPLATES)
})

/** What the jobs of a called workflow need together. */
function together(name: string): string {
  const found = called[name]
  if (!found) throw new Error(`There is no workflow ${name} to call.`)
  const levels = jobsOf(found).flatMap(([, { permissions = {} }]) => Object.entries(permissions))
  const writes = levels.filter(([, level]) => level === 'write')
  return text(Object.fromEntries([...levels, ...writes]))
}

const calls = templates.flatMap((found) =>
  jobsOf(found).flatMap(([job, given]) => {
    const name = callOf(given)
    return name ? [{ path: found.path, job, name, given }] : []
  }),
)

it.each(calls)('$path grants $job what $name.yml needs, neither more nor less', ({ name, given }) =>
  expect(text(given.permissions)).toBe(together(name)),
)

it('every workflow that can be called is called by a template', () =>
  expect([...new Set(calls.map(({ name }) => name))].sort()).toEqual(Object.keys(called).sort()))

it('says beside every permission what it is for', () => {
  const bare = all.flatMap(({ path, text: source }) =>
    source
      .split('\n')
      .filter((line) => /^\s+[a-z-]+: (?:read|write)\s*$/.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )
  expect(bare).toEqual([])
})
