import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
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

function open(
  seed?: Seed,
  level: 'read' | 'write' = 'write',
): { repository: Repository; main: string; rest: ReturnType<typeof getOctokit>['rest'] } {
  const repository = github.repository('octo/demo', seed)
  const permissions = { contents: level, statuses: level, deployments: level }
  const token = github.token({ login: 'github-actions[bot]', permissions, repository: 'octo/demo' })
  return { repository, main: repository.resolve('main') ?? '', rest: getOctokit(token, { baseUrl: github.url }).rest }
}

describe('releases', () => {
  it('are found by tag once they are published, and make their tag', async () => {
    const { repository, main, rest } = open()
    const draft = await rest.repos.createRelease({ ...where, tag_name: 'v1.0.0', draft: true })
    await expect(rest.repos.getReleaseByTag({ ...where, tag: 'v1.0.0' })).rejects.toMatchObject({ status: 404 })
    expect(repository.resolve('refs/tags/v1.0.0')).toBeUndefined()
    await rest.repos.updateRelease({ ...where, release_id: draft.data.id, draft: false })
    expect((await rest.repos.getReleaseByTag({ ...where, tag: 'v1.0.0' })).data.id).toBe(draft.data.id)
    expect(repository.resolve('refs/tags/v1.0.0')).toBe(main)
  })

  it('hide drafts from those who cannot push', async () => {
    const { repository, rest } = open({}, 'read')
    repository.releases.publish({ tag: 'v1.0.0' })
    const { id } = repository.releases.publish({ tag: 'v2.0.0', draft: true })
    expect((await rest.repos.listReleases(where)).data.map(({ tag_name }) => tag_name)).toEqual(['v1.0.0'])
    await expect(rest.repos.getRelease({ ...where, release_id: id })).rejects.toMatchObject({ status: 404 })
  })

  it('name as latest neither a draft, nor a pre-release, nor one that declined', async () => {
    const { repository, rest } = open()
    repository.releases.publish({ tag: 'v1.0.0' })
    repository.releases.publish({ tag: 'v1.1.0', makeLatest: 'false' })
    repository.releases.publish({ tag: 'v2.0.0-rc.1', prerelease: true })
    repository.releases.publish({ tag: 'v2.0.0', draft: true })
    expect((await rest.repos.getLatestRelease(where)).data.tag_name).toBe('v1.0.0')
    const { id } = repository.releases.publish({ tag: 'v0.9.1', makeLatest: 'false' })
    await rest.repos.updateRelease({ ...where, release_id: id, make_latest: 'true' })
    expect((await rest.repos.getLatestRelease(where)).data.tag_name).toBe('v0.9.1')
  })

  it('take text of the longest length and no longer', async () => {
    const { rest } = open()
    const body = 'x'.repeat(limits.releaseBody)
    await expect(rest.repos.createRelease({ ...where, tag_name: 'v1', body })).resolves.toMatchObject({ status: 201 })
    await expect(rest.repos.createRelease({ ...where, tag_name: 'v2', body: `${body}x` })).rejects.toMatchObject({ status: 422 })
    await expect(rest.repos.createRelease({ ...where, tag_name: 'v1' })).rejects.toMatchObject({ status: 422 })
  })

  it('let the text of an immutable one change, but not its tag', async () => {
    const { rest } = open({ immutableReleases: true })
    const { data } = await rest.repos.createRelease({ ...where, tag_name: 'v1', body: 'a' })
    const one = { ...where, release_id: data.id }
    expect(data).toMatchObject({ immutable: true })
    expect((await rest.repos.updateRelease({ ...one, body: 'b' })).data).toMatchObject({ body: 'b', tag_name: 'v1' })
    await expect(rest.repos.updateRelease({ ...one, tag_name: 'v2' })).rejects.toMatchObject({ status: 422 })
  })
})

describe('commit statuses', () => {
  it.each([
    [[], 'pending'],
    [['success'], 'success'],
    [['success', 'pending'], 'pending'],
    [['success', 'pending', 'error'], 'failure'],
  ] as const)('%j together are %s', async (states, state) => {
    const { repository, main, rest } = open()
    for (const [at, one] of states.entries()) repository.statuses.add({ sha: main, state: one, context: String(at) })
    const { data } = await rest.repos.getCombinedStatusForRef({ ...where, ref: 'main' })
    expect(data).toMatchObject({ state, total_count: states.length })
  })

  it('count by the newest of each context', async () => {
    const { repository, main, rest } = open()
    repository.statuses.add({ sha: main, state: 'failure', context: 'ci' })
    repository.statuses.add({ sha: main, state: 'success', context: 'ci' })
    expect((await rest.repos.getCombinedStatusForRef({ ...where, ref: main })).data).toMatchObject({
      state: 'success',
      total_count: 1,
    })
    expect((await rest.repos.listCommitStatusesForRef({ ...where, ref: main })).data.map(({ state }) => state)).toEqual([
      'success',
      'failure',
    ])
  })

  it('refuse long descriptions and unknown commits', async () => {
    const { main, rest } = open()
    const status = { ...where, state: 'success' as const }
    const description = 'x'.repeat(limits.statusDescription)
    await expect(rest.repos.createCommitStatus({ ...status, sha: main, description })).resolves.toMatchObject({ status: 201 })
    await expect(rest.repos.createCommitStatus({ ...status, sha: main, description: `${description}x` })).rejects.toMatchObject({
      status: 422,
    })
    await expect(rest.repos.createCommitStatus({ ...status, sha: 'f'.repeat(40) })).rejects.toMatchObject({ status: 422 })
  })
})

describe('deployments', () => {
  it('are listed by environment and commit, the newest first', async () => {
    const { repository, main, rest } = open()
    const first = repository.deployments.create({ environment: 'staging' })
    const second = repository.deployments.create({ environment: 'staging' })
    repository.deployments.create()
    const { data } = await rest.repos.listDeployments({ ...where, environment: 'staging', sha: main })
    expect(data.map(({ id }) => id)).toEqual([second.id, first.id])
  })

  it.each([
    ['staging', true, 'inactive'],
    ['staging', false, 'success'],
    ['production', true, 'success'],
  ])('in %s with auto_inactive %s leave the one before %s', async (environment, auto_inactive, state) => {
    const { repository, rest } = open()
    const first = repository.deployments.create({ environment })
    repository.deployments.addStatus(first.id, { state: 'success' })
    const second = repository.deployments.create({ environment })
    await rest.repos.createDeploymentStatus({ ...where, deployment_id: second.id, state: 'success', auto_inactive })
    const { data } = await rest.repos.listDeploymentStatuses({ ...where, deployment_id: first.id })
    expect(data[0]?.state).toBe(state)
  })

  it('want all statuses good, those that are named, or none', async () => {
    const { repository, main, rest } = open()
    repository.statuses.add({ sha: main, state: 'success', context: 'good' })
    repository.statuses.add({ sha: main, state: 'pending', context: 'slow' })
    const create = (contexts?: string[]) =>
      rest.repos.createDeployment({ ...where, ref: 'main', ...(contexts ? { required_contexts: contexts } : {}) })
    await expect(create()).rejects.toMatchObject({ status: 409 })
    await expect(create(['slow'])).rejects.toMatchObject({ status: 409 })
    await expect(create(['good'])).resolves.toMatchObject({ status: 201 })
    await expect(create([])).resolves.toMatchObject({ status: 201 })
  })

  it('keep addresses of log and environment, and refuse long descriptions', async () => {
    const { repository, rest } = open()
    const one = { ...where, deployment_id: repository.deployments.create().id, state: 'in_progress' as const }
    const links = { log_url: 'https://example.com/log', environment_url: 'https://example.com/' }
    expect((await rest.repos.createDeploymentStatus({ ...one, ...links })).data).toMatchObject({
      ...links,
      target_url: links.log_url,
    })
    const description = 'x'.repeat(limits.deploymentDescription + 1)
    await expect(rest.repos.createDeploymentStatus({ ...one, description })).rejects.toMatchObject({ status: 422 })
  })

  it('cannot be deleted while active beside others', async () => {
    const { repository, rest } = open()
    const { id } = repository.deployments.create()
    repository.deployments.addStatus(id, { state: 'success' })
    repository.deployments.create()
    await expect(rest.repos.deleteDeployment({ ...where, deployment_id: id })).rejects.toMatchObject({ status: 422 })
    repository.deployments.addStatus(id, { state: 'inactive' })
    await expect(rest.repos.deleteDeployment({ ...where, deployment_id: id })).resolves.toMatchObject({ status: 204 })
  })
})

describe('git', () => {
  it('shows an annotated tag as an object that points at the commit', async () => {
    const { repository, main, rest } = open()
    repository.tag('release/v1', 'main', { message: 'One' })
    const ref = await rest.git.getRef({ ...where, ref: 'tags/release/v1' })
    expect(ref.data.object.type).toBe('tag')
    const tag = await rest.git.getTag({ ...where, tag_sha: ref.data.object.sha })
    expect(tag.data).toMatchObject({ message: 'One', object: { type: 'commit', sha: main } })
    expect((await rest.repos.getCommit({ ...where, ref: 'release/v1' })).data.sha).toBe(main)
  })

  it('makes a ref once, and moves it back only by force', async () => {
    const { repository, main, rest } = open()
    const next = repository.commit({ message: 'Go on' })
    await rest.git.createRef({ ...where, ref: 'refs/heads/lock', sha: next })
    await expect(rest.git.createRef({ ...where, ref: 'refs/heads/lock', sha: next })).rejects.toMatchObject({
      status: 422,
      message: /Reference already exists/,
    })
    await expect(rest.git.updateRef({ ...where, ref: 'heads/lock', sha: main })).rejects.toMatchObject({ status: 422 })
    await expect(rest.git.updateRef({ ...where, ref: 'heads/lock', sha: main, force: true })).resolves.toMatchObject({
      status: 200,
    })
  })
})

describe('contents', () => {
  it('are read at a ref, from the default branch unless one is named', async () => {
    const { repository, main, rest } = open({ files: { '.github/deploy.yml': 'version: 1\n' } })
    repository.commit({ message: 'Change', files: { '.github/deploy.yml': 'version: 2\n' } })
    const read = async (ref?: string) => {
      const { data } = await rest.repos.getContent({ ...where, path: '.github/deploy.yml', ...(ref ? { ref } : {}) })
      return 'content' in data ? Buffer.from(data.content, 'base64').toString() : undefined
    }
    expect([await read(), await read(main)]).toEqual(['version: 2\n', 'version: 1\n'])
    await expect(rest.repos.getContent({ ...where, path: 'nowhere' })).rejects.toMatchObject({ status: 404 })
  })

  it('come empty where a file is too large, and whole as raw text', async () => {
    const text = 'x'.repeat(limits.contentBytes + 1)
    const { rest } = open({ files: { big: text } })
    expect((await rest.repos.getContent({ ...where, path: 'big' })).data).toMatchObject({
      content: '',
      encoding: 'none',
      size: text.length,
    })
    const raw = await rest.repos.getContent({ ...where, path: 'big', mediaType: { format: 'raw' } })
    expect(raw.data).toBe(text)
  })
})
