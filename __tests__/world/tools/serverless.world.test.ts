import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { describeWithTools } from './for-tests.ts'
import { openToolsWorld, type ToolsWorld } from './tools-world.ts'

const NAMES = ['serverless'] as const

// Its deployment is not tried: it asks AWS itself, whatever AWS_ENDPOINT_URL says.
await describeWithTools(NAMES, 'Serverless Framework 3', () => {
  let world: ToolsWorld
  beforeAll(async () => {
    world = await openToolsWorld(NAMES)
  }, 90_000)
  afterAll(() => world.close())

  it('packages the example that osls deploys', async () => {
    const { folder, run } = await world.copy('sjc1990app')
    expect(await run('serverless', 'package', '--stage', 'staging', '--package', 'made')).toMatchObject({ code: 0 })
    expect(await readdir(join(folder, 'made'))).toEqual([
      'cloudformation-template-create-stack.json',
      'cloudformation-template-update-stack.json',
      'serverless-state.json',
      'sjc1990app.zip',
    ])
  }, 120_000)
})
