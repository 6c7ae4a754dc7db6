import { describe, expect, it } from '@jest/globals'
import { job, onStage, type Stage, workflow } from '../testing/hubs.ts'
import type { Run } from './run.ts'

const push = { name: 'push' } as const
const tokenOf = (stage: Stage, name: string): string =>
  String((stage.machines.order(name).contexts.secrets as Record<string, string>)['GITHUB_TOKEN'])
const ask = (stage: Stage, path: string, token: string) =>
  fetch(`${stage.hub.github.url}/repos/octo-org/demo${path}`, {
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
  })

/** Plays with a job that is held. */
async function held(
  stage: Stage,
  name: string,
  act: (run: Run) => Promise<void>,
  happening: Parameters<Stage['hub']['event']>[0] = push,
): Promise<void> {
  stage.machines.play(name, { hold: true })
  const run = stage.hub.event(happening)
  await run.until('it begins', () => stage.machines.orders.some((order) => order.name === name))
  await act(run)
  stage.machines.finish(name)
  await run.done
}

async function claims(stage: Stage, name: string): Promise<Record<string, unknown>> {
  const { runnerEnv } = stage.machines.order(name)
  const url = `${runnerEnv['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=sts.amazonaws.com`
  const response = await fetch(url, { headers: { authorization: `Bearer ${runnerEnv['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}` } })
  if (!response.ok) return { status: response.status }
  const { value } = (await response.json()) as { value: string }
  return JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>
}

describe('the token of a job', () => {
  it('may do what its permissions say, and nothing once the job has ended', () =>
    onStage({ 'a.yml': workflow(job('one', 'permissions: {issues: read}')) }, async (stage) => {
      let token = ''
      await held(stage, 'one', async () => {
        token = tokenOf(stage, 'one')
        expect((await ask(stage, '/issues', token)).status).toBe(200)
        expect((await ask(stage, '/deployments', token)).status).toBe(403)
      })
      expect((await ask(stage, '/issues', token)).status).toBe(401)
    }))

  it('only reads for a pull request of a fork, which gets no secrets and no identity', () =>
    onStage(
      { 'a.yml': `on: pull_request\npermissions: {issues: write, id-token: write}\njobs:\n${job('one')}` },
      async (stage) => {
        const { hub, home, machines } = stage
        home.repository.commit({ message: 'Theirs', branch: 'theirs' })
        const { number } = home.repository.pulls.open({ head: 'theirs', author: 'mallory' })
        const run = hub.event({ name: 'pull_request', number, fork: 'mallory/demo' })
        await run.done
        expect(run.job('one').permissions).toMatchObject({ issues: 'read', 'id-token': 'none' })
        const { contexts, runnerEnv } = machines.order('one')
        expect(Object.keys(contexts.secrets as object)).toEqual(['GITHUB_TOKEN'])
        expect(runnerEnv).not.toHaveProperty('ACTIONS_ID_TOKEN_REQUEST_URL')
        expect(contexts.github).toMatchObject({ event: { pull_request: { head: { repo: { full_name: 'mallory/demo' } } } } })
      },
      { seed: { secrets: { KEY: 'x' } } },
    ))
})

describe('the identity of a job', () => {
  const asking = (more = '') => workflow(job('one', `permissions: {id-token: write}\n${more}`))

  it('says where the job runs, for five minutes', () =>
    onStage({ 'a.yml': asking() }, (stage) =>
      held(stage, 'one', async (run) => {
        const found = await claims(stage, 'one')
        expect(found).toMatchObject({
          iss: 'https://token.actions.githubusercontent.com',
          aud: 'sts.amazonaws.com',
          sub: 'repo:octo-org/demo:ref:refs/heads/main',
          job_workflow_ref: 'octo-org/demo/.github/workflows/a.yml@refs/heads/main',
          run_id: String(run.id),
          repository_id: String(stage.home.repository.id),
        })
        expect(Number(found['exp']) - Number(found['iat'])).toBe(300)
        expect(found).not.toHaveProperty('environment')
      }),
    ))

  it.each([
    [false, 'repo:octo-org/demo:environment:production'],
    [true, expect.stringMatching(/^repo:octo-org@\d+\/demo@\d+:environment:production$/)],
  ])('names its environment (immutable: %s)', (immutableSubjects, sub) =>
    onStage(
      { 'a.yml': asking('environment: production') },
      (stage) =>
        held(stage, 'one', async () => expect(await claims(stage, 'one')).toMatchObject({ sub, environment: 'production' })),
      { options: { switches: { immutableSubjects } } },
    ),
  )

  it('names the pull request, and the called workflow that the job stands in', () => {
    const caller =
      'on: pull_request\njobs:\n  call:\n    uses: org/flows/.github/workflows/c.yml@v1\n    permissions: {id-token: write}\n'
    return onStage({ 'a.yml': caller }, async (stage) => {
      const { hub, home } = stage
      const flows = hub.repository('org/flows', {
        files: { '.github/workflows/c.yml': `on: workflow_call\njobs:\n${job('one')}` },
      })
      flows.repository.tag('v1')
      home.repository.commit({ message: 'Mine', branch: 'mine' })
      const { number } = home.repository.pulls.open({ head: 'mine' })
      const look = async () =>
        expect(await claims(stage, 'call / one')).toMatchObject({
          sub: 'repo:octo-org/demo:pull_request',
          workflow_ref: 'octo-org/demo/.github/workflows/a.yml@refs/pull/1/merge',
          job_workflow_ref: 'org/flows/.github/workflows/c.yml@v1',
        })
      await held(stage, 'call / one', look, { name: 'pull_request', number })
    })
  })

  it('is there only with `id-token: write`, and only while the job runs', () =>
    onStage(
      { 'a.yml': workflow(job('none', 'permissions: {contents: read}'), job('one', 'permissions: {id-token: write}')) },
      async (stage) => {
        await held(stage, 'one', async () => expect(await claims(stage, 'one')).toHaveProperty('sub'))
        expect(await claims(stage, 'one')).toEqual({ status: 401 })
        expect(stage.machines.order('none').runnerEnv).not.toHaveProperty('ACTIONS_ID_TOKEN_REQUEST_URL')
      },
    ))
})
