import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { changed } from './repository.ts'
import { ended, told } from './told.ts'

const story = sideBySide()

describe('rollback', () => {
  story(
    'goes back to the last good deployment, behind the same approval and in the same queue',
    () =>
      flow(
        async ({ byPhrase, approved, commit, health, hub, aws, home }) => {
          expect(await approved(byPhrase())).toBe('success')
          health.status = 500
          commit({ 'template.yaml': changed(60) })
          expect(await approved(byPhrase())).toBe('failure')
          health.status = 200
          const back = hub.event({
            name: 'workflow_dispatch',
            workflow: 'rollback.yml',
            inputs: { environment: 'production' },
            actor: 'octocat',
          })
          expect(await approved(back)).toBe('success')
          expect(ended(back)).toBe('successful ROLLED_BACK')
          expect(aws.stacks.status('demo-production')).toBe('UPDATE_COMPLETE')
          expect(told(home).deployments.at(-1)).toMatch(/^production inactive/)
        },
        { records: true },
      ),
    MOST_MS,
  )
})
