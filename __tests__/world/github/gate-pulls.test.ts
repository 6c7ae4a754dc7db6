import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import type { Repository } from './rooms/index.ts'

const where = { owner: 'octo', repo: 'demo' }
const clock = { now: () => new Date('2030-01-01T00:00:00Z'), sleep: async () => {} }

let github: ScriptedGitHub
beforeEach(async () => {
  github = await startGitHub({ clock })
})
afterEach(() => github.close())

function open(): { repository: Repository; fix: string; rest: ReturnType<typeof getOctokit>['rest'] } {
  const repository = github.repository('octo/demo', { files: { a: 'x' }, members: { alice: 'MEMBER' } })
  const permissions = { pull_requests: 'read', issues: 'read' } as const
  const token = github.token({ login: 'github-actions[bot]', permissions, repository: 'octo/demo' })
  const fix = repository.commit({ branch: 'fix', message: 'Fix', files: { a: 'y', b: 'z' } })
  return { repository, fix, rest: getOctokit(token, { baseUrl: github.url }).rest }
}

describe('pull requests', () => {
  it('are found by their commits and by the commit that merged them', async () => {
    const { repository, fix, rest } = open()
    const { number } = repository.pulls.open({ head: 'fix', author: 'alice', labels: ['Ship'] })
    const of = async (commit_sha: string) =>
      (await rest.repos.listPullRequestsAssociatedWithCommit({ ...where, commit_sha })).data.map((pull) => pull.number)
    expect([await of(fix), await of('fix'), await of('main')]).toEqual([[number], [number], []])
    const merged = repository.pulls.merge(number, { by: 'bob' })
    expect([await of(merged), await of(fix)]).toEqual([[number], [number]])
    expect(repository.commits.get(merged)).toMatchObject({ message: 'fix (#1)', author: 'alice' })
    expect(repository.commits.get(merged)?.files.get('b')).toBe('z')
    const { data } = await rest.pulls.get({ ...where, pull_number: number })
    expect(data).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: merged,
      merged_by: { login: 'bob' },
      user: { login: 'alice' },
      author_association: 'MEMBER',
      head: { ref: 'fix', sha: fix },
      base: { ref: 'main' },
      labels: [{ name: 'Ship' }],
    })
  })

  it('belong to a commit of the default branch only once they are merged', async () => {
    const { repository, fix, rest } = open()
    repository.commit({ branch: 'release', message: 'Release' })
    const { number } = repository.pulls.open({ head: 'fix' })
    repository.pulls.merge(number, { as: repository.commit({ message: 'Merge', merges: fix }) })
    expect(repository.pulls.open({ head: 'main', base: 'release' }).commits).toContain(fix)
    const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...where, commit_sha: fix })
    expect(data.map((pull) => pull.number)).toEqual([number])
  })

  it('follow their branch until they are closed', async () => {
    const { repository, fix, rest } = open()
    const { number } = repository.pulls.open({ head: 'fix' })
    const head = async () => (await rest.pulls.get({ ...where, pull_number: number })).data.head.sha
    expect(await head()).toBe(fix)
    const more = repository.commit({ branch: 'fix', message: 'More' })
    expect(await head()).toBe(more)
    repository.pulls.close(number)
    repository.commit({ branch: 'fix', message: 'Too late' })
    expect(await head()).toBe(more)
  })

  it('keep every review with the commit that it is of', async () => {
    const { repository, fix, rest } = open()
    const { number } = repository.pulls.open({ head: 'fix' })
    const { id } = repository.pulls.review(number, { user: 'alice', state: 'APPROVED' })
    const more = repository.commit({ branch: 'fix', message: 'More' })
    repository.pulls.review(number, { user: 'eve', state: 'COMMENTED' })
    repository.pulls.dismiss(number, id)
    const { data } = await rest.pulls.listReviews({ ...where, pull_number: number })
    expect(data.map((review) => [review.user?.login, review.state, review.commit_id, review.author_association])).toEqual([
      ['alice', 'DISMISSED', fix, 'MEMBER'],
      ['eve', 'COMMENTED', more, 'NONE'],
    ])
    await expect(rest.pulls.listReviews({ ...where, pull_number: 9 })).rejects.toMatchObject({ status: 404 })
  })

  it('are listed among the issues, marked as what they are', async () => {
    const { repository, rest } = open()
    repository.issues.open({ title: 'It broke' })
    repository.pulls.open({ head: 'fix', labels: ['freeze'] })
    const { data } = await rest.issues.listForRepo(where)
    expect(data.map((issue) => [issue.number, issue.pull_request !== undefined])).toEqual([
      [2, true],
      [1, false],
    ])
    const frozen = await rest.issues.listForRepo({ ...where, labels: 'freeze', state: 'open' })
    expect(frozen.data.map(({ number, labels }) => [number, labels])).toMatchObject([[2, [{ name: 'freeze' }]]])
  })
})
