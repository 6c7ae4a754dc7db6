import { describe, expect } from '@jest/globals'
import type { Run } from '../world/executor/hub/run.ts'
import { sideBySide } from '../world/side-by-side.ts'
import { type Flow, flow, MOST_MS } from './flow.ts'
import { BLOCKED, DEPLOYED, failed, found, jobs, UNTOUCHED } from './found.ts'
import { running, tip } from './moments.ts'
import { changed } from './repository.ts'

const story = sideBySide()

/** A run that waits for approval while the branch goes on. */
async function leftWaiting(flow: Flow): Promise<Run> {
  running(flow)
  const run = flow.byPhrase()
  await run.waitingFor('production')
  flow.commit({ 'template.yaml': changed(90) })
  return run
}

describe('somebody says yes after twenty days', () => {
  story(
    'where an approval that is waited for does not keep others back: the newer run went ahead, and the old plan is stale',
    () =>
      flow(
        async (flow) => {
          const run = await leftWaiting(flow)
          expect(await flow.approved(flow.byPhrase())).toBe('success')
          flow.hub.advance({ days: 20 })
          expect(await flow.approved(run)).toBe('failure')
          expect(await found(flow, run)).toMatchObject({
            ...{ jobs: jobs('skipped', 'success', 'failure', 'failure'), ended: 'failed PLAN_STALE', safe: UNTOUCHED },
            line: '❌ demo-production on production: the plan is stale; nothing was changed',
            ...{ issues: [`open ${failed('PLAN_STALE')}`], begun: ['UPDATE_STACK'], stack: 'UPDATE_COMPLETE' },
          })
        },
        { switches: { approvalHoldsSlot: false } },
      ),
    MOST_MS,
  )

  story(
    'where it keeps them back: the newer run waits all the time, and it is its plan that is stale then',
    () =>
      flow(
        async (flow) => {
          const run = await leftWaiting(flow)
          const newer = flow.byPhrase()
          await newer.until('it queued', () => newer.jobs.some(({ status }) => status === 'pending'))
          flow.hub.advance({ days: 20 })
          expect(await flow.approved(run)).toBe('success')
          expect(await flow.approved(newer)).toBe('failure')
          expect(await found(flow, run)).toMatchObject({ line: DEPLOYED, begun: ['UPDATE_STACK'] })
          expect(await found(flow, newer)).toMatchObject({ ended: 'failed PLAN_STALE', safe: UNTOUCHED })
        },
        { switches: { approvalHoldsSlot: true } },
      ),
    MOST_MS,
  )

  for (const [what, change] of [
    [
      'the gates of the default branch',
      (text: string) =>
        text.replace(
          /\n( +)- environment-protected\n/,
          '\n$1- environment-protected\n$1- window: { zone: UTC, open: ["mon 00:00-00:01"] }\n',
        ),
    ],
    [
      'what the default branch lets through',
      (text: string) => text.replace('ref: { branches: [main], tags: ["v*"] }', 'ref: { branches: [release] }'),
    ],
  ] as const)
    story(
      `and meanwhile ${what} changed: the new ones count, and nothing is changed`,
      () =>
        flow(async (flow) => {
          running(flow)
          const run = flow.byPhrase()
          await run.waitingFor('production')
          flow.hub.advance({ days: 20 })
          flow.commit({ '.github/deploy.yml': change(tip(flow, '.github/deploy.yml')) })
          expect(await flow.approved(run)).toBe('failure')
          expect(await found(flow, run)).toMatchObject({ ...BLOCKED, changeSets: 1 })
        }),
      MOST_MS,
    )
})
