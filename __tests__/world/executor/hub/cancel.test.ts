import { describe, expect, it } from '@jest/globals'
import { job, onStage, workflow } from '../testing/hubs.ts'

const push = { name: 'push' } as const
const deploy = (more = '') => ({
  'a.yml': workflow(job('deploy', more), job('next', 'needs: deploy'), job('report', 'needs: deploy\nif: always()')),
})

describe('a run that is cancelled', () => {
  it('ends its jobs but for those whose condition still holds, and begins these', () =>
    onStage(deploy(), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const run = hub.event(push)
      await run.until('it begins', () => machines.orders.length === 1)
      run.cancel({ by: 'bob' })
      expect(await run.done).toBe('cancelled')
      expect(run.told).toEqual({ deploy: 'cancelled', next: 'skipped', report: 'success' })
      expect(run.job('deploy').annotations[0]?.message).toBe('The run was canceled by @bob.')
    }))

  it('lets a job go on that asked for it, unless it is forced', () =>
    onStage(deploy('if: always()'), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const run = hub.event(push)
      await run.until('it begins', () => machines.orders.length === 1)
      run.cancel()
      expect(run.told).toEqual({ deploy: 'in_progress' })
      run.cancel({ force: true })
      expect(await run.done).toBe('cancelled')
      expect(run.told).toMatchObject({ deploy: 'cancelled' })
    }))

  it('ends a job that waits for approval', () =>
    onStage(
      deploy('environment: production'),
      async ({ hub, machines }) => {
        const run = hub.event(push)
        await run.waitingFor('production')
        run.cancel()
        expect(await run.done).toBe('cancelled')
        expect(run.told).toEqual({ deploy: 'cancelled', next: 'skipped', report: 'success' })
        expect(machines.orders.map(({ name }) => name)).toEqual(['report'])
      },
      { seed: { environments: { production: { reviewers: ['bob'] } } } },
    ))

  it('takes its machine from a job that does not end in five minutes', () =>
    onStage(deploy(), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true, deaf: true })
      const run = hub.event(push)
      await run.until('it begins', () => machines.orders.length === 1)
      run.cancel()
      hub.advance({ minutes: 4 })
      expect(run.told).toMatchObject({ deploy: 'in_progress' })
      hub.advance({ minutes: 1 })
      await run.done
      expect(run.told).toMatchObject({ deploy: 'cancelled' })
    }))
})

describe('a job that does not end', () => {
  it.each(['cancelled', 'failure'] as const)('is ended when its time is over, which counts as %s', (timedOut) =>
    onStage(
      deploy('timeout-minutes: 10'),
      async ({ hub, machines }) => {
        machines.play('deploy', { hold: true })
        const run = hub.event(push)
        await run.until('it begins', () => machines.orders.length === 1)
        hub.advance({ minutes: 10 })
        expect(await run.done).toBe(timedOut)
        expect(run.told).toEqual({ deploy: timedOut, next: 'skipped', report: 'success' })
      },
      { options: { switches: { timedOut } } },
    ),
  )

  it('has six hours where it says nothing', () =>
    onStage(deploy(), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const run = hub.event(push)
      await run.until('it begins', () => machines.orders.length === 1)
      hub.advance({ minutes: 359 })
      expect(run.told).toMatchObject({ deploy: 'in_progress' })
      hub.advance({ minutes: 1 })
      expect(await run.done).toBe('cancelled')
    }))

  it('is a failure where its machine is lost', () =>
    onStage(deploy(), async ({ hub, home, machines }) => {
      machines.play('deploy', { hold: true })
      const run = hub.event(push)
      await run.until('it begins', () => machines.orders.length === 1)
      run.job('deploy').lose()
      expect(await run.done).toBe('failure')
      expect(run.told).toEqual({ deploy: 'failure', next: 'skipped', report: 'success' })
      const said = home.repository.annotations.of(run.job('deploy').id)
      expect(said[0]?.message).toContain('lost communication with the server')
    }))
})
