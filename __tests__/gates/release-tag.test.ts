import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { releaseTag } from '../../src/gates/release-tag.ts'
import { type GateGround, gateGround } from './ground.ts'

let ground: GateGround
beforeEach(async () => {
  ground = await gateGround()
})
afterEach(() => ground.github.close())

const on = (tag: string, options: Readonly<Record<string, unknown>> = {}, sha = ground.sha) =>
  ground.judge(releaseTag, options, { identity: { ref: `refs/tags/${tag}`, sha } })

/** A deployment of production that ended well. */
function deployed(ref: string) {
  const { id } = ground.repository.deployments.create({ environment: 'production', ref, sha: ground.sha })
  ground.repository.deployments.addStatus(id, { state: 'success' })
}

describe('the gate release-tag', () => {
  it('takes semantic versions and nothing else', async () => {
    for (const tag of ['v1', 'v1.2', 'v01.2.3', '1.2.3', 'release', 'v1.2.3.4']) {
      ground.repository.tag(tag)
      expect((await on(tag)).phase).toBe('failed')
    }
    ground.repository.tag('v1.2.3')
    expect(await on('v1.2.3')).toMatchObject({ phase: 'successful', link: expect.stringContaining('/releases/tag/v1.2.3') })
    expect((await ground.judge(releaseTag)).phase).toBe('failed')
  })

  it('blocks a tag that was moved', async () => {
    ground.repository.tag('v1.2.3')
    const before = ground.sha
    ground.repository.commit({ message: 'Go on' })
    ground.repository.tag('v1.2.3')
    expect(await on('v1.2.3', {}, before)).toMatchObject({ phase: 'failed', reason: expect.stringContaining('points at') })
  })

  it('looks behind annotated tags', async () => {
    ground.repository.tag('v1.2.3', 'main', { message: 'Version 1.2.3' })
    expect((await on('v1.2.3')).phase).toBe('successful')
  })

  it('blocks a tag beside the default branch', async () => {
    const aside = ground.repository.commit({ message: 'Aside', branch: 'aside' })
    ground.repository.tag('v1.2.3', aside)
    expect((await on('v1.2.3', {}, aside)).phase).toBe('failed')
    expect((await on('v1.2.3', { branch: 'aside' }, aside)).phase).toBe('successful')
  })

  it('takes what the default branch has gone on from', async () => {
    ground.repository.tag('v1.2.3')
    const before = ground.sha
    ground.repository.commit({ message: 'Go on' })
    expect((await on('v1.2.3', {}, before)).phase).toBe('successful')
  })

  it('blocks drafts and pre-releases', async () => {
    ground.repository.tag('v1.2.3-rc.1')
    expect((await on('v1.2.3-rc.1')).phase).toBe('failed')
    expect((await on('v1.2.3-rc.1', { 'pre-releases': true })).phase).toBe('successful')
    ground.repository.tag('v1.2.3')
    expect((await on('v1.2.3', { published: true })).phase).toBe('inconclusive')
    const release = ground.repository.releases.publish({ tag: 'v1.2.3', prerelease: true })
    expect((await on('v1.2.3', { published: true })).phase).toBe('failed')
    ground.repository.releases.remove(release.id)
    ground.repository.releases.publish({ tag: 'v1.2.3' })
    expect((await on('v1.2.3', { published: true })).phase).toBe('successful')
  })

  it('blocks a version before the one that is deployed', async () => {
    deployed('v2.0.0')
    ground.repository.tag('v1.9.9')
    expect((await on('v1.9.9')).phase).toBe('failed')
    expect((await on('v1.9.9', { older: 'allow' })).phase).toBe('successful')
    ground.repository.tag('v2.0.0')
    expect((await on('v2.0.0')).phase).toBe('successful')
  })

  it('is unknown where the tag is gone, or may not be read', async () => {
    expect((await on('v1.2.3')).phase).toBe('inconclusive')
    ground.repository.tag('v1.2.3')
    const asked = { identity: { ref: 'refs/tags/v1.2.3' }, permissions: [] }
    expect((await ground.judge(releaseTag, {}, asked)).phase).toBe('inconclusive')
  })

  it('takes a hostile name for what it is', async () => {
    const tag = 'v1.2.3-`$(id)`/../../x'
    expect((await on(tag)).phase).toBe('failed')
  })
})
