import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { IDENTITY } from './runner.ts'
import { type Result, type Run, type Scene, scene, TEMPLATE } from './scene.ts'
import { begun, DEPLOYED, verdictOf } from './sight.ts'

const READS = [
  'actions',
  'checks',
  'contents',
  'deployments',
  'pull-requests',
  'security-events',
  'statuses',
  'vulnerability-alerts',
]
const PARAMETERS = `Parameters: { Network: { Type: String, AllowedValues: [mainnet, testnet] } }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Network } }
`

/** The gates of a team for its production, what makes them pass, and for each of some what makes it fail. */
interface Team {
  readonly gates: string
  /** What the stack is given beside its template. */
  readonly parameters?: string
  readonly template?: string
  passing(): Run
  readonly failing: Readonly<Record<string, () => void | Promise<void>>>
}

let world: Scene
let run: number
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const repository = () => world.github.repository(IDENTITY.repository)
const head = () => repository().resolve('main') ?? ''
const dispatched = (inputs: Readonly<Record<string, string>>): Run => ({
  identity: { event: 'workflow_dispatch' },
  event: { inputs },
})
const protect = (changes: object = {}) =>
  repository().environments.set('production', {
    ...{ reviewers: [{ type: 'User', name: 'rosa' }], preventSelfReview: true, canAdminsBypass: false },
    ...{ refs: [{ name: 'main' }, { name: 'v*', type: 'tag' }], ...changes },
  })
const tested = (conclusion: 'success' | 'failure' = 'success') => void repository().workflowRuns.add({ sha: head(), conclusion })
const approve = (user: string) => void repository().workflowRuns.review(run, { environment: 'production', user })
const analysed = () => void repository().codeScanning.analyse({ ref: 'refs/heads/main', sha: head() })

function inStaging(state: 'success' | 'failure' = 'success') {
  const { deployments } = repository()
  const { id } = deployments.create({ environment: 'staging', sha: head(), creator: 'github-actions[bot]' })
  const description = 'deploy-action/1 successful run=41 sha256=0123456789abcdef'
  deployments.addStatus(id, { state, description, creator: 'github-actions[bot]' })
}

const teams: Readonly<Record<string, Team>> = {
  T1: {
    gates: `
      - confirmation: { phrase: deploy-production, or-release: true }
      - release-tag
      - tests-passed: { workflows: [ci.yml] }
      - deployed-before: staging
      - environment-protected
      - approved: { by: 1, not-by: [actor, author] }
      - alerts: { kinds: [code-scanning, dependabot], severity: high, ref: refs/heads/main }`,
    passing() {
      repository().tag('v1.2.0')
      tested()
      inStaging()
      world.aws.stacks.seed({ name: 'demo', status: 'CREATE_COMPLETE', template: TEMPLATE.replace('30', '60') })
      protect()
      approve('rosa')
      analysed()
      return { identity: { event: 'release', ref: 'refs/tags/v1.2.0' }, event: { release: { tag_name: 'v1.2.0' } } }
    },
    failing: {
      'release-tag': () => void repository().tag('v1.2.0', repository().commit({ message: 'Moved' })),
      'tests-passed': () => tested('failure'),
      'deployed-before': () => inStaging('failure'),
      'environment-protected': () => void protect({ reviewers: [] }),
      alerts: () => void repository().codeScanning.add({ ref: 'refs/heads/main', securitySeverity: 'critical' }),
    },
  },
  T2: {
    gates: `
      - ref: { branches: [main] }
      - aws-identity: { account: "123456789012", region: us-east-1 }
      - tests-passed: { checks: [build] }
      - secrets: { exist: [shop/production/db], not-shared-with: staging }
      - diff-secrets`,
    passing() {
      repository().checkRuns.add({ sha: head(), name: 'build' })
      world.aws.keeping.secrets.set('shop/production/db', 'rosebud')
      return {}
    },
    failing: {
      'tests-passed': () => void repository().checkRuns.add({ sha: head(), name: 'build', conclusion: 'failure' }),
      secrets: () => void world.aws.keeping.secrets.delete('shop/production/db'),
    },
  },
  T3: {
    gates: `
      - confirmation: DEPLOY TO PRODUCTION
      - secrets: { exist: [trivia/production/key], placeholders: [changeme] }
      - parameters: { equal: { Network: mainnet } }
      - checklist: { in: issue, label: release-checklist, items: [stakeholders told, on-call named] }`,
    template: PARAMETERS,
    parameters: '{ Network: mainnet }',
    passing() {
      world.aws.keeping.secrets.set('trivia/production/key', 'a-real-one')
      const body = '- [x] stakeholders told\n- [x] on-call named\n'
      repository().issues.open({ title: 'Release', labels: ['release-checklist'], body })
      return dispatched({ confirm: 'DEPLOY TO PRODUCTION' })
    },
    failing: {
      secrets: () => void world.aws.keeping.secrets.set('trivia/production/key', 'CHANGEME'),
      parameters: () => configured('T3', '{ Network: testnet }'),
      checklist: () =>
        void repository().issues.open({
          title: 'Next',
          labels: ['release-checklist'],
          body: '- [x] stakeholders told\n- [ ] on-call named\n',
        }),
    },
  },
  T4: {
    gates: `
      - ref: { branches: [main] }
      - review: 1
      - window: { zone: Europe/Zurich, open: ["mon-fri 08:00-17:00"] }
      - blockers: [deployment-blocker]
      - changelog: { version: 1.2.0 }
      - secrets: { exist: ["ssm:/app/production/key"], max-age: 90d }`,
    passing() {
      repository().commit({ message: 'Change', branch: 'change', files: { 'CHANGELOG.md': '## 1.2.0\n\nNew.\n' } })
      const { number } = repository().pulls.open({ head: 'change', author: 'ana' })
      repository().pulls.review(number, { user: 'rosa', state: 'APPROVED' })
      repository().pulls.merge(number)
      world.aws.keeping.parameters.set('/app/production/key', { text: 'a', type: 'SecureString', version: 1 })
      return {}
    },
    failing: {
      blockers: () => void repository().issues.open({ title: 'Wait', labels: ['deployment-blocker'] }),
      review: () => {
        const [{ number } = { number: 0 }] = repository().pulls.all()
        repository().pulls.review(number, { user: 'rosa', state: 'CHANGES_REQUESTED' })
      },
      secrets: () => void world.aws.keeping.about.set('/app/production/key', { createdAt: new Date('2026-01-01T00:00:00Z') }),
    },
  },
  T5: {
    gates: `
      - command: { run: 'test -s template.yaml' }
        name: artifacts
      - command: { run: 'grep -q Topic template.yaml', env: { MODE: "\${environment}" } }
        name: topic`,
    passing: () => ({ env: { PATH: process.env['PATH'] ?? '' } }),
    failing: { topic: () => world.write('template.yaml', 'Resources:\n  Queue: { Type: AWS::SQS::Queue }\n') },
  },
}

/** Writes the team's file, as a commit of the default branch. */
async function configured(team: string, parameters = teams[team]?.parameters ?? '{}'): Promise<void> {
  const stack = `version: 1\nstacks:\n  - name: demo\n    template: template.yaml\n    parameters: ${parameters}\n`
  await world.write(
    '.github/deploy.yml',
    `${stack}environments:\n  staging: {}\n  production:\n    gates:${teams[team]?.gates}\n`,
  )
}

async function deployed(team: string, spoil: () => void | Promise<void> = () => undefined): Promise<Result> {
  const { template, passing } = teams[team] as Team
  if (template !== undefined) await world.write('template.yaml', template)
  await configured(team)
  run = repository().workflowRuns.add({ workflow: 'deploy.yml', actor: IDENTITY.actor, sha: head() }).id
  const given = passing()
  const sha = head()
  await spoil()
  const permissions = Object.fromEntries([...READS.map((name) => [name, 'read']), ['issues', 'write']])
  const token = world.github.token({ login: 'github-actions[bot]', permissions, repository: IDENTITY.repository })
  const identity = { ref: 'refs/heads/main', ...given.identity, sha, runId: String(run) }
  return world.deploy({ ...given, identity, token, inputs: { environment: 'production' } })
}

describe.each(Object.keys(teams))('the gates of team %s', (team) => {
  it('are passed where all is well', async () => {
    const result = await deployed(team)
    expect(result.record.gates?.filter(({ phase }) => phase !== 'successful')).toEqual([])
    expect(verdictOf(result)).toEqual(DEPLOYED)
  })

  it.each(Object.entries(teams[team]?.failing ?? {}))(
    'are stopped by %s alone, before anything is executed',
    async (gate, spoil) => {
      const result = await deployed(team, spoil)
      expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'GATE_FAILED' })
      expect(result.record.gates?.filter(({ phase }) => phase !== 'successful').map(({ name }) => name)).toEqual([gate])
      expect(begun(world.aws)).toEqual([])
    },
  )
})
