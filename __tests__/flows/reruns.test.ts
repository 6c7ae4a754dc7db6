import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { flow, MOST_MS } from './flow.ts'
import { DEPLOYED, failed, found, WELL } from './found.ts'
import { calmly, inTheMiddle, running } from './moments.ts'

const story = sideBySide()

describe('a re-run', () => {
  story(
    'of all jobs after everything went well: there is nothing to change, and nobody is asked twice for the same',
    () =>
      flow(async (flow) => {
        const run = flow.byPhrase()
        expect(await flow.approved(run)).toBe('success')
        run.rerunAll()
        expect(await flow.approved(run)).toBe('success')
        expect(await found(flow, run)).toMatchObject({
          ...{ ended: 'successful NOTHING_TO_CHANGE', issues: [], begun: ['CREATE_STACK'] },
        })
      }),
    MOST_MS,
  )

  story(
    'after an update that was cancelled: the failed jobs tell how it ended, all jobs deploy it',
    () =>
      calmly(async (flow) => {
        running(flow)
        const run = flow.byPhrase()
        await inTheMiddle(flow, run)
        run.cancel()
        await run.done
        flow.aws.script('demo-production', {})
        flow.hub.advance({ hours: 1 })
        run.rerunFailed()
        expect(await flow.approved(run)).toBe('failure')
        expect(await found(flow, run)).toMatchObject({
          ...{ ended: 'failed DEPLOY_CANCELLED', stack: 'UPDATE_ROLLBACK_COMPLETE', begun: ['UPDATE_STACK', 'CANCEL_UPDATE'] },
          line: '❌ demo-production on production: the deployment failed and CloudFormation put the old version back',
        })
        run.rerunAll()
        expect(await flow.approved(run)).toBe('success')
        expect(await found(flow, run)).toMatchObject({
          ...{ ended: 'successful DEPLOYED', line: DEPLOYED, safe: WELL, stack: 'UPDATE_COMPLETE' },
          issues: [`closed ${failed('CANCELLED')}`, `closed ${failed('DEPLOY_CANCELLED')}`],
        })
      }),
    MOST_MS,
  )
})
