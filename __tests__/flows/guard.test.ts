import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { type Flow, flow, MOST_MS } from './flow.ts'
import { tip } from './moments.ts'
import { told } from './told.ts'

const PRODUCTION = '.github/workflows/deploy-production.yml'
const NOT_STARTED = 'Deployment of demo-production to production failed: RUN_NOT_STARTED'

const story = sideBySide()

/** The caller's job may less than the jobs that it calls ask for. */
const granting = (flow: Flow, less: string): string =>
  flow.commit({ [PRODUCTION]: tip(flow, PRODUCTION).replace(/ {6}issues: write.*\n/, less) })

describe('the guard', () => {
  story(
    'files the issue of a run that GitHub could not start, which the next success closes',
    () =>
      flow(async (flow) => {
        const { byPhrase, approved, home, hub } = flow
        granting(flow, '')
        const run = byPhrase()
        expect(await run.done).toBe('startup_failure')
        await hub.quiet()
        expect(run.jobs).toEqual([])
        expect(hub.runOf('guard.yml')?.conclusion).toBe('failure')
        expect(told(home).issues).toEqual([`open ${NOT_STARTED}`])
        flow.commit({
          [PRODUCTION]: tip(flow, PRODUCTION).replace(
            '    permissions:\n',
            '    permissions:\n      issues: write # the failure issue\n',
          ),
        })
        expect(await approved(byPhrase())).toBe('success')
        expect(told(home).issues).toEqual([`closed ${NOT_STARTED}`])
      }),
    MOST_MS,
  )

  story(
    'says nothing where the run reported on itself, well or not',
    () =>
      flow(async ({ byPhrase, approved, health, home, hub }) => {
        health.status = 500
        expect(await approved(byPhrase())).toBe('failure')
        await hub.quiet()
        const guard = hub.runOf('guard.yml')
        expect(guard?.conclusion).toBe('success')
        expect(guard?.jobs.flatMap(({ summaries }) => summaries).join('\n')).toContain('has reported on itself')
        expect(home.repository.issues.all()).toHaveLength(1)
        expect(home.repository.issues.comments(1)).toEqual([])
      }),
    MOST_MS,
  )
})
