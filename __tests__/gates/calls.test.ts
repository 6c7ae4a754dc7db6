import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { approved } from '../../src/gates/approved.ts'
import { blockers } from '../../src/gates/blockers.ts'
import { environmentProtected } from '../../src/gates/environment-protected.ts'
import { releaseTag } from '../../src/gates/release-tag.ts'
import { review } from '../../src/gates/review.ts'
import { testsPassed } from '../../src/gates/tests-passed.ts'
import { type GateGround, gateGround } from './ground.ts'

let ground: GateGround
beforeEach(async () => {
  ground = await gateGround()
})
afterEach(() => ground.github.close())

const FROM_EVENT = { event: { repository: { default_branch: 'main' } } }

it('an ordinary release tag takes four calls', async () => {
  const { deployments } = ground.repository
  const { id } = deployments.create({ environment: 'production', ref: 'v1.0.0' })
  deployments.addStatus(id, { state: 'success' })
  ground.repository.tag('v1.2.3')
  const { phase } = await ground.judge(releaseTag, {}, { ...FROM_EVENT, identity: { ref: 'refs/tags/v1.2.3' } })
  expect([phase, ground.github.calls.length]).toEqual(['successful', releaseTag.calls])
})

it('tests of one workflow take one call, of all three kinds three', async () => {
  ground.repository.workflowRuns.add({ sha: ground.sha })
  ground.repository.checkRuns.add({ sha: ground.sha })
  ground.repository.statuses.add({ sha: ground.sha, state: 'success', context: 'ci' })
  await ground.judge(testsPassed, { workflows: ['ci.yml'] })
  expect(ground.github.calls).toHaveLength(1)
  const { phase } = await ground.judge(testsPassed, { workflows: ['ci.yml'], checks: ['build'], statuses: ['ci'] })
  expect([phase, ground.github.calls.length - 1]).toEqual(['successful', testsPassed.calls])
})

it('a protected environment takes two', async () => {
  const reviewers = [{ type: 'User', name: 'rosa' }] as const
  const refs = [{ name: 'main' }]
  ground.repository.environments.set('production', { reviewers, preventSelfReview: true, refs, canAdminsBypass: false })
  const { phase } = await ground.judge(environmentProtected)
  expect([phase, ground.github.calls.length]).toEqual(['successful', environmentProtected.calls])
})

it('approvals take one, and one more for the authors', async () => {
  const { id } = ground.repository.workflowRuns.add({ sha: ground.sha })
  ground.repository.workflowRuns.review(id, { environment: 'production', user: 'rosa' })
  const { phase } = await ground.judge(approved, { 'not-by': ['actor', 'author'] }, { identity: { runId: String(id) } })
  expect([phase, ground.github.calls.length]).toEqual(['successful', approved.calls])
})

it('a review takes two', async () => {
  ground.repository.commit({ message: 'Change', branch: 'change', files: { a: '1' } })
  const { number } = ground.repository.pulls.open({ head: 'change', author: 'ana' })
  ground.repository.pulls.review(number, { user: 'rosa', state: 'APPROVED' })
  const { phase } = await ground.judge(review, {}, { identity: { sha: ground.repository.pulls.merge(number) } })
  expect([phase, ground.github.calls.length]).toEqual(['successful', review.calls])
})

it('blockers take one', async () => {
  await ground.judge(blockers)
  expect(ground.github.calls).toHaveLength(blockers.calls)
})
