import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { changed } from './repository.ts'
import { ended, headline, told } from './told.ts'

const story = sideBySide()

describe('production', () => {
  story(
    'by phrase: approved, deployed, verified',
    () =>
      flow(async ({ byPhrase, approved, aws, home }) => {
        const run = byPhrase()
        expect(await approved(run)).toBe('success')
        expect(ended(run)).toBe('successful DEPLOYED')
        expect(headline(run)).toContain('✅')
        expect(aws.stacks.status('demo-production')).toBe('CREATE_COMPLETE')
        expect(told(home)).toEqual({ issues: [], deployments: ['production success deploy-action/1 successful'] })
      }),
    MOST_MS,
  )

  story(
    'by release: the notes tell of it below the words of their author',
    () =>
      flow(async ({ byRelease, approved, home }) => {
        const run = byRelease('v1.2.0')
        expect(await approved(run)).toBe('success')
        expect(ended(run)).toBe('successful DEPLOYED')
        const [release] = home.repository.releases.all()
        expect(release?.body).toMatch(/^What is new in v1\.2\.0\.\n/)
        expect(release?.body).toContain('deploy-action:production')
        expect(release?.body).not.toContain('123456789012')
        expect(told(home).deployments).toEqual(['production success deploy-action/1 successful'])
      }),
    MOST_MS,
  )

  story(
    'wrong phrase: nobody is asked, nothing is planned',
    () =>
      flow(async ({ byPhrase, aws, home }) => {
        const run = byPhrase('Deploy-production')
        expect(await run.done).toBe('failure')
        expect(run.told).toMatchObject({ 'production / plan': 'failure', 'production / deploy': 'skipped' })
        expect(ended(run)).toBe('failed GATE_FAILED')
        expect(headline(run)).toContain('a gate is not passed; nothing was changed')
        expect(aws.stacks.ids()).toEqual([])
        expect(told(home)).toEqual({ issues: [], deployments: [] })
      }),
    MOST_MS,
  )

  story(
    'phrase missing: GitHub does not start it',
    () =>
      flow(async ({ hub }) => {
        const start = () => hub.event({ name: 'workflow_dispatch', workflow: 'deploy-production.yml' })
        expect(start).toThrow(/confirm/)
        expect(hub.runs).toEqual([])
      }),
    MOST_MS,
  )

  story(
    'two releases at once: the second waits for the first, and goes out after it',
    () =>
      flow(async ({ byRelease, approved, commit, aws, home }) => {
        const first = byRelease('v1.0.0')
        await first.waitingFor('production')
        commit({ 'template.yaml': changed(60) })
        const second = byRelease('v1.1.0')
        await second.until('it queued', () =>
          second.jobs.some(({ name, status }) => name.endsWith('deploy') && status === 'pending'),
        )
        expect(await approved(first)).toBe('success')
        // Planned before the first was deployed, so what was planned is no longer what would happen.
        expect(await approved(second, 'bob')).toBe('failure')
        expect(ended(second)).toBe('failed PLAN_STALE')
        second.rerunAll()
        expect(await approved(second, 'bob')).toBe('success')
        expect(ended(second)).toBe('successful DEPLOYED')
        expect(aws.stacks.begun().map(({ type }) => type)).toEqual(['CREATE_STACK', 'UPDATE_STACK'])
        expect(told(home).issues).toEqual(['closed Deployment of demo-production to production failed: PLAN_STALE'])
      }),
    MOST_MS,
  )
})
