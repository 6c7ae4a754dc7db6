import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { gatePermissions } from './gate-tour.ts'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import type { Seed } from './ground.ts'
import { limits } from './limits.ts'
import type { Repository } from './rooms/index.ts'

const where = { owner: 'octo', repo: 'demo' }
const clock = { now: () => new Date('2030-01-01T00:00:00Z'), sleep: async () => {} }

let github: ScriptedGitHub
beforeEach(async () => {
  github = await startGitHub({ clock })
})
afterEach(() => github.close())

function open(seed?: Seed): { repository: Repository; main: string } & Pick<ReturnType<typeof getOctokit>, 'rest' | 'paginate'> {
  const repository = github.repository('octo/demo', seed)
  const permissions = { ...gatePermissions, contents: 'read', issues: 'read', deployments: 'read' } as const
  const token = github.token({ login: 'github-actions[bot]', permissions, repository: 'octo/demo' })
  const { rest, paginate } = getOctokit(token, { baseUrl: github.url })
  return { repository, main: repository.resolve('main') ?? '', rest, paginate }
}

describe('check runs', () => {
  it('come in pages that say how many there are', async () => {
    const { repository, main, rest, paginate } = open()
    for (let at = 0; at < 121; at += 1) repository.checkRuns.add({ sha: main, name: `shard ${at}` })
    const { data } = await rest.checks.listForRef({ ...where, ref: 'main', per_page: 100 })
    expect([data.total_count, data.check_runs.length]).toEqual([121, 100])
    expect(await paginate(rest.checks.listForRef, { ...where, ref: 'main', per_page: 100 })).toHaveLength(121)
  })

  it('count by the newest of each name, app and suite', async () => {
    const { repository, main, rest } = open()
    const impostor = { id: 7, slug: 'impostor', name: 'Impostor' }
    repository.checkRuns.add({ sha: main, name: 'build', conclusion: 'failure' })
    repository.checkRuns.add({ sha: main, name: 'build', conclusion: 'success' })
    repository.checkRuns.add({ sha: main, name: 'build', conclusion: 'neutral', app: impostor })
    repository.checkRuns.add({ sha: main, name: 'build', conclusion: 'cancelled', suite: 99 })
    const conclusions = async (query: { filter?: 'all'; app_id?: number } = {}) =>
      (await rest.checks.listForRef({ ...where, ref: main, check_name: 'build', ...query })).data.check_runs.map(
        ({ conclusion }) => conclusion,
      )
    expect(await conclusions()).toEqual(['cancelled', 'neutral', 'success'])
    expect(await conclusions({ app_id: impostor.id })).toEqual(['neutral'])
    expect(await conclusions({ filter: 'all' })).toEqual(['cancelled', 'neutral', 'success', 'failure'])
  })

  it('have no conclusion until they are complete', async () => {
    const { repository, main, rest } = open()
    const { id } = repository.checkRuns.add({ sha: main, status: 'in_progress' })
    const read = async (status: 'in_progress' | 'completed') =>
      (await rest.checks.listForRef({ ...where, ref: main, status })).data.check_runs.map((run) => [run.id, run.conclusion])
    expect([await read('in_progress'), await read('completed')]).toEqual([[[id, null]], []])
    repository.checkRuns.change(id, { status: 'completed', conclusion: 'success' })
    expect([await read('in_progress'), await read('completed')]).toEqual([[], [[id, 'success']]])
  })
})

describe('workflow runs', () => {
  it('keep one entry when they run again, with the newest conclusion', async () => {
    const { repository, main, rest } = open()
    const { id } = repository.workflowRuns.add({ conclusion: 'failure', actor: 'alice' })
    repository.workflowRuns.rerun(id, { by: 'bob' })
    const { data } = await rest.actions.listWorkflowRuns({ ...where, workflow_id: 'ci.yml', head_sha: main })
    expect(data.workflow_runs.map((run) => [run.id, run.run_attempt, run.conclusion])).toEqual([[id, 2, 'success']])
    const one = await rest.actions.getWorkflowRun({ ...where, run_id: id })
    expect([one.data.actor?.login, one.data.triggering_actor?.login]).toEqual(['alice', 'bob'])
  })

  it('are found by commit, event, branch and by status or conclusion', async () => {
    const { repository, main, rest } = open()
    const pushed = repository.workflowRuns.add()
    const waiting = repository.workflowRuns.add({ event: 'pull_request', branch: 'fix', sha: main, status: 'waiting' })
    repository.workflowRuns.add({ workflow: 'other.yml' })
    const ids = async (query: { event?: string; branch?: string; status?: 'success' | 'waiting'; head_sha?: string }) =>
      (await rest.actions.listWorkflowRuns({ ...where, workflow_id: 'ci.yml', ...query })).data.workflow_runs.map(({ id }) => id)
    expect(await ids({ head_sha: main })).toEqual([waiting.id, pushed.id])
    expect(await ids({ event: 'push' })).toEqual([pushed.id])
    expect(await ids({ branch: 'fix' })).toEqual([waiting.id])
    expect([await ids({ status: 'success' }), await ids({ status: 'waiting' })]).toEqual([[pushed.id], [waiting.id]])
  })

  it('are of workflows that exist', async () => {
    const { rest } = open({ files: { '.github/workflows/release.yml': 'on: push' } })
    expect((await rest.actions.listWorkflowRuns({ ...where, workflow_id: 'release.yml' })).data.total_count).toBe(0)
    await expect(rest.actions.listWorkflowRuns({ ...where, workflow_id: 'none.yml' })).rejects.toMatchObject({ status: 404 })
    await expect(rest.actions.getWorkflowRun({ ...where, run_id: 404 })).rejects.toMatchObject({ status: 404 })
  })

  it('tell who let them into which environment', async () => {
    const { repository, rest } = open()
    const environment = repository.environments.set('production')
    const { id } = repository.workflowRuns.add()
    repository.workflowRuns.review(id, { environment: 'production', user: 'bob', comment: 'Go' })
    repository.workflowRuns.review(id, { environment: 'staging', user: 'eve', state: 'rejected' })
    const { data } = await rest.actions.getReviewsForRun({ ...where, run_id: id })
    expect(data.map(({ user, state, comment }) => [user.login, state, comment])).toEqual([
      ['bob', 'approved', 'Go'],
      ['eve', 'rejected', ''],
    ])
    expect(data[0]?.environments).toMatchObject([{ id: environment.id, name: 'production' }])
  })
})

describe('environments', () => {
  const guarded = { reviewers: [{ type: 'User', name: 'bob' }], waitTimer: 5, refs: [{ name: 'release/*' }] } as const
  const rules = async (rest: ReturnType<typeof open>['rest']) => {
    const { data } = await rest.repos.getEnvironment({ ...where, environment_name: 'production' })
    return { rules: data.protection_rules?.map(({ type }) => type), policy: data.deployment_branch_policy }
  }
  const custom = { protected_branches: false, custom_branch_policies: true }

  it.each([
    [{ private: true }, { rules: ['wait_timer', 'required_reviewers', 'branch_policy'], policy: custom }],
    [
      { private: true, plan: 'team' },
      { rules: ['branch_policy'], policy: custom },
    ],
    [
      { private: true, plan: 'free' },
      { rules: [], policy: null },
    ],
    [
      { private: false, plan: 'free' },
      { rules: ['wait_timer', 'required_reviewers', 'branch_policy'], policy: custom },
    ],
  ] as const)('of %j keep what the plan offers', async (seed, kept) => {
    const { repository, rest } = open(seed)
    repository.environments.set('production', guarded)
    expect(await rules(rest)).toEqual(kept)
  })

  it('list the patterns of branches and tags, under a name of any case', async () => {
    const { repository, rest } = open()
    repository.environments.set('Prod/EU', { refs: [{ name: 'main' }, { name: 'v*', type: 'tag' }], canAdminsBypass: false })
    const one = { ...where, environment_name: 'prod/eu' }
    expect((await rest.repos.getEnvironment(one)).data).toMatchObject({ name: 'Prod/EU', can_admins_bypass: false })
    expect((await rest.repos.listDeploymentBranchPolicies(one)).data).toMatchObject({
      total_count: 2,
      branch_policies: [
        { name: 'main', type: 'branch' },
        { name: 'v*', type: 'tag' },
      ],
    })
  })

  it('exist once somebody deployed to them', async () => {
    const { repository, rest } = open()
    const one = { ...where, environment_name: 'staging' }
    await expect(rest.repos.getEnvironment(one)).rejects.toMatchObject({ status: 404 })
    repository.deployments.create({ environment: 'staging' })
    expect((await rest.repos.getEnvironment(one)).data).toMatchObject({ name: 'staging', protection_rules: [] })
  })

  it('stand beside branches, protected or not', async () => {
    const { repository, rest } = open()
    repository.commit({ branch: 'fix', message: 'Fix' })
    repository.branches.protect('main')
    const names = async (query: { protected?: boolean }) =>
      (await rest.repos.listBranches({ ...where, ...query })).data.map(({ name }) => name)
    expect([await names({}), await names({ protected: true }), await names({ protected: false })]).toEqual([
      ['fix', 'main'],
      ['main'],
      ['fix'],
    ])
  })
})

describe('comparisons', () => {
  it('tell how two histories lie to each other', async () => {
    const { repository, main, rest } = open({ files: { 'a.txt': 'one\ntwo\n', old: 'x\n' } })
    const fix = repository.commit({ branch: 'fix', message: 'Fix', files: { 'a.txt': 'one\n2\n', old: null, 'new.txt': 'n\n' } })
    const status = async (basehead: string) => {
      const { data } = await rest.repos.compareCommitsWithBasehead({ ...where, basehead })
      return [data.status, data.ahead_by, data.behind_by, data.commits.map(({ sha }) => sha)]
    }
    expect(await status('main...fix')).toEqual(['ahead', 1, 0, [fix]])
    expect(await status('fix...main')).toEqual(['behind', 0, 1, []])
    expect(await status(`${main}...main`)).toEqual(['identical', 0, 0, []])
    repository.commit({ message: 'Go on' })
    expect(await status('main...fix')).toEqual(['diverged', 1, 1, [fix]])
    const { data } = await rest.repos.compareCommitsWithBasehead({ ...where, basehead: 'main...fix' })
    expect(data.files?.map((file) => [file.filename, file.status, file.patch])).toEqual([
      ['a.txt', 'modified', '@@ -1,2 +1,2 @@\n one\n-two\n+2'],
      ['new.txt', 'added', '@@ -0,0 +1,1 @@\n+n'],
      ['old', 'removed', '@@ -1,1 +0,0 @@\n-x'],
    ])
    await expect(status('main...nowhere')).rejects.toMatchObject({ status: 404 })
  })

  it('end at the newest commits without pages, and show some files on the first page', async () => {
    const { repository, main, rest } = open()
    const files = Object.fromEntries(Array.from({ length: 301 }, (_, at) => [`file-${at}`, '']))
    const shas = Array.from({ length: 251 }, (_, at) => repository.commit({ message: String(at), ...(at ? {} : { files }) }))
    repository.tag('start', main)
    const compare = async (query: { page?: number; per_page?: number } = {}) =>
      (await rest.repos.compareCommitsWithBasehead({ ...where, basehead: 'start...main', ...query })).data
    const whole = await compare()
    expect(whole.total_commits).toBe(251)
    expect(whole.commits.map(({ sha }) => sha)).toEqual(shas.slice(-limits.commitsOfComparison))
    const [first, third] = [await compare({ per_page: 100 }), await compare({ per_page: 100, page: 3 })]
    expect([first.files?.length, first.commits[0]?.sha]).toEqual([limits.filesOfComparison, shas[0]])
    expect([third.files, third.commits.at(-1)?.sha, third.commits.length]).toEqual([undefined, shas.at(-1), 51])
  })
})

describe('tags', () => {
  it('show where they were moved to', async () => {
    const { repository, main, rest } = open()
    repository.tag('v1', main, { message: 'One' })
    const read = async () => {
      const { object } = (await rest.git.getRef({ ...where, ref: 'tags/v1' })).data
      return { ...object, commit: (await rest.repos.getCommit({ ...where, ref: 'tags/v1' })).data.sha }
    }
    const before = await read()
    expect(before).toMatchObject({ type: 'tag', commit: main })
    const next = repository.commit({ message: 'Go on' })
    repository.tag('v1', next)
    expect(await read()).toMatchObject({ type: 'commit', sha: next, commit: next })
    expect((await rest.git.getTag({ ...where, tag_sha: before.sha })).data.object.sha).toBe(main)
  })
})
