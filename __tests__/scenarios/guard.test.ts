import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { hostile } from '../notices/hostile.ts'
import type { WorkflowJob } from '../world/github/rooms/workflow-job-book.ts'
import type { WorkflowRun } from '../world/github/rooms/workflow-run-book.ts'
import { steps } from './flow.ts'
import { IDENTITY } from './runner.ts'
import { type Result, type Scene, SMALLEST, scene } from './scene.ts'

const CONFIG = `${SMALLEST}report: { issue: { labels: [ops] } }\nenvironments:\n  production: {}\n`
const LOST = 'The hosted runner lost communication with the server.'
const OPEN = { conclusion: 'failure', runnerName: 'machine 7', steps: steps('success', null) } as const
const SKIPPED = { conclusion: 'skipped', runnerName: null } as const

let world: Scene
beforeEach(async () => {
  world = await scene()
  await world.write('.github/deploy.yml', CONFIG)
  // It checks nothing out.
  await rm(join(world.folder, '.github'), { recursive: true })
})
afterEach(() => world.close())

const repository = () => world.github.repository(IDENTITY.repository)
const issues = () => repository().issues.all()
const titles = () => issues().map(({ state, title }) => `${state} ${title}`)
const headlineOf = ({ summary }: Result) => summary.split('\n')[0]?.replace(/^## /, '')
const died = (more: Partial<WorkflowRun> = {}) =>
  repository().workflowRuns.add({ workflow: 'release.yml', conclusion: 'failure', actor: 'mallory', ...more }).id
const job = (run: number, name: string, more: Partial<WorkflowJob> = {}, ...annotations: string[]) => {
  const { id } = repository().workflowJobs.add({ run, name: `production / ${name}`, ...more })
  for (const message of annotations) repository().annotations.add(id, { message })
}
/** What the template gives its job, and no credentials of AWS at all. */
function guard(run: number | string) {
  const permissions = { actions: 'read', checks: 'read', contents: 'read', issues: 'write' } as const
  const token = world.github.token({ login: 'github-actions[bot]', permissions, repository: IDENTITY.repository })
  const identity = { runId: '999', event: 'workflow_run', actor: 'somebody', workflow: 'guard' }
  world.aws.fault({ action: '*', kind: 'denied' })
  return world.deploy({ token, identity, inputs: { stages: 'report', 'run-id': String(run), environment: 'production' } })
}

describe('a run that died without a word', () => {
  it('before any job: GitHub could not start it', async () => {
    const run = died({ conclusion: 'startup_failure' as never })
    const result = await guard(run)
    expect([headlineOf(result), titles()]).toEqual([
      `❌ demo on production: GitHub could not start run ${run}; nothing was changed`,
      ['open Deployment of demo to production failed: RUN_NOT_STARTED'],
    ])
    expect(issues()[0]?.labels).toEqual(['deployment-failure', 'ops'])
    expect(issues()[0]?.body).toContain(`Run ${run}, attempt 1`)
    expect(issues()[0]?.body).toContain('`mallory`')
    expect(world.aws.calls).toEqual([])
  })

  it('with all its machines: what runs now is not known', async () => {
    const run = died()
    job(run, 'deploy', OPEN, LOST)
    job(run, 'report', OPEN, LOST)
    const result = await guard(run)
    expect([headlineOf(result), titles()]).toEqual([
      '❓ demo on production: the machine of the job production / deploy was lost; what runs now is not known',
      ['open Deployment of demo to production failed: MACHINE_LOST'],
    ])
    expect(issues()[0]?.body).toContain(`gh run rerun ${run} --failed`)
  })

  it('by force, before its deployment', async () => {
    const run = died({ conclusion: 'cancelled' })
    job(run, 'deploy', { ...SKIPPED, conclusion: 'cancelled' })
    job(run, 'report', { ...SKIPPED, conclusion: 'cancelled' })
    const result = await guard(run)
    expect([headlineOf(result), titles()]).toEqual([
      '🛑 demo on production: the job production / deploy was cancelled before it began; nothing was changed',
      [],
    ])
  })

  it('after its deployment, which GitHub calls a success', async () => {
    const run = died()
    job(run, 'deploy', { runnerName: 'machine 7', steps: steps('success') })
    job(run, 'report', OPEN, LOST)
    expect(headlineOf(await guard(run))).toBe(
      '❓ demo on production: the job production / deploy ended well, as GitHub says, and its record is not at hand; what runs now is not known',
    )
  })

  it('is told once, whoever told it', async () => {
    const run = died()
    job(run, 'deploy', OPEN, LOST)
    job(run, 'report', OPEN, LOST)
    await guard(run)
    const { record } = await guard(run)
    expect(record.notices).toMatchObject([{ kind: 'issue', reason: 'this attempt was told already', number: 1 }])
    expect(repository().issues.comments(1)).toEqual([])
  })
})

describe('a run that has spoken', () => {
  it.each<[string, WorkflowRun['conclusion'], Partial<WorkflowJob>, string[]]>([
    ['ended well', 'success', {}, []],
    ['has reported what was rejected', 'failure', { conclusion: 'success' }, []],
    [
      'has reported what failed',
      'failure',
      { conclusion: 'failure', runnerName: 'm', steps: steps('failure') },
      ['GATE_FAILED: ref: main is not release'],
    ],
  ])('is left alone: %s', async (_what, conclusion, report, annotations) => {
    const run = died({ conclusion })
    job(run, 'plan', { conclusion: 'failure' })
    job(run, 'deploy', SKIPPED)
    job(run, 'report', report, ...annotations)
    const result = await guard(run)
    expect([result.failed, result.outputs['verdict'], titles()]).toEqual([false, 'skipped', []])
  })

  it('has not, where its report could not even begin', async () => {
    const run = died()
    job(run, 'deploy', { conclusion: 'failure', runnerName: 'm', steps: steps('failure') })
    job(run, 'report', { conclusion: 'failure', runnerName: 'm', steps: steps('failure') }, 'Unable to resolve action')
    await guard(run)
    expect(titles()).toEqual(['open Deployment of demo to production failed: JOB_FAILED'])
  })
})

it('a run whose report could not write its issue has told nobody', async () => {
  const run = died()
  const refused = 'GITHUB_REFUSED: The notice “issue” could not be sent: GitHub refused POST /issues: 403'
  job(run, 'deploy', { conclusion: 'failure', runnerName: 'm', steps: steps('failure') })
  job(run, 'report', { conclusion: 'failure', runnerName: 'm', steps: steps('failure') }, refused, 'CHECK_FAILED: ill')
  await guard(run)
  expect(titles()).toEqual(['open Deployment of demo to production failed: JOB_FAILED'])
})

describe('what the guard is given', () => {
  it('must be the number of a run', async () => {
    const result = await guard('4/../../x')
    expect(result.outputs['reason-code']).toBe('INPUT_INVALID')
    expect(world.github.calls.filter(({ path }) => path.includes('/actions/'))).toEqual([])
  })

  it('acts nowhere, whatever its texts are', async () => {
    for (const text of hostile) {
      const run = died({ workflow: 'release.yml', branch: text, actor: 'mallory' })
      job(run, `deploy`, { ...OPEN, steps: [] }, text, LOST)
      const { summary, lines } = await guard(run)
      const outside = `${summary}\n${issues()
        .map(({ body }) => body)
        .join('\n')}`
        .replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
        .replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
      expect(outside).not.toMatch(/<script|<img|@octocat|octo\/demo#2/)
      expect(lines.filter((line) => line.startsWith('::'))).toEqual([])
    }
  })

  it('tells of no configuration at all, and speaks all the same', async () => {
    repository().commit({ message: 'Break it', files: { '.github/deploy.yml': 'stacks: [' } })
    const run = died({ conclusion: 'startup_failure' as never })
    const result = await guard(run)
    expect(titles()).toEqual(['open Deployment to production failed: RUN_NOT_STARTED'])
    expect(result.summary).toContain('The configuration could not be read by the job that reports')
  })
})
