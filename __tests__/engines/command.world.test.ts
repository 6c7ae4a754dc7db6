import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEPLOYED, told } from '../world/core/step.ts'
import { type Action, actionIn } from '../world/tools/action.ts'
import type { Copy } from '../world/tools/copy.ts'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { openToolsWorld, type ToolsWorld } from '../world/tools/tools-world.ts'

const LIMIT_MS = 120_000
const { failingBuild, failingDeployment } = examples['npm-service']

/** The action on a copy of the example; each run can be taken back. */
const actingOn =
  (action: Action, copy: Copy) =>
  async (inputs: Readonly<Record<string, string>> = {}) => {
    const result = await action.run(copy, { inputs })
    const back = {
      stages: 'rollback,report',
      record: `temp/${result.record.identity.runId}/deploy-action/deploy/record.json`,
      'record-sha256': result.outputs['record-sha256'] ?? '',
    }
    return { ...result, back }
  }

await describeWithTools(['aws'], 'a command with the AWS CLI', () => {
  let world: ToolsWorld
  let action: Action
  beforeAll(async () => {
    world = await openToolsWorld(['aws'])
    action = await actionIn(world)
  }, 90_000)
  afterAll(async () => {
    action.close()
    await world.close()
  })

  it(
    'leaves change sets that are reviewed and executed here, and taken back',
    async () => {
      const system = await world.copy('npm-service')
      const act = actingOn(action, system)
      const first = await act()
      expect(told(first)).toEqual(DEPLOYED)
      expect(first.record.stacks.map(({ name, plan }) => [name, plan?.kind])).toEqual([
        ['service-data', 'create'],
        ['service-api', 'create'],
      ])
      expect(await system.answer()).toBe('1.0.0')
      await system.version('2.0.0')
      const second = await act()
      expect(told(second)).toEqual(DEPLOYED)
      expect(second.record.stacks.map(({ plan }) => plan?.kind)).toEqual(['none', 'update'])
      expect(await system.answer()).toBe('2.0.0')
      expect(told(await act())).toEqual([false, 'successful', 'NOTHING_TO_CHANGE'])
      expect(told(await act(second.back))).toEqual([false, 'successful', 'ROLLED_BACK'])
      expect(await system.answer()).toBe('1.0.0')
      await system.edit(...failingBuild)
      expect(told(await act({ stages: 'synthesize,plan,deploy' }))).toEqual([true, 'failed', 'TOOL_FAILED'])
      await system.mend(...failingBuild)
      await system.edit(...failingDeployment)
      expect(told(await act())).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      await system.mend(...failingDeployment)
      expect(await system.answer()).toBe('1.0.0')
      // The team's own way still works on what we left.
      expect(await system.deploy()).toMatchObject({ code: 0 })
      expect(await system.answer()).toBe('2.0.0')
    },
    LIMIT_MS,
  )

  it(
    'deploys by itself where it has no plan, and is taken back by us',
    async () => {
      const system = await world.copy('npm-service')
      await system.edit(
        ['scripts/deploy.mjs', 'service-${stack}', 'alone-${stack}'],
        ['src/data.json', '"service-users"', '"alone-users"'],
        ['src/api.json', '"service-users"', '"alone-users"'],
        ['.github/deploy.yml', 'plan: npm run plan, ', ''],
        ['.github/deploy.yml', '[service-data, service-api]', '[alone-data, alone-api]'],
        ['.github/deploy.yml', 'outputs.Url', 'outputs.alone-api.Url'],
      )
      const act = actingOn(action, system)
      const answer = async () => {
        const { body } = await world.ask(`${await world.output('alone-api', 'Url')}ping`)
        return (JSON.parse(body) as { readonly version?: unknown }).version
      }
      const ends = (result: Awaited<ReturnType<typeof act>>) => result.record.stacks.map(({ operation }) => operation?.status)
      const first = await act()
      expect(told(first)).toEqual(DEPLOYED)
      expect(ends(first)).toEqual(['CREATE_COMPLETE', 'CREATE_COMPLETE'])
      expect(await answer()).toBe('1.0.0')
      await system.version('2.0.0')
      const second = await act()
      expect(told(second)).toEqual(DEPLOYED)
      expect(ends(second)).toEqual([undefined, 'UPDATE_COMPLETE'])
      expect(await answer()).toBe('2.0.0')
      expect(told(await act(second.back))).toEqual([false, 'successful', 'ROLLED_BACK'])
      expect(await answer()).toBe('1.0.0')
      await system.edit(...failingDeployment)
      const failed = await act()
      expect(told(failed)).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(failed.record.stacks[1]?.operation?.rootCause).toMatchObject({ logicalId: 'Broken' })
      expect(await answer()).toBe('1.0.0')
    },
    LIMIT_MS,
  )
})
