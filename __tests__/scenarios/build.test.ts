import { appendFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Scene, scene } from './scene.ts'
import { verdictOf } from './sight.ts'

let world: Scene
let built: Result
beforeEach(async () => {
  world = await scene()
  built = await world.deploy({ inputs: { stages: 'synthesize' } })
})
afterEach(() => world.close())

/** The job that plans what another one synthesized, in a checkout of nothing but the configuration. */
const plan = (inputs: Readonly<Record<string, string>> = {}) =>
  world.deploy({
    inputs: {
      ...{ stages: 'plan', build: built.outputs['build'] ?? '' },
      'build-sha256': built.outputs['build-sha256'] ?? '',
      ...inputs,
    },
  })

describe('a build of another job', () => {
  it('is told by the job that makes it, and asks AWS for nothing', () => {
    expect(built.outputs['build']).toBe(join(world.folder, 'temp/deploy-action-build/deploy'))
    expect(built.outputs['build-sha256']).toMatch(/^[0-9a-f]{64}$/)
    expect(world.aws.calls).toEqual([])
  })

  it('is planned without the files that it was made of', async () => {
    await world.write('template.yaml', 'this is no template any more')
    const planned = await plan()
    expect(verdictOf(planned)).toEqual({ failed: false, verdict: 'successful', reason: 'PLANNED' })
    expect(planned.record.stages.map(({ stage }) => stage)).toEqual(['plan'])
    expect(planned.outputs['build']).toBe('')
  })

  it('is refused where a byte of it is another one', async () => {
    await appendFile(join(built.outputs['build'] ?? '', 'demo/collected.json'), ' ')
    expect(verdictOf(await plan())).toMatchObject({ failed: true, reason: 'BUILD_INVALID' })
    expect(world.aws.calls).toEqual([])
  })

  it('is refused where a file came to it', async () => {
    await mkdir(join(built.outputs['build'] ?? '', 'other'))
    await appendFile(join(built.outputs['build'] ?? '', 'other/file'), '')
    expect(verdictOf(await plan())).toMatchObject({ failed: true, reason: 'BUILD_INVALID' })
  })

  it('is refused without its sha256, or where it is not there', async () => {
    expect(verdictOf(await plan({ 'build-sha256': '' }))).toMatchObject({ failed: true, reason: 'BUILD_INVALID' })
    expect(verdictOf(await plan({ build: 'none' }))).toMatchObject({ failed: true, reason: 'BUILD_MISSING' })
  })

  it('does not stand beside the stage that would make another one', async () => {
    expect(verdictOf(await plan({ stages: 'synthesize,plan' }))).toMatchObject({ failed: true, reason: 'INPUT_INVALID' })
    expect(verdictOf(await plan({ stages: '' }))).toMatchObject({ failed: true, reason: 'INPUT_INVALID' })
  })
})
