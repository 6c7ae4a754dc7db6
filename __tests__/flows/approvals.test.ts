import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { BLOCKED, DEPLOYED, found, jobs, UNTOUCHED } from './found.ts'
import { running } from './moments.ts'

const story = sideBySide()

const UNAPPROVED = {
  ...{ jobs: jobs('skipped', 'success', 'failure', 'success'), ended: 'skipped REJECTED', safe: UNTOUCHED, issues: [] },
  deployments: ['production inactive deploy-action/1 skipped'],
  ...{ stack: 'CREATE_COMPLETE', changeSets: 0, begun: [] },
}

describe('nobody says yes', () => {
  story(
    'for thirty days: the plan is withdrawn, and nobody is woken',
    () =>
      flow(async (flow) => {
        running(flow)
        const run = flow.byPhrase()
        await run.waitingFor('production')
        flow.hub.advance({ days: 30, hours: 1 })
        expect(await run.done).toBe('failure')
        expect(await found(flow, run)).toEqual({
          ...UNAPPROVED,
          line: '🗑️ demo-production on production: nobody approved within 30 days; the plan is withdrawn',
        })
      }),
    MOST_MS,
  )

  story(
    'somebody says no: the plan is withdrawn, and summary and release say who and why',
    () =>
      flow(async (flow) => {
        running(flow)
        const run = flow.byRelease('v1.1.0')
        await run.waitingFor('production')
        flow.hub.approve(run, 'production', { by: 'bob', state: 'rejected', comment: 'Not on a Friday' })
        expect(await run.done).toBe('failure')
        const line = '🗑️ demo-production on production: rejected by bob: “Not on a Friday”; the plan is withdrawn'
        expect(await found(flow, run)).toEqual({ ...UNAPPROVED, line })
        expect(flow.home.repository.releases.all()[0]?.body).toMatch(/^What is new in v1\.1\.0\.\n[\s\S]*rejected by bob/)
      }),
    MOST_MS,
  )

  story(
    'but who started it: GitHub does not take that',
    () =>
      flow(async (flow) => {
        const run = flow.byPhrase('deploy-production', 'alice')
        await run.waitingFor('production')
        expect(() => flow.hub.approve(run, 'production', { by: 'alice' })).toThrow(/prevents self-review/)
        expect(await flow.approved(run, 'bob')).toBe('success')
        expect((await found(flow, run)).line).toBe(DEPLOYED)
      }),
    MOST_MS,
  )

  story(
    'but who started it, where GitHub takes that: the gate does not, until somebody else says yes',
    () =>
      flow(
        async (flow) => {
          running(flow)
          const run = flow.byPhrase('deploy-production', 'alice')
          expect(await flow.approved(run, 'alice')).toBe('failure')
          expect(await found(flow, run)).toMatchObject({ ...BLOCKED, changeSets: 1 })
          expect(run.job('production / report').summaries.join()).toContain('0 of 1 approvals count; approved by alice')
          run.rerunFailed()
          expect(await flow.approved(run, 'bob')).toBe('success')
          expect((await found(flow, run)).line).toBe(DEPLOYED)
        },
        {
          gates: ['approved: { by: 1, not-by: [actor] }'],
          seed: { environments: { production: { reviewers: ['alice', 'bob'] }, 'production-plan': {} } },
        },
      ),
    MOST_MS,
  )
})
