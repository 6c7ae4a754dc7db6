import { join } from 'node:path'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { bootstrapCdk } from './bootstrap.ts'
import { describeWithTools } from './for-tests.ts'
import { run } from './run.ts'
import { openToolsWorld, type ToolsWorld } from './tools-world.ts'

const NAMES = ['cdk'] as const
const LIMIT_MS = 120_000
const ELSEWHERE = 'eu-west-1'

await describeWithTools(NAMES, 'the CDK in the world', () => {
  let world: ToolsWorld
  beforeAll(async () => {
    world = await openToolsWorld(NAMES)
  }, 90_000)
  afterAll(() => world.close())

  it(
    'finds its bootstrap, and assumes the roles of it',
    async () => {
      const system = await world.copy('trivia-nft')
      const { code, output } = await system.run('cdk', 'deploy', 'TriviaNft-dev-Data', '--require-approval', 'never')
      expect([code, /Proceeding anyway/.test(output)]).toEqual([0, false])
      expect(world.calls.filter(({ action }) => action === 'AssumeRole').length).toBeGreaterThan(0)
    },
    LIMIT_MS,
  )

  it(
    'misses it in another region, and finds one that is too old',
    async () => {
      const { folder } = await world.copy('trivia-nft')
      const env = { ...world.env, AWS_REGION: ELSEWHERE, AWS_DEFAULT_REGION: ELSEWHERE }
      const deploy = () =>
        run(['cdk', 'deploy', 'TriviaNft-dev-Data', '--require-approval', 'never'], { cwd: join(folder, 'infrastructure'), env })
      expect(await deploy()).toMatchObject({ code: 1, output: expect.stringContaining('Has the environment been bootstrapped?') })
      const client = new CloudFormationClient({ ...world.access, region: ELSEWHERE })
      await bootstrapCdk(client, '3')
      client.destroy()
      expect(await deploy()).toMatchObject({
        code: 1,
        output: expect.stringMatching(/requires bootstrap stack version '6', found '3'/),
      })
    },
    LIMIT_MS,
  )
})
