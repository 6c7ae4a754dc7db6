import { describe, expect, it } from '@jest/globals'
import { job, onStage, workflow } from '../testing/hubs.ts'

const push = { name: 'push' } as const
const named = (name: string, on: string) => `name: ${name}\non:\n${on.replace(/^/gm, '  ')}\njobs:\n${job('one')}`
const guard = named('Guard', 'workflow_run:\n  workflows: [Test]\n  types: [completed]')

describe('events', () => {
  it('start every workflow of their commit that wants them', () =>
    onStage(
      {
        'a.yml': named('A', 'push: {branches: [main]}'),
        'b.yml': named('B', 'push:'),
        'c.yml': named('C', 'schedule: [{cron: "1 2 * * *"}]'),
      },
      async ({ hub, home }) => {
        home.repository.commit({ message: 'Gone', branch: 'feature', files: { '.github/workflows/b.yml': null } })
        expect(hub.happen(push).map((run) => run.spec.top.workflow.name)).toEqual(['A', 'B'])
        expect(hub.happen({ ...push, branch: 'feature' })).toEqual([])
        expect(hub.event({ name: 'schedule' }).spec.top.workflow.name).toBe('C')
        await hub.quiet()
      },
    ))

  it('of a release are about its tag and the commit that it names', () =>
    onStage({ 'a.yml': named('A', 'release: {types: [published]}') }, async ({ hub, home, machines }) => {
      const sha = home.repository.resolve('main')
      home.repository.releases.publish({ tag: 'v1', prerelease: true })
      home.repository.commit({ message: 'Later' })
      expect(await hub.event({ name: 'release', tag: 'v1' }).done).toBe('success')
      expect(machines.order('one').contexts.github).toMatchObject({
        ref: 'refs/tags/v1',
        ref_type: 'tag',
        sha,
        event: { release: { tag_name: 'v1', prerelease: true } },
      })
      expect(hub.happen({ name: 'release', tag: 'v1', action: 'edited' })).toEqual([])
    }))

  it('of a run that ended start what watches it, from the default branch', () =>
    onStage({ 'a.yml': workflow(job('one')), 'guard.yml': guard }, async ({ hub, home, machines }) => {
      home.repository.commit({ message: 'Mine', branch: 'feature' })
      machines.play('one', { conclusion: 'failure' })
      const run = hub.event({ ...push, branch: 'feature' })
      await run.done
      await hub.quiet()
      const watched = hub.runOf('guard.yml')
      expect(watched?.spec.event).toMatchObject({
        ref: 'refs/heads/main',
        payload: {
          workflow_run: {
            id: run.id,
            conclusion: 'failure',
            head_branch: 'feature',
            head_repository: { full_name: 'octo-org/demo' },
          },
        },
      })
    }))

  it.each([
    ['workflow', 1],
    ['file', 0],
  ] as const)('of a run that never began name it by its %s', (startupFailureIsNamed, watched) =>
    onStage(
      { 'a.yml': workflow('  call:\n    uses: ./.github/workflows/none.yml\n'), 'guard.yml': guard },
      async ({ hub }) => {
        expect(await hub.event(push).done).toBe('startup_failure')
        await hub.quiet()
        expect(hub.runs.filter((run) => run.spec.top.workflow.name === 'Guard')).toHaveLength(watched)
      },
      { options: { switches: { startupFailureIsNamed } } },
    ),
  )

  it('of runs are chained three times at most', () =>
    onStage(
      { 'a.yml': workflow(job('one')), 'g.yml': named('G', 'workflow_run: {workflows: [Test, G], types: [completed]}') },
      async ({ hub }) => {
        await hub.event(push).done
        await hub.quiet()
        expect(hub.runs).toHaveLength(4)
      },
    ))
})
