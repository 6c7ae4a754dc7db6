import { getOctokit } from '@actions/github'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { VirtualClock } from '../clock.ts'
import { type ScriptedGitHub, startGitHub } from './github.ts'
import type { Repository } from './rooms/index.ts'

const where = { owner: 'octo', repo: 'demo' }
let github: ScriptedGitHub
let repository: Repository
beforeEach(async () => {
  github = await startGitHub({ clock: new VirtualClock(new Date('2026-11-20T08:00:00Z')) })
  repository = github.repository('octo/demo', {})
})
afterEach(() => github.close())

const client = (permissions: Readonly<Record<string, 'read' | 'write'>>) =>
  getOctokit(github.token({ login: 'github-actions[bot]', permissions, repository: 'octo/demo' }), { baseUrl: github.url }).rest

describe('the jobs of a run', () => {
  it('are those of one attempt', async () => {
    const { id: run_id } = repository.workflowRuns.add({ conclusion: 'failure' })
    repository.workflowJobs.add({ run: run_id, name: 'deploy', conclusion: 'failure' })
    repository.workflowRuns.rerun(run_id, { status: 'in_progress' })
    repository.workflowJobs.add({ run: run_id, name: 'deploy', status: 'waiting' })
    const { actions } = client({ actions: 'read' })
    const seen = async (attempt_number: number) => {
      const { data } = await actions.listJobsForWorkflowRunAttempt({ ...where, run_id, attempt_number })
      return data.jobs.map(({ name, status, conclusion, runner_name }) => ({ name, status, conclusion, runner_name }))
    }
    expect(await seen(1)).toEqual([
      { name: 'deploy', status: 'completed', conclusion: 'failure', runner_name: 'GitHub Actions 1' },
    ])
    expect(await seen(2)).toEqual([{ name: 'deploy', status: 'waiting', conclusion: null, runner_name: null }])
    await expect(seen(3)).rejects.toMatchObject({ status: 404 })
  })

  it('are not shown without the permission', async () => {
    const { id: run_id } = repository.workflowRuns.add()
    const asked = client({ checks: 'read' }).actions.listJobsForWorkflowRunAttempt({ ...where, run_id, attempt_number: 1 })
    await expect(asked).rejects.toMatchObject({ status: 403 })
  })

  it('are check runs of their commit, on which annotations stand', async () => {
    const { id: run } = repository.workflowRuns.add({ status: 'in_progress' })
    const { id } = repository.workflowJobs.add({ run, name: 'deploy', status: 'in_progress' })
    repository.annotations.add(id, { message: 'The operation was canceled.' })
    repository.workflowJobs.change(id, { status: 'completed', conclusion: 'cancelled' })
    const { checks } = client({ checks: 'read' })
    const { data } = await checks.listForRef({ ...where, ref: 'main' })
    expect(data.check_runs).toMatchObject([{ id, name: 'deploy', conclusion: 'cancelled' }])
    const said = await checks.listAnnotations({ ...where, check_run_id: id })
    expect(said.data).toMatchObject([{ path: '.github', annotation_level: 'failure', message: 'The operation was canceled.' }])
    await expect(checks.listAnnotations({ ...where, check_run_id: 9999 })).rejects.toMatchObject({ status: 404 })
  })
})
