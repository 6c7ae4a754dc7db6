import { getOctokit } from '@actions/github'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { realClock } from '../clock.ts'
import type { Sent } from './answer.ts'
import type { Call } from './calls.ts'
import { readContract } from './contract.ts'
import { gatePermissions, tourOfGates } from './gate-tour.ts'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import { apiVersions } from './room.ts'
import { operations } from './router.ts'

const contract = readContract()
const where = { owner: 'octo', repo: 'demo' }

describe.each(apiVersions)("against GitHub's description of version %s", (version) => {
  const seen: { call: Call; sent: Sent }[] = []
  let github: ScriptedGitHub

  beforeAll(async () => {
    github = await startGitHub({ clock: realClock, onAnswer: (answer) => seen.push(answer) })
    await tour(github, version)
    await refusals(github, version)
  })
  afterAll(() => github.close())

  it.each(operations.map(({ route }) => route.operation))('%s answers as described', (operation) => {
    const own = seen.filter(({ sent }) => sent.operation === operation)
    expect(own.some(({ sent }) => sent.status < 300)).toBe(true)
    expect(own.flatMap((answer) => contract.faultsOf(answer))).toEqual([])
  })

  it('refuses in the shape that is described', () => {
    const refused = seen.filter(({ sent }) => sent.status >= 400)
    expect(new Set(refused.map(({ sent }) => sent.status))).toEqual(new Set([400, 401, 403, 404, 409, 410, 422]))
    expect(refused.flatMap((answer) => contract.faultsOf(answer))).toEqual([])
  })
})

it.each(operations.map(({ method, path, route }) => ({ method, path, ...route })))(
  '$operation is in the description',
  (route) => {
    const described = contract.operations[route.operation]
    expect(described).toMatchObject({ method: route.method, path: route.path })
    expect(described?.query).toEqual(expect.arrayContaining([...(route.query ?? [])]))
  },
)

it('describes nothing that the server does not offer', () => {
  expect(Object.keys(contract.operations)).toEqual(operations.map(({ route }) => route.operation).sort())
})

describe('the contract', () => {
  const call = { apiVersion: '2026-03-10', body: { title: 'x' } } as unknown as Call
  const sent = (body: unknown, status = 200): Sent => ({ operation: 'issues/get', status, headers: {}, body })

  it('notices an answer that lacks what is required', () => {
    expect(contract.faultsOf({ call, sent: sent({ id: 1 }) })).toContain("issues.get.200: must have required property 'title'")
  })
  it('notices what a version no longer answers', () => {
    expect(contract.faultsOf({ call, sent: sent({ assignee: null }) })).toContain(
      'issues.get.200/assignee: boolean schema is false',
    )
  })
  it('knows what GitHub sends although it is not described', () => {
    const answer = { ...sent({ can_admins_bypass: 'no' }), operation: 'repos/get-environment' }
    expect(contract.faultsOf({ call, sent: answer })).toContain('repos.get-environment.200/can_admins_bypass: must be boolean')
  })
  it('notices a status that is not described', () => {
    expect(contract.faultsOf({ call, sent: sent(undefined, 204) })).toEqual(['issues/get does not answer 204'])
  })
  it('notices a bad request', () => {
    const created = { ...sent({}, 201), operation: 'issues/create' }
    const faults = contract.faultsOf({ call: { ...call, body: {} }, sent: created })
    expect(faults).toContain("issues.create.request: must have required property 'title'")
  })
})

/** Calls every operation at least once with success. */
async function tour(github: ScriptedGitHub, version: string): Promise<void> {
  const repository = github.repository('octo/demo', { files: { 'src/index.ts': 'export {}' }, members: { alice: 'MEMBER' } })
  const writes = { issues: 'write', contents: 'write', statuses: 'write', deployments: 'write' } as const
  const permissions = { ...writes, ...gatePermissions }
  const bot = clientOf(github, version, github.token({ login: 'github-actions[bot]', permissions, repository: 'octo/demo' }))
  const person = clientOf(github, version, github.token({ login: 'alice', type: 'User', permissions, repository: 'octo/demo' }))
  await person.rest.users.getAuthenticated()
  await bot.rest.users.getByUsername({ username: 'alice' })
  await bot.rest.rateLimit.get()
  await bot.rest.repos.get(where)
  await tourOfIssues(bot)
  await tourOfReleases(bot)
  await tourOfGit(bot, repository.resolve('main') ?? '')
  await tourOfDeployments(bot, repository.resolve('main') ?? '')
  await tourOfGates(repository, bot, person)
}

type Client = ReturnType<typeof getOctokit>

function clientOf(github: ScriptedGitHub, version: string, token: string): Client {
  const octokit = getOctokit(token, { baseUrl: github.url })
  octokit.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = version
  })
  return octokit
}

async function tourOfIssues({ rest: { issues } }: Client): Promise<void> {
  await issues.createLabel({ ...where, name: 'bug', color: 'ff0000', description: 'It broke' })
  await issues.updateLabel({ ...where, name: 'bug', new_name: 'failure' })
  await issues.getLabel({ ...where, name: 'failure' })
  await issues.listLabelsForRepo(where)
  await issues.listAssignees(where)
  await issues.checkUserCanBeAssigned({ ...where, assignee: 'alice' })
  const { data } = await issues.create({ ...where, title: 'x', body: 'y', labels: ['failure', 'new'], assignees: ['alice'] })
  const one = { ...where, issue_number: data.number }
  await issues.addLabels({ ...one, labels: ['more'] })
  await issues.listLabelsOnIssue(one)
  await issues.removeLabel({ ...one, name: 'more' })
  await issues.setLabels({ ...one, labels: ['other'] })
  await issues.removeAllLabels(one)
  await issues.deleteLabel({ ...where, name: 'other' })
  const comment = await issues.createComment({ ...one, body: 'z' })
  const comment_id = comment.data.id
  await issues.updateComment({ ...where, comment_id, body: 'zz' })
  await issues.getComment({ ...where, comment_id })
  await issues.listComments(one)
  await issues.listCommentsForRepo(where)
  await issues.deleteComment({ ...where, comment_id })
  await issues.update({ ...one, state: 'closed', state_reason: 'completed' })
  await issues.get(one)
  await issues.listForRepo({ ...where, state: 'all' })
  await issues.lock({ ...one, lock_reason: 'resolved' })
  await issues.unlock(one)
}

async function tourOfReleases({ rest: { repos } }: Client): Promise<void> {
  const { data } = await repos.createRelease({ ...where, tag_name: 'v1.0.0', name: 'One', body: 'Notes' })
  const one = { ...where, release_id: data.id }
  await repos.createRelease({ ...where, tag_name: 'v2.0.0', draft: true })
  await repos.updateRelease({ ...one, body: 'More notes' })
  await repos.getRelease(one)
  await repos.getReleaseByTag({ ...where, tag: 'v1.0.0' })
  await repos.getLatestRelease(where)
  await repos.listReleases(where)
  await repos.deleteRelease(one)
}

async function tourOfGit({ rest: { git, repos } }: Client, sha: string): Promise<void> {
  const tag = await git.createTag({ ...where, tag: 'v3.0.0', message: 'Three', object: sha, type: 'commit' })
  await git.createRef({ ...where, ref: 'refs/tags/v3.0.0', sha: tag.data.sha })
  await git.getRef({ ...where, ref: 'tags/v3.0.0' })
  await git.getTag({ ...where, tag_sha: tag.data.sha })
  await git.listMatchingRefs({ ...where, ref: 'tags/v' })
  await git.updateRef({ ...where, ref: 'tags/v3.0.0', sha, force: true })
  await git.deleteRef({ ...where, ref: 'tags/v3.0.0' })
  await repos.getCommit({ ...where, ref: 'main' })
  await repos.getContent({ ...where, path: 'src/index.ts' })
  await repos.getContent({ ...where, path: 'src' })
}

async function tourOfDeployments({ rest: { repos } }: Client, sha: string): Promise<void> {
  await repos.createCommitStatus({ ...where, sha, state: 'success', context: 'ci', target_url: 'https://example.com/1' })
  await repos.listCommitStatusesForRef({ ...where, ref: 'main' })
  await repos.getCombinedStatusForRef({ ...where, ref: 'main' })
  const { data } = await repos.createDeployment({ ...where, ref: 'main', environment: 'staging', payload: { digest: 'abc' } })
  if (!('id' in data)) throw new Error('no deployment')
  const one = { ...where, deployment_id: data.id }
  const status = await repos.createDeploymentStatus({
    ...one,
    state: 'success',
    log_url: 'https://example.com/log',
    environment_url: 'https://example.com/',
    description: 'Deployed',
  })
  await repos.getDeploymentStatus({ ...one, status_id: status.data.id })
  await repos.listDeploymentStatuses(one)
  await repos.getDeployment(one)
  await repos.listDeployments(where)
  await repos.deleteDeployment(one)
}

/** Is refused in each way once. */
async function refusals(github: ScriptedGitHub, version: string): Promise<void> {
  const repository = github.repository('octo/closed', { hasIssues: false })
  repository.statuses.add({ sha: repository.resolve('main') ?? '', state: 'pending' })
  const permissions = { issues: 'write', deployments: 'write' } as const
  const token = github.token({ login: 'github-actions[bot]', permissions, repository: 'octo/closed' })
  const ask = (path: string, body?: string, bearer = token) =>
    fetch(`${github.url}/repos/octo/closed${path}`, {
      headers: { authorization: `Bearer ${bearer}`, 'x-github-api-version': version },
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
  await ask('/issues', '{"title":"x"}')
  await ask('/labels', '{"name":')
  await ask('/labels', '{"name":"x","color":"no color"}')
  await ask('/labels', '{"name":7}')
  await ask('/releases', '{"tag_name":"v1"}')
  await ask('/deployments', '{"ref":"main"}')
  await ask('/nowhere')
  await ask('/issues', undefined, 'wrong')
}
