import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { github } from '../../src/adapters/github.ts'
import type { Failure } from '../../src/foundation/failure.ts'
import type { NewIssue } from '../../src/ports/github.ts'
import { wallClock } from '../world/github/clock.ts'
import { type ScriptedGitHub, startGitHub } from '../world/github/github.ts'

const draft: NewIssue = { title: 'It broke', body: 'See the log.', labels: ['deployment-failure'], assignees: ['octocat'] }
const { signal } = new AbortController()

let server: ScriptedGitHub
beforeEach(async () => {
  server = await startGitHub({ clock: wallClock })
})
afterEach(() => server.close())

const repository = 'octo/demo'
const bot = 'github-actions[bot]'
const client = (level: 'read' | 'write' = 'write', more: { timeLimit?: number } = {}) =>
  github({
    token: server.token({ login: bot, permissions: { issues: level }, repository }),
    repository,
    baseUrl: server.url,
    ...more,
  })
const refusal = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error('it was not refused')),
    (thrown: Failure) => thrown,
  )

describe('GitHub', () => {
  it('opens, changes, comments on and closes an issue, with the version of the API named', async () => {
    const { issues } = server.repository(repository)
    const made = await client().createIssue(draft, signal)
    expect(made).toEqual({
      number: 1,
      url: expect.stringContaining('/octo/demo/issues/1'),
      title: 'It broke',
      body: 'See the log.',
      state: 'open',
      labels: ['deployment-failure'],
      trusted: true,
    })
    expect(issues.get(1)?.assignees).toEqual(['octocat'])
    await client().updateIssue(1, { title: 'Still broken', body: 'Look.', labels: ['a'] }, signal)
    await client().comment(1, 'again', signal)
    await client().closeIssue(1, 'not_planned', signal)
    expect(issues.get(1)).toMatchObject({
      title: 'Still broken',
      body: 'Look.',
      labels: ['a'],
      state: 'closed',
      stateReason: 'not_planned',
    })
    expect(issues.comments(1).map(({ body }) => body)).toEqual(['again'])
    expect(new Set(server.calls.map(({ apiVersion }) => apiVersion))).toEqual(new Set(['2026-03-10']))
  })

  it('lists all open issues with a label, to the last page, and says whom to trust', async () => {
    const { issues } = server.repository(repository, { members: { member: 'MEMBER', helper: 'COLLABORATOR', stranger: 'NONE' } })
    const labels = ['deployment-failure']
    for (const author of ['octo', 'member', 'helper', bot, 'stranger']) issues.open({ title: author, author, labels })
    for (let index = 0; index < 200; index++) issues.open({ title: `more ${index}`, author: bot, labels })
    issues.open({ title: 'other label', labels: ['bug'] })
    issues.close(issues.open({ title: 'closed', labels }).number)
    const found = await client('read').openIssues('deployment-failure', signal)
    expect(found.map(({ number }) => number)).toEqual(Array.from({ length: 205 }, (_, index) => index + 1))
    expect(found.slice(0, 5).map(({ title, trusted }) => [title, trusted])).toEqual([
      ['octo', true],
      ['member', true],
      ['helper', true],
      [bot, true],
      ['stranger', false],
    ])
    expect(server.calls).toHaveLength(3)
  })

  it('does not call a list that goes on and on a list', async () => {
    const { issues } = server.repository(repository)
    for (let index = 0; index < 5001; index++) issues.open({ title: 'x', labels: ['deployment-failure'] })
    const failure = await refusal(client().openIssues('deployment-failure', signal))
    expect(failure).toMatchObject({ code: 'GITHUB_REFUSED', message: expect.stringContaining('More than 5000') })
  })
})

describe('GitHub refuses', () => {
  it('a token without the right, and the permission is named', async () => {
    server.repository(repository)
    const failure = await refusal(client('read').createIssue(draft, signal))
    expect(failure).toMatchObject({
      code: 'GITHUB_REFUSED',
      message: 'GitHub refused POST /repos/{owner}/{repo}/issues: 403 Resource not accessible by integration',
      fix: 'Give the job the permission `issues: write`.',
      transient: false,
    })
  })

  it('a token that is none', async () => {
    server.repository(repository)
    const other = github({ token: 'ghs_nothing', repository, baseUrl: server.url })
    expect(await refusal(other.comment(1, 'x', signal))).toMatchObject({
      code: 'GITHUB_REFUSED',
      fix: expect.stringContaining('valid'),
    })
  })

  it('where issues are turned off', async () => {
    server.repository(repository, { hasIssues: false })
    expect(await refusal(client().createIssue(draft, signal))).toMatchObject({
      code: 'GITHUB_REFUSED',
      fix: expect.stringContaining('Turn issues on'),
    })
    expect(await refusal(client().openIssues('x', signal))).toMatchObject({
      code: 'GITHUB_REFUSED',
      fix: expect.stringContaining('turned on'),
    })
  })

  it('what is too long, and passes the status on', async () => {
    server.repository(repository)
    const failure = await refusal(client().createIssue({ ...draft, body: 'x'.repeat(70_000) }, signal))
    expect(failure).toMatchObject({
      code: 'GITHUB_REFUSED',
      message: expect.stringContaining('maximum is 65536'),
      cause: { status: 422 },
    })
  })
})

describe('GitHub cannot be reached', () => {
  it.each([
    [{ kind: 'status', status: 500 }, '500'],
    [{ kind: 'status', status: 502 }, '502'],
    [{ kind: 'status', status: 429 }, 'slow down'],
    [{ kind: 'primary-limit' }, 'slow down'],
    [{ kind: 'secondary-limit', retryAfterSeconds: 60 }, 'slow down'],
    [{ kind: 'reset' }, ''],
    [{ kind: 'truncated' }, ''],
  ] as const)('for now: %j', async (fault, said) => {
    server.repository(repository)
    server.fault(fault)
    const failure = await refusal(client().openIssues('x', signal))
    expect(failure).toMatchObject({ code: 'GITHUB_UNREACHABLE', transient: true, message: expect.stringContaining(said) })
  })

  it('when it does not answer in time', async () => {
    server.repository(repository)
    server.fault({ kind: 'hang' })
    const failure = await refusal(client('write', { timeLimit: 50 }).openIssues('x', signal))
    expect(failure).toMatchObject({ code: 'GITHUB_UNREACHABLE', message: expect.stringContaining('within 50 ms') })
  })

  it('when the run is cancelled, which is no failure of GitHub', async () => {
    server.repository(repository)
    server.fault({ kind: 'hang' })
    const stop = new AbortController()
    const call = refusal(client().openIssues('x', stop.signal))
    stop.abort(new Error('cancelled'))
    expect(await call).toBe(stop.signal.reason)
  })

  it('where nobody listens', async () => {
    await server.close()
    server = await startGitHub({ clock: wallClock })
    const { url } = server
    await server.close()
    const failure = await refusal(github({ token: 't', repository, baseUrl: url }).openIssues('x', signal))
    server = await startGitHub({ clock: wallClock })
    expect(failure).toMatchObject({ code: 'GITHUB_UNREACHABLE', transient: true })
  })
})
