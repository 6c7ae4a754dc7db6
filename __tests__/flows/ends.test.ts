import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { DEPLOYED, failed, found, issueText, jobs, NOT_YET, UNTOUCHED, WELL } from './found.ts'
import { calmly, inTheMiddle, logging, running } from './moments.ts'

const story = sideBySide()

const UNSURE = 'Not known: the new version runs, and whether it is healthy could not be told.'

describe('a run that somebody cancels', () => {
  story(
    'before the deployment: nothing happened, nobody is woken, and the plan stays for a re-run',
    () =>
      flow(async (flow) => {
        const run = flow.byPhrase()
        await run.waitingFor('production')
        run.cancel()
        expect(await run.done).toBe('cancelled')
        expect(await found(flow, run)).toEqual({
          jobs: jobs('success', 'success', 'cancelled', 'failure'),
          ended: 'error CANCELLED',
          line: '🛑 demo-production on production: the job production / deploy was cancelled before it began; nothing was changed',
          safe: UNTOUCHED,
          issues: [],
          deployments: ['production error deploy-action/1 error'],
          ...{ stack: 'REVIEW_IN_PROGRESS', changeSets: 1, begun: [] },
        })
        run.rerunFailed()
        expect(await flow.approved(run)).toBe('success')
        expect(await found(flow, run)).toMatchObject({ ended: 'successful DEPLOYED', begun: ['CREATE_STACK'], issues: [] })
      }),
    MOST_MS,
  )

  story(
    'in the middle of an update: it is cancelled within the grace time; only a new plan leads on',
    () =>
      calmly(async (flow) => {
        running(flow)
        const run = flow.byRelease('v1.1.0')
        await inTheMiddle(flow, run)
        run.cancel({ by: 'bob' })
        expect(await run.done).toBe('cancelled')
        const line = '❓ demo-production on production: cancelled in the middle; CloudFormation is putting the old version back'
        expect(await found(flow, run)).toEqual({
          jobs: jobs('skipped', 'success', 'cancelled', 'failure'),
          ended: 'error CANCELLED',
          line,
          safe: NOT_YET,
          issues: [`open ${failed('CANCELLED')}`],
          deployments: ['production error deploy-action/1 error'],
          ...{ stack: 'UPDATE_ROLLBACK_IN_PROGRESS', changeSets: 1, begun: ['UPDATE_STACK', 'CANCEL_UPDATE'] },
        })
        expect(flow.home.repository.releases.all()[0]?.body).toContain(line)
        expect(issueText(flow)).toContain('The run was canceled by @bob.')
        expect(issueText(flow)).toMatch(/gh run rerun \d+ --repo octo-org\/demo/)
      }),
    MOST_MS,
  )

  story(
    'in the middle of the first creation: it goes on, and a re-run of the failed jobs follows it to its end',
    () =>
      calmly(async (flow) => {
        const run = flow.byPhrase()
        await inTheMiddle(flow, run)
        run.cancel()
        expect(await run.done).toBe('cancelled')
        expect(await found(flow, run)).toMatchObject({
          ended: 'error CANCELLED',
          line: '❓ demo-production on production: cancelled in the middle; AWS still works on it',
          ...{ safe: NOT_YET, issues: [`open ${failed('CANCELLED')}`], stack: 'CREATE_IN_PROGRESS' },
        })
        expect(issueText(flow)).toMatch(/gh run rerun \d+ --failed --repo octo-org\/demo/)
        flow.hub.advance({ hours: 1 })
        run.rerunFailed()
        expect(await flow.approved(run)).toBe('success')
        expect(await found(flow, run)).toMatchObject({
          ...{ ended: 'successful DEPLOYED', line: DEPLOYED, safe: WELL },
          ...{ issues: [`closed ${failed('CANCELLED')}`], begun: ['CREATE_STACK'] },
        })
      }),
    MOST_MS,
  )

  for (const [when, status, at] of [
    ['while its health is looked at', 500, /health: /],
    ['while its logs are read', 200, /\[group\]logscan/],
  ] as const)
    story(
      `after the deployment, ${when}: the new version runs, and that nobody knows of its health is told`,
      () =>
        calmly(async (flow) => {
          running(flow)
          logging(flow)
          flow.health.status = status
          const run = flow.byPhrase()
          await run.waitingFor('production')
          flow.hub.approve(run, 'production', { by: 'alice' })
          await run.printed('production / deploy', at)
          run.cancel()
          expect(await run.done).toBe('cancelled')
          expect(await found(flow, run)).toMatchObject({
            ...{ ended: 'error CANCELLED', safe: UNSURE, issues: [`open ${failed('CANCELLED')}`] },
            line: '❓ demo-production on production: cancelled after the deployment; the new version runs, and whether it is healthy is not known',
            ...{ stack: 'UPDATE_COMPLETE', begun: ['UPDATE_STACK'] },
          })
          flow.health.status = 200
          flow.aws.logs.put('/demo', 'stream', [{ message: 'ready' }])
          run.rerunFailed()
          expect(await flow.approved(run)).toBe('success')
          const after = { safe: WELL, issues: [`closed ${failed('CANCELLED')}`], begun: ['UPDATE_STACK'] }
          expect(await found(flow, run)).toMatchObject(after)
        }),
      MOST_MS,
    )
})
