import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { tip } from './moments.ts'
import { ended } from './told.ts'

const story = sideBySide()
const CONFIG = '.github/deploy.yml'

describe('what would loosen a deployment', () => {
  story(
    'a tagged commit that drops its gates: those of the default branch count',
    () =>
      flow(
        async ({ home, hub, commit, aws, ...rest }) => {
          const loose = tip({ home, hub, commit, aws, ...rest }, CONFIG).replace(/ {4}gates:\n( {6}- .*\n)+/, '')
          home.repository.tag('v9.9.9', commit({ [CONFIG]: loose }, 'loose'))
          home.repository.releases.publish({ tag: 'v9.9.9', body: 'Nothing to see.', author: 'mallory' })
          hub.happen({ name: 'release', tag: 'v9.9.9', actor: 'mallory' })
          await hub.quiet()
          const run = hub.runOf('deploy-production.yml')
          expect(run?.told).toMatchObject({ 'production / plan': 'failure', 'production / deploy': 'skipped' })
          expect(run && ended(run)).toBe('failed GATE_FAILED')
          expect(run?.job('production / plan').log.join('\n')).toMatch(/gate ref: failed/)
          expect(aws.stacks.ids()).toEqual([])
        },
        { gates: ['ref: { branches: [main] }'] },
      ),
    MOST_MS,
  )

  story(
    'a server that keeps no artifacts: no job goes on, and it is said why',
    () =>
      flow(
        async ({ byPhrase, aws }) => {
          const run = byPhrase()
          expect(await run.done).toBe('failure')
          expect(run.told).toMatchObject({ 'production / build': 'failure', 'production / plan': 'skipped' })
          const [said] = run.job('production / build').annotations
          expect([said?.properties['title'], said?.message]).toEqual([
            'ARTIFACTS_MISSING',
            expect.stringContaining('docs/workflows.md#github-enterprise-server'),
          ])
          expect(aws.stacks.ids()).toEqual([])
        },
        { serverUrl: 'https://github.example.com' },
      ),
    MOST_MS,
  )
})
