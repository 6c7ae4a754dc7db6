import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { tip } from './moments.ts'
import { ended, headline, logs, told } from './told.ts'

const story = sideBySide()
const CONFIG = '.github/deploy.yml'

describe('nobody gets round', () => {
  story(
    'the gates of the default branch, by tagging a commit that drops them',
    () =>
      flow(async (flow) => {
        const { home, hub, aws } = flow
        const { repository } = home
        const dropped = tip(flow, CONFIG).replace(/ {4}gates:\n(?: {6}- .*\n)+/, '')
        expect(dropped).not.toContain('confirmation')
        flow.commit({ [CONFIG]: dropped }, 'aside')
        repository.tag('v6.6.6', 'aside')
        repository.releases.publish({ tag: 'v6.6.6', body: 'Nothing to see.' })
        const [run] = hub.happen({ name: 'release', tag: 'v6.6.6', actor: 'mallory' })
        await hub.quiet()
        const production = run && hub.runOf('deploy-production.yml')
        expect(production && ended(production)).toBe('failed GATE_FAILED')
        expect(production && headline(production)).toContain('a gate is not passed; nothing was changed')
        expect(production && logs(production)).toMatch(/gate default-branch: failed/)
        expect(aws.stacks.begun()).toEqual([])
        expect(told(home).deployments).toEqual([])
      }),
    MOST_MS,
  )

  story(
    'a server that keeps no artifacts: said at once, before anything runs',
    () =>
      flow(
        async ({ byPhrase, aws }) => {
          const run = byPhrase()
          expect(await run.done).toBe('failure')
          expect(run.job('production / build').annotations.map(({ message }) => message)).toEqual([
            expect.stringContaining('which https://github.example.com does not keep'),
            expect.anything(),
          ])
          expect(aws.stacks.ids()).toEqual([])
        },
        { serverUrl: 'https://github.example.com' },
      ),
    MOST_MS,
  )
})
