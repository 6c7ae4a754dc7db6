import { describe, expect, it } from '@jest/globals'
import type { Approval } from '../../src/domain/gate.ts'
import { blockerOf, type Fate, fateOf, type Job, jobIn, type Said } from '../../src/stages/fate.ts'

const job = (more: Partial<Job> = {}): Job => ({
  ...{ id: 1, name: 'deploy', status: 'completed', conclusion: 'failure', steps: [], runner: '' },
  ...{ createdAt: '2026-11-20T08:00:00Z', completedAt: '2026-11-20T09:00:00Z' },
  ...more,
})
const done = { name: 'Set up job', conclusion: 'success' }
const ran = { runner: 'GitHub Actions 7', steps: [done, { name: 'Deploy', conclusion: 'failure' }] }
const open = { runner: 'GitHub Actions 7', steps: [done, { name: 'Deploy', conclusion: null }] }
const cut = { runner: 'GitHub Actions 7', steps: [done, { name: 'Deploy', conclusion: 'cancelled' }] }
const by = (state: Approval['state']): Approval => ({ login: 'alice', state, comment: '', actor: false, seenAt: '' })
const said = (...annotations: string[]): Said => ({ annotations })

const HIGHER = "Canceling since a higher priority waiting request for 'deploy-production' exists"
const LIMIT = 'The job running on runner GitHub Actions 7 has exceeded the maximum execution time of 350 minutes.'
const QUEUE = 'The job has exceeded the maximum execution time while awaiting a runner for 24h0m0s'
const HOSTED =
  'The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process can cause this.'
const OWN = 'The self-hosted runner: build-3 lost communication with the server. Verify the machine is running.'
const SHUTDOWN = 'The runner has received a shutdown signal. This can happen when the runner service is stopped.'
const REFUSED = "The deployment was rejected or didn't satisfy other protection rules."

describe('what became of a job', () => {
  it.each<[string, Partial<Job>, Said, Fate]>([
    ['it ended well', { ...ran, conclusion: 'success' }, {}, 'well'],
    ['it was left out, since one before it failed', { conclusion: 'skipped' }, {}, 'skipped'],
    ['it waits for approval', { status: 'waiting', conclusion: null }, {}, 'waiting'],
    ['it waits for a machine', { status: 'queued', conclusion: null }, {}, 'waiting'],
    ['it waits in a queue', { status: 'pending', conclusion: null }, {}, 'waiting'],
    ['it runs', { status: 'in_progress', conclusion: null, ...open }, {}, 'waiting'],
    ['somebody rejected it', {}, { approvals: [by('rejected')] }, 'rejected'],
    [
      'somebody rejected it after an attempt that was approved',
      {},
      { approvals: [by('approved'), by('rejected')], annotations: [REFUSED] },
      'rejected',
    ],
    [
      'it failed before it began, after an attempt that was rejected',
      {},
      { approvals: [by('rejected'), by('approved')] },
      'failed',
    ],
    [
      'its branch may not deploy, after an attempt that was rejected',
      {},
      { approvals: [by('rejected')], annotations: ['Branch "x" is not allowed to deploy to production.'] },
      'failed',
    ],
    ['a rule of its environment refused it', {}, said(REFUSED), 'failed'],
    ['nobody approved for 30 days', { completedAt: '2026-12-20T08:00:10Z' }, { approvals: [] }, 'unapproved'],
    ['it could not begin after 29 days', { completedAt: '2026-12-19T08:00:00Z' }, { approvals: [] }, 'failed'],
    [
      'its branch may not deploy',
      {},
      said('Branch "x" is not allowed to deploy to production due to environment protection rules.'),
      'failed',
    ],
    ['no machine took it', {}, said('The job was not acquired by Runner of type hosted even after multiple attempts'), 'failed'],
    ['it was rejected once, and failed later', { ...ran }, { approvals: [by('rejected'), by('approved')] }, 'failed'],
    ['a newer run took its place', { conclusion: 'cancelled' }, said(HIGHER), 'superseded'],
    [
      'somebody cancelled it before it began',
      { conclusion: 'cancelled' },
      said('The run was canceled by @octocat.'),
      'cancelled',
    ],
    ['somebody cancelled it, and nothing is said', { conclusion: 'cancelled' }, {}, 'cancelled'],
    [
      'somebody cancelled it in the middle',
      { conclusion: 'cancelled', ...cut },
      said('The operation was canceled.'),
      'cancelled',
    ],
    ['a newer run cancelled it in the middle', { conclusion: 'cancelled', ...cut }, said(HIGHER), 'cancelled'],
    ['it was cancelled by force', { conclusion: 'cancelled', ...open }, {}, 'cancelled'],
    ['its time was over', { conclusion: 'cancelled', ...cut }, said(LIMIT, 'The operation was canceled.'), 'timed-out'],
    ['its time was over, as a failure', { conclusion: 'failure', ...cut }, said(LIMIT), 'timed-out'],
    ['its time was over, as a conclusion', { conclusion: 'timed_out', ...cut }, {}, 'timed-out'],
    ['its time was over before it got a machine', { conclusion: 'cancelled' }, said(QUEUE), 'timed-out'],
    ["GitHub's machine was lost", { ...open }, said(HOSTED), 'lost'],
    ['a machine of their own was lost', { ...open }, said(OWN), 'lost'],
    ['a machine was turned off', { conclusion: 'cancelled', ...cut }, said(SHUTDOWN), 'lost'],
    ['a machine was lost, and nothing is said', { ...open }, {}, 'lost'],
    ['a step failed', { ...ran }, said('Process completed with exit code 1.'), 'failed'],
    ['it ended in a way that is new', { conclusion: 'stale' }, {}, 'failed'],
    ['a hostile step says that it was superseded', { ...ran }, said(HIGHER), 'failed'],
  ])('%s', (_what, more, words, fate) => expect(fateOf(job(more), words)).toBe(fate))
})

describe('which job is meant', () => {
  const self = { name: 'report', runner: 'GitHub Actions 9' }
  const reporting = (caller = '', runner = self.runner) =>
    job({ name: `${caller}report`, status: 'in_progress', conclusion: null, runner })
  const all = (caller: string) => ['build', 'plan', 'deploy'].map((name) => job({ name: `${caller}${name}` }))
  const nameIn = (...given: Parameters<typeof jobIn>) => {
    const found = jobIn(...given)
    return 'unclear' in found ? found : { job: found.job.name, siblings: found.siblings.map(({ name }) => name) }
  }

  it.each([[''], ['production / '], ['release / production / ']])('of those called as “%s”', (caller) =>
    expect(nameIn([...all(caller), reporting(caller)], { name: 'deploy', self })).toEqual({
      job: `${caller}deploy`,
      siblings: [`${caller}build`, `${caller}plan`],
    }),
  )
  it('of the same call, where there are two', () =>
    expect(
      nameIn([...all('staging / '), reporting('staging / ', 'other'), ...all('production / '), reporting('production / ')], {
        name: 'deploy',
        self,
      }),
    ).toMatchObject({ job: 'production / deploy' }))
  it('the only one, where this one is not seen yet', () =>
    expect(nameIn(all('production / '), { name: 'deploy', self })).toMatchObject({ job: 'production / deploy' }))
  it('none, where two machines have one name', () =>
    expect(
      nameIn([...all('staging / '), reporting('staging / '), ...all('production / '), reporting('production / ')], {
        name: 'deploy',
        self,
      }),
    ).toEqual({ unclear: 'the run has 2 jobs “deploy”, and which one is meant cannot be told' }))
  it('none that only ends in the same letters', () =>
    expect(nameIn([job({ name: 'redeploy' }), reporting()], { name: 'deploy', self })).toEqual({
      unclear: 'the run has no job “deploy” beside this one',
    }))
  it('of another run', () =>
    expect(nameIn(all('production / '), { name: 'deploy' })).toMatchObject({ job: 'production / deploy' }))

  it('is kept from beginning by the first that did not end well', () => {
    const [build, plan] = [
      job({ name: 'build', completedAt: '2026-11-20T08:10:00Z' }),
      job({ name: 'plan', conclusion: 'cancelled', completedAt: '2026-11-20T08:05:00Z' }),
    ]
    expect(blockerOf([build, plan, job({ name: 'x', conclusion: 'skipped' })])).toBe(plan)
    expect(blockerOf([job({ conclusion: 'success' })])).toBeUndefined()
  })
})
