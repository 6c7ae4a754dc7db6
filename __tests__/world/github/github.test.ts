import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { wallClock } from './clock.ts'
import { type ScriptedGitHub, startGitHub } from './github.ts'

describe('a smoke test', () => {
  let github: ScriptedGitHub
  beforeEach(async () => {
    github = await startGitHub({ clock: wallClock })
  })
  afterEach(() => github.close())

  it('opens an issue with labels', async () => {
    github.repository('octo/demo')
    const token = github.token({ login: 'github-actions[bot]', permissions: { issues: 'write' }, repository: 'octo/demo' })
    const octokit = getOctokit(token, { baseUrl: github.url })
    const where = { owner: 'octo', repo: 'demo' }
    const { data } = await octokit.rest.issues.create({ ...where, title: 'It broke', labels: ['failure'] })
    expect(data).toMatchObject({ number: 1, state: 'open', user: { type: 'Bot' }, labels: [{ name: 'failure' }] })
    await octokit.rest.issues.createComment({ ...where, issue_number: 1, body: 'again' })
    expect(await octokit.paginate(octokit.rest.issues.listComments, { ...where, issue_number: 1 })).toHaveLength(1)
  })
})
