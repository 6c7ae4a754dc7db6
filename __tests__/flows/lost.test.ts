import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { DEPLOYED, failed, found, issueText, jobs, NOT_YET, UNTOUCHED, WELL } from './found.ts'
import { calmly, inTheMiddle, lost, running } from './moments.ts'

const story = sideBySide()

describe('a job that is ended from outside', () => {
  story(
    'with its machine: the re-run of the failed jobs follows the same operation, and closes the issue',
    () =>
      flow(async (flow) => {
        const run = flow.byPhrase()
        await inTheMiddle(flow, run)
        run.job('production / deploy').lose()
        expect(await run.done).toBe('failure')
        expect(await found(flow, run)).toMatchObject({
          jobs: jobs('success', 'success', 'failure', 'failure'),
          ...{ ended: 'error MACHINE_LOST', safe: NOT_YET, issues: [`open ${failed('MACHINE_LOST')}`] },
          line: '❓ demo-production on production: the machine of the job production / deploy was lost; AWS still works on it',
          ...{ deployments: ['production error deploy-action/1 error'], stack: 'CREATE_IN_PROGRESS' },
        })
        run.rerunFailed()
        await run.waitingFor('production')
        flow.hub.approve(run, 'production', { by: 'alice' })
        await run.printed('production / deploy', /already under way; following it/)
        flow.hub.advance({ minutes: 30 })
        expect(await run.done).toBe('success')
        expect(await found(flow, run)).toMatchObject({
          ...{ ended: 'successful DEPLOYED', line: DEPLOYED, safe: WELL, stack: 'CREATE_COMPLETE', begun: ['CREATE_STACK'] },
          issues: [`closed ${failed('MACHINE_LOST')}`],
          deployments: ['production error deploy-action/1 error', 'production success deploy-action/1 successful'],
        })
      }),
    MOST_MS,
  )

  for (const timedOut of ['cancelled', 'failure'] as const)
    story(
      `by its time limit, where GitHub calls that ${timedOut}: the update is cancelled, and the limit is named`,
      () =>
        calmly(
          async (flow) => {
            running(flow)
            const run = flow.byPhrase()
            await inTheMiddle(flow, run)
            run.job('production / deploy').timeOut(350)
            expect(await run.done).toBe('failure')
            expect(await found(flow, run)).toMatchObject({
              jobs: jobs('skipped', 'success', timedOut, 'failure'),
              ...{ ended: 'error JOB_TIMED_OUT', safe: NOT_YET, issues: [`open ${failed('JOB_TIMED_OUT')}`] },
              line: '❓ demo-production on production: the job production / deploy ran into its time limit; CloudFormation is putting the old version back',
              begun: ['UPDATE_STACK', 'CANCEL_UPDATE'],
            })
            expect(issueText(flow)).toContain('exceeded the maximum execution time of 350 minutes')
          },
          { timedOut },
        ),
      MOST_MS,
    )

  for (const [job, at] of [
    ['build', /Synthesize/],
    ['plan', /gate ref/],
  ] as const)
    story(
      `with its machine before anything was deployed, that of the ${job} job: a re-run goes on from there`,
      () =>
        flow(async (flow) => {
          const run = flow.byPhrase()
          await lost(run, `production / ${job}`, at)
          expect(await run.done).toBe('failure')
          expect(await found(flow, run)).toMatchObject({
            ...{
              ended: 'error MACHINE_LOST',
              safe: UNTOUCHED,
              issues: [`open ${failed('MACHINE_LOST')}`],
              deployments: [],
              begun: [],
            },
            line: `❓ demo-production on production: the machine of the job production / ${job} was lost; nothing was changed`,
          })
          run.rerunFailed()
          expect(await flow.approved(run)).toBe('success')
          expect(await found(flow, run)).toMatchObject({ line: DEPLOYED, issues: [`closed ${failed('MACHINE_LOST')}`] })
        }),
      MOST_MS,
    )

  story(
    'after the machine of the reporting job was lost: until then the guard has told it',
    () =>
      flow(async (flow) => {
        const run = flow.byPhrase()
        const gone = lost(run, 'production / report', /Take the deploy/)
        expect(await flow.approved(run)).toBe('failure')
        await gone
        expect(await found(flow, run)).toMatchObject({
          ...{ jobs: jobs('success', 'success', 'success', 'failure'), ended: 'nothing', stack: 'CREATE_COMPLETE' },
          issues: [`open ${failed('RECORD_LOST')}`],
        })
        expect(flow.hub.runOf('guard.yml')?.conclusion).toBe('failure')
        expect(issueText(flow)).toContain('ended well, as GitHub says, and its record is not at hand')
        run.rerunFailed()
        expect(await run.done).toBe('success')
        expect(await found(flow, run)).toMatchObject({
          ...{ ended: 'successful DEPLOYED', line: DEPLOYED, safe: WELL, issues: [`closed ${failed('RECORD_LOST')}`] },
          begun: ['CREATE_STACK'],
        })
        expect(flow.hub.runs.filter(({ spec }) => spec.top.workflow.name === 'guard')).toHaveLength(2)
      }),
    MOST_MS,
  )
})
