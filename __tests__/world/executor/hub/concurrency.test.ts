import { describe, expect, it } from '@jest/globals'
import { job, onStage, workflow } from '../testing/hubs.ts'

const push = { name: 'push' } as const
const group = (more = '') => ({
  'a.yml': workflow(job('deploy', `concurrency:\n  group: deploy-production\n  cancel-in-progress: false\n${more}`)),
})
const approved = { seed: { environments: { production: { reviewers: ['bob'] } } } }

describe('a concurrency group', () => {
  it('runs one at a time and keeps only the newest that waits', () =>
    onStage(group(), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const runs = [hub.event(push), hub.event(push), hub.event(push)] as const
      expect(await runs[1].done).toBe('cancelled')
      expect(runs[1].job('deploy').annotations[0]?.message).toBe(
        'Canceling since a higher priority waiting request for deploy-production exists',
      )
      expect(runs[2].told).toEqual({ deploy: 'pending' })
      machines.finish('deploy')
      expect(await runs[0].done).toBe('success')
      await runs[2].until('it begins', () => machines.orders.length === 2)
      machines.finish('deploy')
      expect(await runs[2].done).toBe('success')
    }))

  it('keeps all that wait, in order, where its queue is max', () =>
    onStage(group('  queue: max'), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const runs = [hub.event(push), hub.event(push), hub.event(push)]
      for (const [at, run] of runs.entries()) {
        await run.until('it begins', () => machines.orders.length === at + 1)
        expect(machines.orders.at(-1)?.contexts.github).toMatchObject({ run_id: String(run.id) })
        machines.finish('deploy')
        expect(await run.done).toBe('success')
      }
    }))

  it('cancels the one that runs where it says so', () =>
    onStage(
      { 'a.yml': workflow(job('deploy', 'concurrency:\n  group: g\n  cancel-in-progress: true')) },
      async ({ hub, machines }) => {
        machines.play('deploy', { hold: true })
        const first = hub.event(push)
        await first.until('it begins', () => machines.orders.length === 1)
        const second = hub.event(push)
        expect(await first.done).toBe('cancelled')
        await second.until('it begins', () => machines.orders.length === 2)
        machines.finish('deploy')
        expect(await second.done).toBe('success')
      },
    ))

  it('does not care about the case of its name, nor about which workflow asks', () => {
    const other = workflow(job('other', 'concurrency: DEPLOY-production'))
    return onStage({ ...group(), 'b.yml': other }, async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const [first, second] = hub.happen(push)
      await first?.until('it begins', () => machines.orders.length === 1)
      await second?.until('it waits', () => second.told['other'] === 'pending')
      machines.finish('deploy')
      expect([await first?.done, await second?.done]).toEqual(['success', 'success'])
    })
  })

  it('turns away what no longer fits', () =>
    onStage(group('  queue: max'), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const runs = Array.from({ length: 102 }, () => hub.event(push))
      expect(await runs.at(-1)?.done).toBe('cancelled')
      for (const run of runs) run.cancel()
      await hub.quiet()
    }))

  it('does not take a superseded job for a cancelled run', () => {
    const after = job('after', 'needs: deploy\nif: cancelled()') + job('report', 'needs: deploy\nif: always()')
    return onStage({ 'a.yml': `${group()['a.yml']}${after}` }, async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const runs = [hub.event(push), hub.event(push), hub.event(push)] as const
      await runs[1].done
      expect(runs[1].told).toEqual({ deploy: 'cancelled', after: 'skipped', report: 'success' })
      for (const run of runs) run.cancel()
      await hub.quiet()
    })
  })

  it('is left by a job that is cancelled while it waits', () =>
    onStage(group('  queue: max'), async ({ hub, machines }) => {
      machines.play('deploy', { hold: true })
      const [first, second, third] = [hub.event(push), hub.event(push), hub.event(push)]
      await second.until('it waits', () => second.told['deploy'] === 'pending')
      second.cancel()
      expect(await second.done).toBe('cancelled')
      machines.finish('deploy')
      await first.done
      await third.until('it begins', () => machines.orders.length === 2)
      machines.finish('deploy')
      await third.done
    }))

  it("can be a whole workflow's", () =>
    onStage({ 'a.yml': `concurrency: all\n${workflow(job('deploy'))}` }, async ({ hub, home, machines }) => {
      machines.play('deploy', { hold: true })
      const [first, second, third] = [hub.event(push), hub.event(push), hub.event(push)]
      expect(await second.done).toBe('cancelled')
      expect(second.jobs).toEqual([])
      expect(home.repository.workflowRuns.get(third.id)?.status).toBe('pending')
      machines.finish('deploy')
      await first.done
      await third.until('it begins', () => machines.orders.length === 2)
      machines.finish('deploy')
      await third.done
    }))

  it('ends a job that waits for its own run', () =>
    onStage({ 'a.yml': `concurrency: deploy-production\n${group()['a.yml']}` }, async ({ hub }) => {
      const run = hub.event(push)
      expect(await run.done).toBe('cancelled')
      expect(run.job('deploy').annotations[0]?.message).toContain('a deadlock for concurrency group')
    }))

  it.each([true, false])('is held by a job that waits for approval: %s', (approvalHoldsSlot) =>
    onStage(
      { 'a.yml': workflow(job('deploy', 'environment: production\nconcurrency:\n  group: g\n  queue: max')) },
      async ({ hub }) => {
        const first = hub.event(push)
        await first.waitingFor('production')
        const second = hub.event(push)
        await second.until('it waits', () => ['pending', 'waiting'].includes(second.told['deploy'] ?? ''))
        expect(second.told).toEqual({ deploy: approvalHoldsSlot ? 'pending' : 'waiting' })
        hub.approve(first, 'production', { by: 'bob' })
        await first.done
        await second.waitingFor('production')
        hub.approve(second, 'production', { by: 'bob' })
        expect(await second.done).toBe('success')
      },
      { ...approved, options: { switches: { approvalHoldsSlot } } },
    ),
  )
})
