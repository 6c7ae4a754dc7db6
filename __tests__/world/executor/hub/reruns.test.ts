import { describe, expect, it } from '@jest/globals'
import { job, onStage, workflow } from '../testing/hubs.ts'

const push = { name: 'push' } as const
const inner = `on: workflow_call\njobs:\n${job('plan')}${job('deploy', 'needs: plan\nenvironment: production')}${job('report', 'needs: [plan, deploy]\nif: always()')}`
const flow = { 'a.yml': workflow('  p:\n    uses: ./.github/workflows/c.yml\n', job('after', 'needs: p')), 'c.yml': inner }
const reviewed = { seed: { environments: { production: { reviewers: ['bob'] } } } }

describe('a run that is run again', () => {
  it('repeats only what failed and what needs it, with the outputs of the rest', () =>
    onStage(
      flow,
      async ({ hub, home, machines }) => {
        machines.play('p / plan', { outputs: { digest: 'x' } })
        machines.play('p / deploy', { conclusion: 'failure' })
        const run = hub.event(push)
        await run.waitingFor('production')
        hub.approve(run, 'production', { by: 'bob' })
        expect(await run.done).toBe('failure')
        machines.orders.length = 0
        machines.play('p / deploy', {})
        run.rerunFailed({ by: 'carol' })
        await run.waitingFor('production')
        hub.approve(run, 'production', { by: 'bob' })
        expect(await run.done).toBe('success')
        expect(machines.orders.map(({ name }) => name)).toEqual(['p / deploy', 'p / report', 'after'])
        const { github, needs } = machines.order('p / deploy').contexts
        expect(github).toMatchObject({ run_id: String(run.id), run_attempt: '2', actor: 'octo-org', triggering_actor: 'carol' })
        expect(needs).toEqual({ plan: { result: 'success', outputs: { digest: 'x' } } })
        expect(home.repository.workflowRuns.get(run.id)).toMatchObject({ attempt: 2, conclusion: 'success' })
        expect(home.repository.workflowJobs.of(run.id, 1).map(({ conclusion }) => conclusion)).toContain('failure')
        expect(home.repository.workflowJobs.of(run.id, 2).map(({ name }) => name)).toContain('p / plan')
      },
      reviewed,
    ))

  it('repeats everything where that is asked for, at the same commit', () =>
    onStage(
      flow,
      async ({ hub, home, machines }) => {
        const run = hub.event(push)
        await run.waitingFor('production')
        hub.approve(run, 'production', { by: 'bob' })
        await run.done
        const sha = home.repository.resolve('main')
        home.repository.commit({ message: 'More' })
        machines.orders.length = 0
        run.rerunAll()
        await run.waitingFor('production')
        hub.approve(run, 'production', { by: 'bob' })
        expect(await run.done).toBe('success')
        expect(machines.orders.map(({ name }) => name)).toEqual(['p / plan', 'p / deploy', 'p / report', 'after'])
        expect(machines.order('after').contexts.github).toMatchObject({ sha })
      },
      reviewed,
    ))

  it('keeps its artifacts from attempt to attempt', () =>
    onStage({ 'a.yml': workflow(job('one')) }, async ({ hub, machines }) => {
      machines.play('one', { conclusion: 'failure' })
      const run = hub.event(push)
      await run.done
      const { own } = machines.order('one').artifacts
      own.push({ id: 1, name: 'plan', files: new Map(), createdAt: hub.clock.now(), expiresAt: hub.clock.now() })
      run.rerunFailed()
      await run.done
      expect(machines.order('one').artifacts.own).toBe(own)
    }))

  it('is refused while it goes on', () =>
    onStage({ 'a.yml': workflow(job('one')) }, async ({ hub }) => {
      const run = hub.event(push)
      expect(() => run.rerunAll()).toThrow('goes on')
      await run.done
    }))
})
