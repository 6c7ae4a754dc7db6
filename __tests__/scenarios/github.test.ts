import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Run, type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { actions } from './told.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.deploy({ identity: { runId: '1' } })
})
afterEach(() => world.close())

const CONFIG = '.github/deploy.yml'
const book = () => world.github.repository('octo-org/demo').issues
const issues = () => book().all()
const states = () => issues().map(({ number, state, title }) => `${number} ${state} ${title}`)
const comments = (issue: number) =>
  book()
    .comments(issue)
    .map(({ body }) => body.split('\n')[0])
const written = () => world.github.calls.filter(({ method }) => method !== 'GET')

/** A run that fails in deploying, or in planning. */
async function failing(runId: string, run: Run = {}, reason: 'deploy' | 'plan' = 'deploy'): Promise<Result> {
  const script = { resources: { Queue: { fail: { update: 'No room for it' } } } }
  world.aws.script('demo', reason === 'deploy' ? script : { changeSetFailure: 'Something in it is wrong' })
  return withTemplate(runId, run)
}

/** A run that changes the stack and ends well. */
async function well(runId: string, run: Run = {}): Promise<Result> {
  world.aws.script('demo', {})
  return withTemplate(runId, run)
}

async function withTemplate(runId: string, run: Run): Promise<Result> {
  await world.write('template.yaml', TEMPLATE.replace('VisibilityTimeout: 30', `VisibilityTimeout: ${runId}`))
  return world.deploy({ ...run, identity: { runId, ...run.identity } })
}

describe('the failure issue', () => {
  it('is not opened by runs that end well', () => {
    expect(issues()).toEqual([])
    expect(written()).toEqual([])
  })

  it('is opened by the first failure, and tells of it', async () => {
    const { outputs, record, summary } = await failing('2')
    expect(outputs['issue-number']).toBe('1')
    expect(states()).toEqual(['1 open Deployment of demo failed: DEPLOY_FAILED'])
    const [issue] = issues()
    expect(issue?.labels).toEqual(['deployment-failure'])
    expect(issue?.body).toContain('No room for it')
    expect(issue?.body).toContain('CloudFormation says that the old version is back.')
    expect(issue?.body).toContain('Run 2, attempt 1')
    expect(record.notices).toMatchObject([{ kind: 'issue', sent: true, number: 1 }])
    expect(summary).toContain('issue 1')
    expect(comments(1)).toEqual([])
  })

  it('gets one comment for each further attempt', async () => {
    await failing('2')
    await failing('2', { identity: { attempt: '2' } })
    await failing('3')
    expect(states()).toEqual(['1 open Deployment of demo failed: DEPLOY_FAILED'])
    expect(comments(1)).toEqual([
      expect.stringMatching(/^\*\*Failed again:\*\*/),
      expect.stringMatching(/^\*\*Failed again:\*\*/),
    ])
    expect(issues()[0]?.body).toContain('Run 3, attempt 1')
  })

  it('is not told of the same attempt twice', async () => {
    await failing('2')
    const { record } = await failing('2')
    expect(record.notices).toMatchObject([{ reason: 'this attempt was told already', number: 1 }])
    expect(comments(1)).toEqual([])
  })

  it('is another one for another code', async () => {
    await failing('2')
    await failing('3', {}, 'plan')
    expect(states()).toEqual(['1 open Deployment of demo failed: DEPLOY_FAILED', '2 open Deployment of demo failed: PLAN_FAILED'])
  })

  it('is closed by the next run of everything that ends well, whatever its code', async () => {
    await failing('2')
    await failing('3', {}, 'plan')
    const { outputs, record } = await well('4')
    expect(states().map((line) => line.split(' ')[1])).toEqual(['closed', 'closed'])
    expect(issues().map(({ stateReason }) => stateReason)).toEqual(['completed', 'completed'])
    expect([comments(1), comments(2)]).toEqual(Array(2).fill([expect.stringMatching(/^\*\*Solved:\*\* ✅ demo/)]))
    expect(outputs['issue-number']).toBe('1')
    expect(record.notices).toMatchObject([{ sent: true, reason: 'closed #1, #2' }])
  })

  it('is closed by a run that finds nothing to change', async () => {
    await failing('2')
    world.aws.script('demo', {})
    await well('3')
    expect((await well('3', { identity: { attempt: '2' } })).failed).toBe(false)
    expect(issues()[0]?.state).toBe('closed')
  })

  it('is opened anew where it fails again after it was solved', async () => {
    await failing('2')
    await well('3')
    await failing('4')
    expect(states().map((line) => line.slice(0, 6))).toEqual(['1 clos', '2 open'])
  })

  it.each([['plan'], ['synthesize,plan,deploy'], ['verify,logscan,report']])(
    'is left open by a run of the stages %s alone',
    async (stages) => {
      await failing('2')
      const { failed } = await well('3', { inputs: { stages } })
      expect({ failed, state: issues()[0]?.state }).toEqual({ failed: false, state: 'open' })
    },
  )

  it('of another environment is left alone', async () => {
    await world.write(CONFIG, `${SMALLEST}environments: { production: {}, test: {} }\n`)
    await failing('2', { inputs: { environment: 'production' } })
    await failing('3', { inputs: { environment: 'test' } })
    expect(states()).toEqual([
      '1 open Deployment of demo to production failed: DEPLOY_FAILED',
      '2 open Deployment of demo to test failed: DEPLOY_FAILED',
    ])
    await well('4', { inputs: { environment: 'test' } })
    expect(issues().map(({ state }) => state)).toEqual(['open', 'closed'])
  })

  it('that a person wrote in the same words is left alone', async () => {
    await failing('2')
    const body = issues()[0]?.body ?? ''
    book().open({ title: 'Mine', body, author: 'mallory', labels: ['deployment-failure'] })
    await well('3')
    expect(issues().map(({ state }) => state)).toEqual(['closed', 'open'])
  })

  it('is not opened for a run that somebody cancelled', async () => {
    const { outputs } = await well('2', { cancelWhen: ({ calls }) => calls.some((c) => c.action === 'CreateChangeSet') })
    expect(outputs['reason-code']).toBe('CANCELLED')
    expect(issues()).toEqual([])
  })
})

describe('the configuration of the issue', () => {
  it('`false` means quiet, after failures and after successes', async () => {
    await world.write(CONFIG, `${SMALLEST}report: { issue: false }\n`)
    const before = world.github.calls.length
    const { outputs } = await failing('2')
    await well('3')
    expect(outputs['issue-number']).toBe('')
    expect(world.github.calls).toHaveLength(before)
  })

  it('gives labels and people', async () => {
    await world.write(CONFIG, `${SMALLEST}report: { issue: { labels: [production, urgent], assign: [octocat] } }\n`)
    await failing('2')
    expect(issues()[0]).toMatchObject({ labels: ['deployment-failure', 'production', 'urgent'], assignees: ['octocat'] })
  })

  it('`codeowners` means the people who own everything; teams and addresses cannot be assigned', async () => {
    await world.write(CONFIG, `${SMALLEST}report: { issue: { assign: codeowners } }\n`)
    await world.write('.github/CODEOWNERS', '* @octo-org/team @octocat owner@example.com @hubot # all\n/docs @mallory\n')
    await failing('2')
    expect(issues()[0]?.assignees).toEqual(['octocat', 'hubot'])
  })

  it('people who cannot be assigned do not keep the issue from being opened', async () => {
    await world.write(CONFIG, `${SMALLEST}report: { issue: { assign: [nobody-here] } }\n`)
    await failing('2')
    expect(states()).toEqual(['1 open Deployment of demo failed: DEPLOY_FAILED'])
  })
})

describe('a token', () => {
  const token = (issuesMay: 'read' | undefined) =>
    world.github.token({
      login: 'github-actions[bot]',
      permissions: issuesMay ? { issues: issuesMay } : { contents: 'read' },
      repository: 'octo-org/demo',
    })

  it.each([['read' as const], [undefined]])(
    'that may only %s issues: the failure is told, and what the job lacks',
    async (may) => {
      const { failed, outputs, annotations, summary, record } = await failing('2', { token: token(may) })
      expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: true, code: 'DEPLOY_FAILED' })
      const said = annotations.find((line) => line.includes('could not be sent')) ?? ''
      expect(said).toMatch(/^error GITHUB_REFUSED: The notice “issue” could not be sent: GitHub refused [A-Z]+ \S+: 403/)
      expect(said).toMatch(/ Give the job the permission `issues: (write|read)`\.\n\S+errors\.md#github_refused$/)
      expect(record.notices).toMatchObject([{ kind: 'issue', sent: false }])
      expect(summary).toContain('GitHub refused')
    },
  )

  it('that may not write never turns a good deployment into a bad one', async () => {
    const { failed, outputs, annotations } = await well('2', { token: token(undefined) })
    expect({ failed, verdict: outputs['verdict'] }).toEqual({ failed: false, verdict: 'successful' })
    expect(annotations).toEqual([expect.stringContaining('could not be sent')])
  })

  it('that GitHub does not know', async () => {
    const { failed, annotations } = await well('2', { token: 'ghs_unknown' })
    expect(failed).toBe(false)
    expect(annotations[0]).toContain('Give the input `github-token` a token that is valid.')
  })
})

it('an unreachable GitHub delays the run by minutes at most and changes nothing else', async () => {
  world.github.fault({ kind: 'reset' })
  const begun = world.clock.now().getTime()
  const { failed, outputs, annotations } = await well('2')
  expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: false, code: 'DEPLOYED' })
  expect(annotations).toEqual([expect.stringMatching(/^error GITHUB_UNREACHABLE: The notice “issue” could not be sent/)])
  expect(world.clock.now().getTime() - begun).toBeLessThan(5 * 60_000)
  expect(actions(world)).toContain('ExecuteChangeSet')
})
