import { describe, expect, it } from '@jest/globals'
import { job, onStage, type Stage, workflow } from '../testing/hubs.ts'
import type { HubOptions } from './desk.ts'
import type { HomeSeed } from './home.ts'

const push = { name: 'push' } as const
const deploy = { 'a.yml': workflow(job('deploy', 'environment: production')) }
const guarded = (more = {}): HomeSeed => ({ environments: { production: { reviewers: ['bob', 'alice'], ...more } } })
const play = (seed: HomeSeed, act: (stage: Stage) => Promise<void>, options: HubOptions = {}) =>
  onStage(deploy, act, { seed, options })

describe('an environment', () => {
  it('lets a job in when a reviewer approves, and shows who did', () =>
    play(guarded(), async ({ hub, home, machines }) => {
      const run = hub.event(push)
      await run.waitingFor('production')
      expect(run.told).toEqual({ deploy: 'waiting' })
      expect(machines.orders).toEqual([])
      hub.approve(run, 'production', { by: 'bob', comment: 'go' })
      expect(await run.done).toBe('success')
      const [approval] = home.repository.workflowRuns.approvals(run.id)
      expect(approval).toMatchObject({ user: 'bob', state: 'approved', environments: ['production'], comment: 'go' })
    }))

  it('fails a job that is rejected, before a machine has it', () =>
    play(guarded(), async ({ hub, home, machines }) => {
      const run = hub.event(push)
      await run.waitingFor('production')
      hub.approve(run, 'production', { by: 'alice', state: 'rejected' })
      expect(await run.done).toBe('failure')
      expect(run.told).toEqual({ deploy: 'failure' })
      expect(machines.orders).toEqual([])
      expect(home.repository.workflowRuns.approvals(run.id)[0]).toMatchObject({ state: 'rejected' })
    }))

  it('refuses the word of those who are no reviewers', () =>
    play(guarded(), async ({ hub }) => {
      const run = hub.event(push)
      await run.waitingFor('production')
      expect(() => hub.approve(run, 'production', { by: 'mallory' })).toThrow('mallory is not a reviewer')
      run.cancel()
      await run.done
    }))

  it('refuses self-review where it prevents it, of whoever began the attempt', () =>
    play(guarded({ preventSelfReview: true }), async ({ hub }) => {
      const run = hub.event({ ...push, actor: 'bob' })
      await run.waitingFor('production')
      expect(() => hub.approve(run, 'production', { by: 'bob' })).toThrow('prevents self-review')
      hub.approve(run, 'production', { by: 'alice' })
      expect(await run.done).toBe('success')
    }))

  it('fails a job that nobody lets in for thirty days', () =>
    play(guarded(), async ({ hub }) => {
      const run = hub.event(push)
      await run.waitingFor('production')
      hub.advance({ days: 29 })
      expect(run.conclusion).toBeNull()
      hub.advance({ days: 1 })
      expect(await run.done).toBe('failure')
    }))

  it('lets a job wait as long as its timer says', () =>
    play({ environments: { production: { waitTimer: 30 } } }, async ({ hub, machines }) => {
      const run = hub.event(push)
      await run.until('it waits', () => run.jobs[0]?.status === 'waiting')
      hub.advance({ minutes: 29 })
      expect(machines.orders).toEqual([])
      hub.advance({ minutes: 1 })
      expect(await run.done).toBe('success')
    }))

  it('turns branches and tags away that it does not name', () =>
    play({ environments: { production: { refs: [{ name: 'main' }, { name: 'v*', type: 'tag' }] } } }, async ({ hub, home }) => {
      home.repository.commit({ message: 'More', branch: 'feature' })
      home.repository.tag('v1')
      expect(await hub.event(push).done).toBe('success')
      expect(await hub.event({ ...push, tag: 'v1' }).done).toBe('success')
      const run = hub.event({ ...push, branch: 'feature' })
      expect(await run.done).toBe('failure')
      expect(run.job('deploy').annotations[0]?.message).toBe(
        'Branch "feature" is not allowed to deploy to production due to environment protection rules.',
      )
    }))

  it('is made without protection where there is none', () =>
    play({}, async ({ hub, home }) => {
      expect(await hub.event(push).done).toBe('success')
      expect(home.repository.environments.get('production')).toMatchObject({ reviewers: [], refs: null })
    }))

  it('has secrets and variables of its own for the jobs that name it', () =>
    onStage(
      { 'a.yml': workflow(job('deploy', 'environment: production'), job('other')) },
      async ({ hub, machines }) => {
        await hub.event(push).done
        expect(machines.order('deploy').contexts.secrets).toMatchObject({ KEY: 'of production', OTHER: 'o' })
        expect(machines.order('deploy').secrets).toContain('of production')
        expect(machines.order('other').contexts.secrets).toMatchObject({ KEY: 'of all' })
        expect(machines.order('deploy').contexts.vars).toEqual({ REGION: 'eu-west-1' })
      },
      {
        seed: {
          secrets: { KEY: 'of all', OTHER: 'o' },
          environments: { production: { secrets: { KEY: 'of production' }, vars: { REGION: 'eu-west-1' } } },
        },
      },
    ))

  it.each([false, true])('lets its secrets reach a workflow of another owner: %s', (environmentSecretsCrossOwners) =>
    onStage(
      { 'a.yml': workflow('  call:\n    uses: other/flows/.github/workflows/c.yml@main\n') },
      async ({ hub, machines }) => {
        const callee = `on: workflow_call\njobs:\n${job('deploy', 'environment: production')}`
        hub.repository('other/flows', { files: { '.github/workflows/c.yml': callee } })
        await hub.event(push, 'octo-org/demo').done
        const { KEY } = machines.order('call / deploy').contexts.secrets as Record<string, string>
        expect(KEY).toBe(environmentSecretsCrossOwners ? 'of production' : undefined)
      },
      {
        seed: { environments: { production: { secrets: { KEY: 'of production' } } } },
        options: { switches: { environmentSecretsCrossOwners } },
      },
    ),
  )
})

describe('the deployments that GitHub makes itself', () => {
  const states = ({ home }: Stage) =>
    home.repository.deployments.all().map(({ id }) => home.repository.deployments.statuses(id).map(({ state }) => state))

  it('follow the job, and lead to its log', () =>
    play(guarded(), async (stage) => {
      const { hub, home } = stage
      const run = hub.event(push)
      await run.waitingFor('production')
      expect(states(stage)).toEqual([['queued']])
      hub.approve(run, 'production', { by: 'bob' })
      await run.done
      expect(states(stage)).toEqual([['success', 'in_progress', 'queued']])
      const [deployment] = home.repository.deployments.all()
      expect(deployment).toMatchObject({
        environment: 'production',
        creator: 'github-actions[bot]',
        sha: home.repository.resolve('main'),
      })
      const [status] = home.repository.deployments.statuses(deployment?.id ?? 0)
      expect(status?.logUrl).toBe(`https://github.com/octo-org/demo/actions/runs/${run.id}/job/${run.job('deploy').id}`)
    }))

  it('are none where `deployment` is false', () =>
    onStage({ 'a.yml': workflow(job('plan', 'environment:\n  name: production-plan\n  deployment: false')) }, async (stage) => {
      await stage.hub.event(push).done
      expect(states(stage)).toEqual([])
    }))

  it('carry the address of the environment', () =>
    onStage(
      { 'a.yml': workflow(job('deploy', 'environment:\n  name: production\n  url: https://example.com/${{ github.ref_name }}')) },
      async (stage) => {
        const { hub, home, machines } = stage
        machines.play('deploy', { outputs: { '__environment-url': 'https://example.com/main' } })
        const run = hub.event(push)
        await run.done
        expect(machines.order('deploy').outputs?.find('__environment-url')).toBeDefined()
        const [deployment] = home.repository.deployments.all()
        expect(home.repository.deployments.statuses(deployment?.id ?? 0)[0]?.environmentUrl).toBe('https://example.com/main')
        expect(run.job('deploy').outputs).toEqual({})
      },
    ))
})
