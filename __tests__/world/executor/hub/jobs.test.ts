import { describe, expect, it } from '@jest/globals'
import { job, onStage, workflow } from '../testing/hubs.ts'

const push = { name: 'push' } as const

describe('the jobs of a run', () => {
  it('begins a job when those that it needs have ended, and hands it their outputs', () =>
    onStage({ 'a.yml': workflow(job('one'), job('two', 'needs: one')) }, async ({ hub, machines }) => {
      machines.play('one', { hold: true })
      const run = hub.event(push)
      await run.until('one began', () => machines.orders.length === 1)
      machines.finish('one', { outputs: { plan: 'x' } })
      expect(await run.done).toBe('success')
      expect(machines.orders.map(({ name }) => name)).toEqual(['one', 'two'])
      expect(machines.order('two').contexts.needs).toEqual({ one: { result: 'success', outputs: { plan: 'x' } } })
    }))

  it('skips what needs a failure, near or far, unless it asks for it', () => {
    const jobs = [
      job('one'),
      job('two', 'needs: one'),
      job('three', 'needs: two'),
      job('after', 'needs: three\nif: failure()'),
      job('always', 'needs: [one, three]\nif: always()'),
    ]
    return onStage({ 'a.yml': workflow(...jobs) }, async ({ hub, machines }) => {
      machines.play('one', { conclusion: 'failure' })
      const run = hub.event(push)
      expect(await run.done).toBe('failure')
      expect(run.told).toEqual({ one: 'failure', two: 'skipped', three: 'skipped', after: 'success', always: 'success' })
      expect(machines.order('always').contexts.needs).toMatchObject({
        one: { result: 'failure' },
        three: { result: 'skipped', outputs: {} },
      })
    })
  })

  it('skips what needs a skipped job at any distance, unless it has a status function', () => {
    const jobs = [
      job('one', 'if: false'),
      job('two', 'needs: one\nif: always()'),
      job('three', 'needs: two'),
      job('four', 'needs: two\nif: ${{ !cancelled() }}'),
    ]
    return onStage({ 'a.yml': workflow(...jobs) }, async ({ hub }) => {
      const run = hub.event(push)
      expect(await run.done).toBe('success')
      expect(run.told).toEqual({ one: 'skipped', two: 'success', three: 'skipped', four: 'success' })
    })
  })

  it('is skipped where all jobs are', () =>
    onStage({ 'a.yml': workflow(job('one', 'if: false')) }, async ({ hub }) => {
      expect(await hub.event(push).done).toBe('skipped')
    }))

  it('counts a job that may fail as good', () =>
    onStage({ 'a.yml': workflow(job('one', 'continue-on-error: true'), job('two', 'needs: one')) }, async ({ hub, machines }) => {
      machines.play('one', { conclusion: 'failure' })
      const run = hub.event(push)
      expect(await run.done).toBe('success')
      expect(run.told).toEqual({ one: 'failure', two: 'success' })
    }))

  it('fails a job whose condition can not be evaluated', () =>
    onStage(
      { 'a.yml': workflow(job('one'), job('two', 'needs: one\nif: fromJSON(needs.one.outputs.plan).ok')) },
      async ({ hub }) => {
        const run = hub.event(push)
        expect(await run.done).toBe('failure')
        expect(run.job('two').annotations[0]?.message).toContain('The template is not valid.')
      },
    ))

  it('shows jobs, annotations and the run to the API', () =>
    onStage({ 'a.yml': workflow(job('one', 'name: First'), job('two', 'needs: one')) }, async ({ hub, home, machines }) => {
      machines.play('First', { conclusion: 'failure' })
      const run = hub.event(push)
      await run.done
      const { workflowRuns, workflowJobs } = home.repository
      expect(workflowRuns.get(run.id)).toMatchObject({ status: 'completed', conclusion: 'failure', event: 'push', attempt: 1 })
      expect(workflowJobs.of(run.id, 1).map(({ name, conclusion }) => [name, conclusion])).toEqual([
        ['First', 'failure'],
        ['two', 'skipped'],
      ])
    }))

  it('refuses what it does not model', async () => {
    const matrix = workflow(job('one', 'strategy:\n  matrix:\n    a: [1]'))
    await onStage({ 'a.yml': matrix }, async ({ hub }) => {
      expect(() => hub.event(push)).toThrow('not modelled: `strategy` of the job one')
    })
  })
})

const called = (...jobs: readonly string[]) =>
  `on:\n  workflow_call:\n    inputs:\n      env: {type: string, required: true}\n      flag: {type: boolean, default: true}\n    secrets:\n      KEY: {required: false}\n    outputs:\n      verdict:\n        value: \${{ jobs.inner.outputs.verdict }}\njobs:\n${jobs.join('')}`
const calls = (more: string) =>
  `  call:\n    name: production\n    uses: ./.github/workflows/called.yml\n${more.replace(/^/gm, '    ')}\n`

describe('called workflows', () => {
  it('get typed inputs and only the secrets that they are handed, and give outputs back', () => {
    const caller = workflow(
      calls('with:\n  env: ${{ github.ref_name }}\nsecrets:\n  KEY: ${{ secrets.A }}!'),
      job('after', 'needs: call'),
    )
    return onStage(
      { 'a.yml': caller, 'called.yml': called(job('inner')) },
      async ({ hub, machines }) => {
        machines.play('production / inner', { outputs: { verdict: 'successful' } })
        const run = hub.event(push)
        expect(await run.done).toBe('success')
        const { contexts } = machines.order('production / inner')
        expect(contexts.inputs).toEqual({ env: 'main', flag: true })
        expect(contexts.secrets).toEqual({ KEY: 'a!', GITHUB_TOKEN: expect.any(String) })
        expect(contexts.github).toMatchObject({ workflow: 'Test', job: 'inner' })
        expect(machines.order('after').contexts.needs).toEqual({
          call: { result: 'success', outputs: { verdict: 'successful' } },
        })
      },
      { seed: { secrets: { A: 'a', B: 'b' } } },
    )
  })

  it('get all secrets where the caller says inherit', () =>
    onStage(
      { 'a.yml': workflow(calls('with: {env: x}\nsecrets: inherit')), 'called.yml': called(job('inner')) },
      async ({ hub, machines }) => {
        await hub.event(push).done
        expect(machines.order('production / inner').contexts.secrets).toMatchObject({ A: 'a', B: 'b' })
      },
      { seed: { secrets: { A: 'a', B: 'b' } } },
    ))

  it('fail the caller where one of their jobs fails, and the caller goes on by its conditions', () => {
    const caller = workflow(calls('with: {env: x}'), job('after', 'needs: call'), job('report', 'needs: call\nif: always()'))
    return onStage(
      { 'a.yml': caller, 'called.yml': called(job('inner'), job('last', 'needs: inner\nif: always()')) },
      async ({ hub, machines }) => {
        machines.play('production / inner', { conclusion: 'failure' })
        const run = hub.event(push)
        expect(await run.done).toBe('failure')
        expect(run.told).toEqual({
          'production / inner': 'failure',
          'production / last': 'success',
          after: 'skipped',
          report: 'success',
        })
        expect(machines.order('report').contexts.needs).toEqual({ call: { result: 'failure', outputs: { verdict: '' } } })
      },
    )
  })

  it('are one skipped job where they are not called', () =>
    onStage({ 'a.yml': workflow(calls('if: false\nwith: {env: x}')), 'called.yml': called(job('inner')) }, async ({ hub }) => {
      const run = hub.event(push)
      await run.done
      expect(run.told).toEqual({ production: 'skipped' })
    }))
})
