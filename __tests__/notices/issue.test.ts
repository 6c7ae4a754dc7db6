import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { github } from '../../src/adapters/github.ts'
import type { RunRecord } from '../../src/domain/record.ts'
import type { Run } from '../../src/domain/run.ts'
import { type NoticeContext, type NoticeOptions, tell, wanted } from '../../src/notices/index.ts'
import type { GitHub } from '../../src/ports/github.ts'
import { realClock } from '../world/clock.ts'
import { type ScriptedGitHub, startGitHub } from '../world/github/github.ts'
import { hostile, soaked } from './hostile.ts'
import { deployed, identity, operation, record, rolledBack, stack, stage, unhealthy } from './records.ts'

const others = { release: { on: false }, status: {} }
const options: NoticeOptions = { issue: { off: false, labels: [], assign: [] }, ...others }
const bot = 'github-actions[bot]'
const repository = 'octo/demo'

let server: ScriptedGitHub
let repo: ReturnType<ScriptedGitHub['repository']>
beforeEach(async () => {
  server = await startGitHub({ clock: realClock })
  repo = server.repository(repository)
})
afterEach(() => server.close())

/** Waits take no time; the time that they would have taken is what `now` tells. */
function pace(): NoticeContext['pace'] {
  let now = 0
  return {
    now: () => new Date(now),
    random: () => 0.5,
    sleep: async (ms) => {
      now += ms
    },
  }
}

const context = (more: Partial<NoticeContext> & { level?: 'read' | 'write'; push?: boolean } = {}): NoticeContext => {
  const { level = 'write', push = true, ...rest } = more
  const token = server.token({ login: bot, permissions: { issues: level }, repository, push })
  const port = github({ token, repository, baseUrl: server.url })
  return { github: port, pace: pace(), signal: new AbortController().signal, say: () => undefined, ...rest }
}
const attempt = (runId: string, number = '1') => ({ identity: { ...identity, runId, attempt: number } })
const send = async (made: RunRecord, more: Parameters<typeof context>[0] = {}, chosen: NoticeOptions = options) => {
  const [result] = await tell(made, chosen, context(more))
  if (!result) throw new Error('nothing was sent')
  return result
}
const open = () => repo.issues.all().filter(({ state }) => state === 'open')
const comments = (number: number) => repo.issues.comments(number).map(({ body }) => body)

describe('a failed run', () => {
  it('opens one issue that tells the story from its root', async () => {
    expect(await send(rolledBack())).toEqual({
      kind: 'issue',
      sent: true,
      reason: 'opened',
      number: 1,
      url: expect.stringContaining('/issues/1'),
    })
    const [made] = open()
    expect(made).toMatchObject({
      title: 'Deployment of demo to production failed: DEPLOY_FAILED',
      labels: ['deployment-failure'],
      assignees: [],
    })
    const parts = [
      '<!-- deploy-action/issue/1 ',
      '**Severity:** critical',
      '**Root cause:** `Queue`',
      '**Is it safe?**',
      '**Evidence:**',
    ]
    const more = [
      '**Next:**',
      'describe-stack-events --stack-name demo',
      '[Run 4711, attempt 1](https://github.com/octo/demo/actions/runs/4711)',
    ]
    const places = [...parts, ...more, identity.sha, '`octocat`'].map((part) => made?.body?.indexOf(part))
    expect(places).toEqual([...places].sort((a = 0, b = 0) => a - b))
    expect(places).not.toContain(-1)
  })

  it('is told once for each attempt: body kept current, one comment', async () => {
    await send(rolledBack())
    expect(await send(rolledBack())).toMatchObject({ reason: 'this attempt was told already', number: 1 })
    expect(comments(1)).toEqual([])
    expect(await send(rolledBack(attempt('4712')))).toMatchObject({ reason: 'updated', number: 1 })
    await send(rolledBack(attempt('4712', '2')))
    await send(rolledBack(attempt('4712')))
    await send(rolledBack())
    expect(open()).toHaveLength(1)
    expect(open()[0]?.body).toContain('Run 4712, attempt 2')
    expect(comments(1)).toHaveLength(2)
    expect(comments(1)[0]).toMatch(/^\*\*Failed again:\*\* ❌ demo on production[\s\S]*Run 4712, attempt 1/)
  })

  it.each<[string, RunRecord]>([
    ['another failure', unhealthy()],
    ['another environment', rolledBack({ environment: 'staging' })],
    ['another stack', rolledBack({ stacks: { other: stack({ operation: operation('failed', 'UPDATE_ROLLBACK_COMPLETE') }) } })],
  ])('opens a second issue for %s', async (_name, other) => {
    await send(rolledBack())
    expect(await send(other)).toMatchObject({ reason: 'opened', number: 2 })
  })

  it('takes no notice of a marker that a stranger wrote', async () => {
    await send(rolledBack())
    const forged = { body: repo.issues.get(1)?.body ?? '', author: 'stranger', labels: ['deployment-failure'], title: 'forged' }
    repo.issues.close(1)
    repo.issues.open(forged)
    expect(await send(rolledBack())).toMatchObject({ reason: 'opened', number: 3 })
  })

  it('sets labels and assigns people, ten at most', async () => {
    const people = Array.from({ length: 12 }, (_, index) => `person-${index}`)
    await send(
      rolledBack(),
      {},
      { issue: { off: false, labels: ['ops', 'deployment-failure'], assign: [...people, 'person-0'] }, ...others },
    )
    expect(open()[0]).toMatchObject({ labels: ['deployment-failure', 'ops'], assignees: people.slice(0, 10) })
    const codeowners = { issue: { off: false, labels: [], assign: 'codeowners' }, ...others } as const
    await send(unhealthy(), { codeowners: '* @owner @octo/team' }, codeowners)
    expect(open()[1]?.assignees).toEqual(['owner'])
  })

  it('of which two runs tell at once leaves the older issue open', async () => {
    const late = context()
    const stale: GitHub = { ...(late.github as GitHub) }
    let first = true
    const racing = {
      ...stale,
      openIssues: async (...asked: Parameters<GitHub['openIssues']>) => {
        if (!first) return stale.openIssues(...asked)
        first = false
        await send(rolledBack())
        return []
      },
    }
    expect(await send(rolledBack(attempt('4712')), { github: racing })).toMatchObject({ reason: 'updated', number: 1 })
    expect(open().map(({ number }) => number)).toEqual([1])
    expect(repo.issues.get(2)).toMatchObject({ state: 'closed', stateReason: 'not_planned' })
    expect(comments(2)).toEqual(['Duplicate of #1'])
    expect(comments(1)).toHaveLength(1)
  })

  it('is not told twice when the answer to the first try was lost', async () => {
    server.fault({ kind: 'reset-after-effect', method: 'POST', path: '*/issues', times: 1 })
    expect(await send(rolledBack())).toMatchObject({ sent: true, reason: 'opened', number: 1 })
    expect(open()).toHaveLength(1)
  })

  it('is told after GitHub was busy for a while', async () => {
    server.fault({ kind: 'status', status: 503, times: 2 })
    expect(await send(rolledBack())).toMatchObject({ sent: true, reason: 'opened' })
  })

  it('is sent once more, shorter and without people, when GitHub refuses the content', async () => {
    server.fault({ kind: 'status', status: 422, method: 'POST', times: 1 })
    const assign = { issue: { off: false, labels: [], assign: ['nobody'] }, ...others }
    expect(await send(rolledBack(), {}, assign)).toMatchObject({ sent: true, reason: 'opened' })
    expect(open()[0]?.assignees).toEqual([])
    server.fault({ kind: 'status', status: 422, method: 'POST' })
    expect(await send(unhealthy(), {}, assign)).toMatchObject({ sent: false, reason: expect.stringContaining('422') })
  })

  it('has a title that GitHub takes, however long the names are', async () => {
    const name = 'x'.repeat(1000)
    const stacks = { [name]: stack({ operation: operation('failed', 'UPDATE_ROLLBACK_COMPLETE') }) }
    expect(await send(rolledBack({ environment: name, stacks }))).toMatchObject({ sent: true, reason: 'opened' })
    expect(open()[0]?.title).toMatch(/ failed: DEPLOY_FAILED$/)
  })

  it('fits into an issue whatever it holds', async () => {
    const evidence = Array.from({ length: 100 }, () => '😀'.repeat(500_000))
    const findings = Array.from({ length: 100 }, (_, index) => ({
      severity: 'high' as const,
      title: `${index}${'ü'.repeat(100_000)}`,
      evidence,
      fix: evidence[0] ?? '',
    }))
    const checks = Array.from({ length: 500 }, (_, index) => ({
      name: `check ${index}`,
      kind: 'http',
      phase: 'failed' as const,
      reason: '😀'.repeat(1000),
      tries: 1,
      ms: 1,
    }))
    const results = [stage('verify', 'failed', { code: 'CHECK_FAILED', reason: '😀'.repeat(100_000), findings })]
    await send(unhealthy({ results, checks }))
    expect(Buffer.byteLength(open()[0]?.body ?? '')).toBeLessThanOrEqual(65_536)
    expect(open()[0]?.body).toContain('_and 495 more in the record_')
    await send(unhealthy({ results, checks, ...attempt('4712') }))
    expect(Buffer.byteLength(comments(1)[0] ?? '')).toBeLessThanOrEqual(65_536)
  })

  it.each(hostile)('writes nothing that acts: %j', async (text) => {
    await send({ ...soaked(text), identity })
    const [{ title, body } = { title: '', body: '' }] = open()
    expect(title).not.toMatch(/\n/)
    const shown = String(body)
      .replace(/^<!--[^\n]*-->$/gm, '')
      .replace(/^(`{3,})\w*\n[\s\S]*?\n\1$/gm, '')
      .replace(/(?<![\\`])(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
      .replace(/\[[\w ,]+\]\(https:\/\/github\.com\/[\w./#-]+\)/g, '')
      .replace(/&#(\d+);/g, (_entity, point: string) => String.fromCodePoint(Number(point)))
    expect(shown).toContain('Is it safe?')
    expect(shown).not.toMatch(/@[a-z0-9]|#\d|GH-\d|<[a-z!/]|(?<!\\)\]\(/i)
    expect(await send({ ...soaked(text), identity: { ...identity, attempt: '2' } })).toMatchObject({
      reason: 'updated',
      number: 1,
    })
  })
})

describe('a good run of everything', () => {
  it('closes what it has solved, with a word, and leaves the rest', async () => {
    await send(rolledBack())
    await send(unhealthy())
    await send(rolledBack({ environment: 'staging' }))
    await send(rolledBack({ stacks: { other: stack({ operation: operation('failed', 'UPDATE_ROLLBACK_COMPLETE') }) } }))
    expect(await send(deployed(attempt('4713')))).toMatchObject({ sent: true, reason: 'closed #1, #2', number: 1 })
    expect(open().map(({ number }) => number)).toEqual([3, 4])
    expect(repo.issues.get(1)).toMatchObject({ state: 'closed', stateReason: 'completed' })
    expect(comments(1)).toEqual([expect.stringMatching(/^\*\*Solved:\*\* ✅ demo on production[\s\S]*Run 4713/)])
    expect(comments(3)).toEqual([])
  })

  it('opens a new issue when the failure comes back', async () => {
    await send(rolledBack())
    await send(deployed())
    expect(await send(rolledBack(attempt('4714')))).toMatchObject({ reason: 'opened', number: 2 })
  })

  it('closes nothing that a stranger wrote', async () => {
    await send(rolledBack())
    repo.issues.change(1, { author: 'stranger' })
    expect(await send(deployed())).toMatchObject({ sent: true, reason: 'there was no open issue to close' })
    expect(open()).toHaveLength(1)
  })
})

describe('what is wanted', () => {
  const cancelled: Partial<Run> = { results: [stage('deploy', 'error', { code: 'CANCELLED' })] }
  it.each<[string, RunRecord, boolean]>([
    ['a failure', rolledBack(), true],
    ['a lost run', record({ results: [stage('deploy', 'error', { code: 'INTERRUPTED' })] }), true],
    ['a cancelled run', record(cancelled), false],
    ['a good run of everything', deployed(), true],
    ['a good run of a part', deployed({ whole: false }), false],
    ['a plan', record({ results: [stage('plan', 'successful')] }), false],
    ['a run that goes on', { ...rolledBack(), verdict: 'running' }, false],
  ])('%s', (_name, made, answer) => {
    expect(wanted(made, options)).toEqual(answer ? ['issue'] : [])
    expect(wanted(made, { issue: { ...options.issue, off: true }, ...others })).toEqual([])
  })
})

describe('an issue that cannot be sent is a result', () => {
  it('without a token', async () => {
    const { github: _none, ...rest } = context()
    expect(await tell(rolledBack(), options, rest)).toEqual([
      {
        kind: 'issue',
        sent: false,
        code: 'GITHUB_TOKEN_MISSING',
        reason: expect.stringMatching(/no token.*Give the input `github-token`/),
      },
    ])
  })

  it('without the right, which is named', async () => {
    const result = await send(rolledBack(), { level: 'read' })
    expect(result).toMatchObject({
      sent: false,
      reason: expect.stringMatching(/403.*Give the job the permission `issues: write`/),
    })
  })

  it('when GitHub stays away', async () => {
    server.fault({ kind: 'status', status: 503 })
    expect(await send(rolledBack())).toMatchObject({ sent: false, reason: expect.stringContaining('503') })
  })

  it('after the run was stopped', async () => {
    expect(await send(rolledBack(), { signal: AbortSignal.abort() })).toMatchObject({
      sent: false,
      reason: expect.stringContaining('stopped'),
    })
  })

  it('or is only half one, where GitHub dropped the label', async () => {
    expect(await send(rolledBack(), { push: false })).toMatchObject({
      sent: true,
      reason: expect.stringContaining('dropped the label deployment-failure'),
    })
  })
})
