import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { tip } from './moments.ts'
import { logs, told } from './told.ts'

const story = sideBySide()
const WORKFLOW = '.github/workflows/deploy-production.yml'
/** A name that git allows, and that wants to be more than a name. */
const BRANCH = 'x`$(id)`"<img/src=x>@alice-#1-fixes-#2|'
const FAILED = 'Deployment of demo-production to production failed: RUN_NOT_STARTED'

describe('guard', () => {
  story(
    'tells of a run that GitHub could not start, whatever its branch is called, and the next success closes that',
    () =>
      flow(async (flow) => {
        const { hub, home, commit, approved, byPhrase } = flow
        const less = tip(flow, WORKFLOW).replace(/ +issues: write.*\n/, '')
        commit({ [WORKFLOW]: less }, BRANCH)
        const inputs = { confirm: 'deploy-production' }
        const run = hub.event({ name: 'workflow_dispatch', workflow: 'deploy-production.yml', ref: BRANCH, inputs })
        expect(await run.done).toBe('startup_failure')
        expect(run.error).toContain("requesting 'issues: read'")
        await hub.quiet()
        const guard = hub.runOf('guard.yml')
        expect(guard?.told).toEqual({ production: 'failure' })
        expect(guard?.job('production').log.join('\n')).not.toContain('actions/checkout')
        const [issue] = home.repository.issues.all()
        expect(issue?.labels).toContain('deployment')
        expect(issue?.body).toContain(`/actions/runs/${run.id}`)
        // All of it stands within a code span.
        expect(issue?.body).toContain(BRANCH.replace('|', ''))
        expect((issue?.body ?? '').replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '')).not.toMatch(/<img|@alice|#2/)
        expect(told(home).issues).toEqual([`open ${FAILED}`])

        const next = byPhrase()
        if ((await approved(next)) !== 'success') throw new Error(logs(next))
        await hub.quiet()
        expect(told(home).issues).toEqual([`closed ${FAILED}`])
      }),
    MOST_MS,
  )

  story(
    'is silent where the run has told of itself, and does not look at runs of forks',
    () =>
      flow(async ({ hub, home, byPhrase, commit }) => {
        expect(await byPhrase('no').done).toBe('failure')
        await hub.quiet()
        const guard = hub.runOf('guard.yml')
        expect(guard?.told).toEqual({ production: 'success' })
        expect(guard?.job('production').summaries.join('\n')).toContain('has reported on itself')
        expect(told(home).issues).toEqual([])

        const fails = 'on: pull_request\njobs:\n  report:\n    runs-on: ubuntu-latest\n    steps: [run: exit 1]\n'
        commit({ '.github/workflows/evil.yml': `name: deploy production\n${fails}` }, 'change')
        const { number } = home.repository.pulls.open({ head: 'change', author: 'mallory' })
        hub.happen({ name: 'pull_request', number, actor: 'mallory', fork: 'mallory/demo' })
        await hub.quiet()
        expect(hub.runOf('evil.yml')?.conclusion).toBe('failure')
        expect(hub.runOf('guard.yml')).not.toBe(guard)
        expect(hub.runOf('guard.yml')?.conclusion).toBe('skipped')
        // The pull request, and nothing else.
        expect(told(home).issues).toEqual(['open change'])
      }),
    MOST_MS,
  )
})
