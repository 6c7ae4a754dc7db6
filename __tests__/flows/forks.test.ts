import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { type Flow, flow, MOST_MS } from './flow.ts'
import { tip } from './moments.ts'
import { changed, TEMPLATE } from './repository.ts'
import { logs, told } from './told.ts'

const story = sideBySide()
const WORKFLOW = '.github/workflows/plan-on-pull-request.yml'
const SECRET = 'only-for-the-repository'

/** A pull request with a change of the template and of whatever else it likes. */
function pull({ home: { repository }, hub, commit, aws }: Flow, files: Readonly<Record<string, string>>, fork?: string) {
  aws.stacks.seed({ name: 'demo-staging', status: 'CREATE_COMPLETE', template: TEMPLATE })
  commit({ 'template.yaml': changed(60), ...files }, 'change')
  const { number } = repository.pulls.open({ head: 'change', author: 'mallory' })
  return hub.event({ name: 'pull_request', number, actor: 'mallory', ...(fork === undefined ? {} : { fork }) })
}

describe('a pull request', () => {
  story(
    'of a fork is built with nothing in hand, and not planned',
    () =>
      flow(
        async (flow) => {
          // It brings the workflow along that runs: whatever this one grants, GitHub gives a fork less.
          const own = tip(flow, WORKFLOW)
            .replace(/# setup: .*/, 'setup: printenv | sort')
            .replace('    with:', '    secrets: inherit\n    with:')
          const run = pull(flow, { [WORKFLOW]: own }, 'mallory/demo')
          if ((await run.done) !== 'success') throw new Error(logs(run))
          expect(run.told).toEqual({ 'pull-request / build': 'success', 'pull-request / plan': 'skipped' })
          const { permissions, log } = run.job('pull-request / build')
          expect(Object.entries(permissions).filter(([, level]) => level !== 'none')).toEqual([['contents', 'read']])
          expect(log.join('\n')).toContain('GITHUB_EVENT_NAME=pull_request')
          expect(log.join('\n')).not.toMatch(/ACTIONS_ID_TOKEN|AWS_ACCESS_KEY_ID|only-for|gh[ps]_/)
          const { hub, aws, home } = flow
          expect([hub.desk.identity.given, aws.calls, told(home).issues]).toEqual([[], [], ['open change']])
          expect(hub.github.calls.filter(({ method }) => method !== 'GET')).toEqual([])
        },
        { seed: { secrets: { DEPLOY_KEY: SECRET } } },
      ),
    MOST_MS,
  )

  story(
    'of the repository is planned with a role that reaches nothing of production, and leaves nothing behind',
    () =>
      flow(async (flow) => {
        const run = pull(flow, {})
        if ((await run.done) !== 'success') throw new Error(logs(run))
        expect(run.told).toEqual({ 'pull-request / build': 'success', 'pull-request / plan': 'success' })
        expect(run.job('pull-request / plan').summaries.join('\n')).toMatch(/modify.*Queue/)
        const { hub, aws, home } = flow
        expect(hub.desk.identity.given.map(({ claims }) => claims['sub'])).toContain('repo:octo-org/demo:pull_request')
        const roles = aws.calls.filter(({ action }) => action !== 'AssumeRoleWithWebIdentity').map(({ as }) => as)
        expect([...new Set(roles)]).toEqual(['demo-production-pull-request'])
        const stacks = aws.calls.map(({ params }) => params['StackName']).filter((name) => typeof name === 'string')
        expect(stacks.filter((name) => !/\bdemo-staging\b/.test(name))).toEqual([])
        expect([aws.stacks.begun(), aws.stacks.changeSets('demo-staging'), home.repository.deployments.all()]).toEqual([
          [],
          [],
          [],
        ])
        const may = aws.sts.roles.get('arn:aws:iam::123456789012:role/demo-production-pull-request')?.actions
        expect(may?.filter((action) => /Execute|Update|DeleteStack|\*/.test(action))).toEqual([])
      }),
    MOST_MS,
  )
})
