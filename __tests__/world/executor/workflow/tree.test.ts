import { describe, expect, it } from '@jest/globals'
import { job, onStage, workflow } from '../testing/hubs.ts'

const push = { name: 'push' } as const
const call = (more = '') =>
  `  call:\n    uses: ./.github/workflows/c.yml\n${more === '' ? '' : `${more.replace(/^/gm, '    ')}\n`}`
const callee = (...jobs: readonly string[]) =>
  `on:\n  workflow_call:\n    inputs: {env: {type: string}}\n    secrets: {KEY: {required: true}}\njobs:\n${jobs.join('')}`
const withKey = 'secrets: {KEY: x}'

/** What a run says that never began. */
async function refusal(files: Readonly<Record<string, string>>): Promise<string | undefined> {
  let said: string | undefined
  await onStage(files, async ({ hub, home, machines }) => {
    const run = hub.event(push)
    if ((await run.done) === 'startup_failure') said = run.error
    if (said !== undefined) {
      expect(machines.orders).toEqual([])
      expect(home.repository.workflowRuns.get(run.id)).toMatchObject({ conclusion: 'startup_failure' })
    }
  })
  return said
}

describe('what is checked before the first job begins', () => {
  it.each([
    [
      'permissions: {}',
      'id-token: write',
      "The nested job 'deploy' is requesting 'id-token: write', but is only allowed 'id-token: none'.",
    ],
    ['permissions: {contents: read}', 'contents: write', "requesting 'contents: write', but is only allowed 'contents: read'"],
    ['', 'id-token: write', "requesting 'id-token: write', but is only allowed 'id-token: none'"],
    ['permissions: {contents: write}', 'contents: read', undefined],
    ['permissions: write-all', 'id-token: write', undefined],
    ['permissions: read-all', 'contents: read', undefined],
  ])('a callee may ask only for what its caller has: %s, %s', async (given, asked, said) => {
    const files = {
      'a.yml': workflow(call(`${withKey}\n${given}`)),
      'c.yml': callee(job('first'), job('deploy', `needs: first\npermissions: {${asked}}`)),
    }
    const found = await refusal(files)
    if (said === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(said)
  })

  it.each([
    [call(), 'Secret KEY is required'],
    [call('secrets: inherit'), undefined],
    [call(`${withKey}\nwith: {other: x}`), 'Invalid input, other is not defined'],
    [call('secrets: {KEY: x, OTHER: y}'), 'Invalid secret, OTHER is not defined'],
    ['  call:\n    uses: ./.github/workflows/none.yml\n', 'workflow was not found'],
    ['  call:\n    uses: org/deploy-action/.github/workflows/none.yml@v1\n', 'workflow was not found'],
    ['  call:\n    uses: ./.github/workflows/a.yml\n', 'on.workflow_call'],
    [job('one', 'needs: two') + job('two', 'needs: one'), 'depends on itself'],
    [job('one') + job('two', 'needs: three'), "depends on unknown job 'three'"],
  ])('%s', async (jobs, said) => {
    const found = await refusal({ 'a.yml': workflow(jobs), 'c.yml': callee(job('deploy')) }).catch(
      (error: Error) => error.message,
    )
    if (said === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(said)
  })

  it('takes permissions from the nearest that says something, and from the caller where none does', () =>
    onStage(
      {
        'a.yml': workflow(call(`${withKey}\npermissions: {contents: read, issues: write}`)),
        'c.yml': callee(job('all'), job('less', 'permissions: {issues: read}')),
      },
      async ({ hub }) => {
        const run = hub.event(push)
        await run.done
        expect(run.job('call / all').permissions).toMatchObject({ contents: 'read', issues: 'write', 'id-token': 'none' })
        expect(run.job('call / less').permissions).toMatchObject({ contents: 'none', issues: 'read' })
      },
    ))

  it('gives a job contents and packages to read where nothing says more', () =>
    onStage({ 'a.yml': workflow(job('one')) }, async ({ hub }) => {
      const run = hub.event(push)
      await run.done
      expect(Object.entries(run.job('one').permissions).filter(([, level]) => level !== 'none')).toEqual([
        ['contents', 'read'],
        ['packages', 'read'],
      ])
    }))

  it.each(['deploy', 'rollback', 'plan', 'watch'])(
    'lets %s.yml of this project begin where the caller gives what it asks for',
    async (name) => {
      const file = `  call:\n    uses: org/deploy-action/.github/workflows/${name}.yml@v1\n    permissions: write-all\n    with: {environment: production}\n`
      expect(await refusal({ 'a.yml': workflow(file) })).toBeUndefined()
    },
  )
})
