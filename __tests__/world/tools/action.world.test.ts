import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { DEPLOYED, told } from '../core/step.ts'
import { sideBySide } from '../side-by-side.ts'
import { type Action, actionIn } from './action.ts'
import type { Copy } from './copy.ts'
import { describeWithTools } from './for-tests.ts'
import { openToolsWorld, type ToolsWorld } from './tools-world.ts'

const NAMES = ['aws', 'sam'] as const
const LIMIT_MS = 180_000
const NOTHING = [false, 'successful', 'NOTHING_TO_CHANGE']

await describeWithTools(NAMES, 'the action on a system that a tool deployed', () => {
  let world: ToolsWorld
  let action: Action
  beforeAll(async () => {
    world = await openToolsWorld(NAMES)
    action = await actionIn(world)
  }, 90_000)
  afterAll(async () => {
    action.close()
    await world.close()
  })

  const configure = ({ folder }: Copy, stacks: string): Promise<void> =>
    writeFile(join(folder, '.github/deploy.yml'), `version: 1\nreport: { issue: false }\nstacks:\n${stacks}`)

  const story = sideBySide()

  story(
    'sees what the AWS CLI deployed as its own, changes it, and leaves the CLI nothing to do',
    async () => {
      const system = await world.copy('npm-service')
      await configure(
        system,
        '  - { name: service-data, template: dist/data.json }\n  - { name: service-api, template: dist/api.json }\n',
      )
      expect(await system.deploy()).toMatchObject({ code: 0 })
      expect(told(await action.run(system))).toEqual(NOTHING)
      await system.version('2.0.0')
      expect(await system.run('npm', 'run', 'build')).toMatchObject({ code: 0 })
      expect(told(await action.run(system))).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('2.0.0')
      const again = await system.deploy()
      expect([again.code, again.output.match(/No changes to deploy/g)?.length]).toEqual([0, 2])
    },
    LIMIT_MS,
  )

  story(
    'deploys what SAM packaged into the stack that SAM made, and leaves SAM nothing to do',
    async () => {
      const system = await world.copy('pixel-prompt')
      await configure(system, '  - { name: pixel-prompt-staging, template: backend/packaged.yaml }\n')
      const pack = async (): Promise<void> => {
        const given = ['--resolve-s3', '--s3-prefix', 'pixel-prompt-staging', '--output-template-file', 'packaged.yaml'] as const
        expect(await system.run('sam', 'build', '--config-env', 'staging')).toMatchObject({ code: 0 })
        expect(await system.run('sam', 'package', '--template', '.aws-sam/build/template.yaml', ...given)).toMatchObject({
          code: 0,
        })
      }
      expect(await system.deploy()).toMatchObject({ code: 0 })
      await system.version('2.0.0')
      await pack()
      expect(told(await action.run(system))).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('2.0.0')
      expect(await system.deploy()).toMatchObject({ code: 0, output: expect.stringContaining('No changes to deploy') })
    },
    LIMIT_MS,
  )
})
