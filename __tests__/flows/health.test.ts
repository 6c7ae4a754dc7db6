import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { changed } from './repository.ts'
import { ended, headline, told } from './told.ts'

const ILL = 'Deployment of demo-production to production failed: CHECK_FAILED'

const story = sideBySide()

describe('health', () => {
  story(
    'ill: one issue, brought up to date by the next failure and closed by the next success',
    () =>
      flow(async ({ byPhrase, approved, commit, health, home }) => {
        health.status = 500
        const run = byPhrase()
        expect(await approved(run)).toBe('failure')
        expect(ended(run)).toBe('failed CHECK_FAILED')
        expect(headline(run)).toContain('not healthy')
        expect(run.job('production / report').outputs['issue']).toBe('1')
        expect(told(home)).toEqual({ issues: [`open ${ILL}`], deployments: ['production failure deploy-action/1 failed'] })
        run.rerunFailed()
        await approved(run)
        expect(told(home).issues).toEqual([`open ${ILL}`])
        health.status = 200
        commit({ 'template.yaml': changed(60) })
        expect(await approved(byPhrase())).toBe('success')
        expect(told(home).issues).toEqual([`closed ${ILL}`])
      }),
    MOST_MS,
  )

  story(
    'a deployment that fails: CloudFormation puts the old version back, and the issue says why',
    () =>
      flow(async ({ byPhrase, approved, commit, aws, home }) => {
        expect(await approved(byPhrase())).toBe('success')
        commit({ 'template.yaml': changed(60) })
        aws.script('demo-production', { resources: { Queue: { fail: { update: 'Access Denied' } } } })
        const run = byPhrase()
        expect(await approved(run)).toBe('failure')
        expect(ended(run)).toBe('failed DEPLOY_FAILED')
        expect(aws.stacks.status('demo-production')).toBe('UPDATE_ROLLBACK_COMPLETE')
        expect(told(home).issues).toEqual(['open Deployment of demo-production to production failed: DEPLOY_FAILED'])
      }),
    MOST_MS,
  )

  story(
    'watched on a schedule: ill is told in the same issue',
    () =>
      flow(async ({ byPhrase, approved, health, hub, home }) => {
        expect(await approved(byPhrase())).toBe('success')
        health.status = 503
        const run = hub.event({ name: 'schedule' })
        expect(await run.done).toBe('failure')
        expect(told(home).issues).toEqual([`open ${ILL}`])
      }),
    MOST_MS,
  )
})
