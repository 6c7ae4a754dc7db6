import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { changed } from './repository.ts'
import { ended, told } from './told.ts'

const story = sideBySide()

describe('delivery', () => {
  story(
    'a push to develop goes to dev, and nobody is asked',
    () =>
      flow(async ({ hub, commit, aws, home }) => {
        commit({ 'template.yaml': changed(45) }, 'develop')
        const run = hub.event({ name: 'push', branch: 'develop' })
        expect(await run.done).toBe('success')
        expect(run.spec.top.workflow.name).toBe('deploy dev')
        expect(ended(run)).toBe('successful DEPLOYED')
        expect(aws.stacks.status('demo-dev')).toBe('CREATE_COMPLETE')
        expect(told(home)).toEqual({ issues: [], deployments: ['dev success deploy-action/1 successful'] })
      }),
    MOST_MS,
  )

  story(
    'a push to main goes to staging, and then the same commit to production',
    () =>
      flow(
        async ({ hub, byPhrase, approved, home }) => {
          const staging = hub.event({ name: 'push' })
          expect(await staging.done).toBe('success')
          expect(ended(staging)).toBe('successful DEPLOYED')
          const production = byPhrase()
          expect(await approved(production)).toBe('success')
          expect(told(home).deployments).toEqual([
            'staging success deploy-action/1 successful',
            'production success deploy-action/1 successful',
          ])
        },
        { gates: ['confirmation: { phrase: deploy-production, or-release: true }', 'deployed-before: { environment: staging }'] },
      ),
    MOST_MS,
  )

  story(
    'production first: what was not in staging is not planned',
    () =>
      flow(
        async ({ byPhrase, aws }) => {
          const run = byPhrase()
          expect(await run.done).toBe('failure')
          expect(ended(run)).toBe('inconclusive GATE_UNKNOWN')
          expect(aws.stacks.ids()).toEqual([])
        },
        { gates: ['deployed-before: { environment: staging }'] },
      ),
    MOST_MS,
  )

  story(
    'a pre-release goes to staging, not to production',
    () =>
      flow(async ({ hub, home }) => {
        home.repository.tag('v2.0.0-rc.1')
        home.repository.releases.publish({ tag: 'v2.0.0-rc.1', prerelease: true, body: 'Try it.' })
        const runs = hub.happen({ name: 'release', tag: 'v2.0.0-rc.1' })
        await hub.quiet()
        expect(Object.fromEntries(runs.map((run) => [run.spec.top.workflow.name, run.conclusion]))).toEqual({
          'deploy production': 'skipped',
          'deploy staging': 'success',
        })
        expect(home.repository.releases.all()[0]?.body).toContain('deploy-action:staging')
      }),
    MOST_MS,
  )

  story(
    'nothing to change: said, and the checks run',
    () =>
      flow(async ({ hub, health }) => {
        expect(await hub.event({ name: 'push' }).done).toBe('success')
        const asked = health.asked
        const again = hub.event({ name: 'push' })
        expect(await again.done).toBe('success')
        expect(ended(again)).toBe('successful NOTHING_TO_CHANGE')
        expect(health.asked).toBeGreaterThan(asked)
      }),
    MOST_MS,
  )
})
