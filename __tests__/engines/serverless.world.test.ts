import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEPLOYED, type Result, step, told } from '../world/core/step.ts'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { openToolsWorld, type ToolsWorld } from '../world/tools/tools-world.ts'

const LIMIT_MS = 120_000
const { failingBuild, failingDeployment } = examples.sjc1990app
const NOTHING = [false, 'successful', 'NOTHING_TO_CHANGE']
const NO_CHANGES = 'No changes to deploy'
const SERVICE = 'sjc1990app'

/** A fresh copy of the example that is deployed by the action. */
async function serviceIn(world: ToolsWorld) {
  const copy = await world.copy(SERVICE)
  let runs = 0
  return {
    ...copy,
    configure: (ofService: string, ofFile = '') =>
      writeFile(
        join(copy.folder, '.github/deploy.yml'),
        `version: 1\nstacks:\n  - name: service\n    serverless: { stage: staging${ofService} }\nreport: { issue: false }\n${ofFile}`,
      ),
    async deployed(inputs: Readonly<Record<string, string>> = {}): Promise<Result> {
      runs += 1
      const x = await step({ workspace: copy.folder, env: world.env, runId: String(runs), inputs, cancelWhen: undefined }); process.stderr.write(x.lines.join('\n')); return x
    },
  }
}

await describeWithTools(['osls'], 'a service of osls', () => {
  let world: ToolsWorld
  beforeAll(async () => {
    world = await openToolsWorld(['osls'])
    // The SDK reads the endpoint from the process; every test file has a process of its own.
    process.env['AWS_ENDPOINT_URL'] = world.env['AWS_ENDPOINT_URL']
  }, 90_000)
  afterAll(() => world.close())

  it(
    'is created with its bucket first, changed, found unchanged, left as it was by what fails, and put back',
    async () => {
      const service = await serviceIn(world)
      await service.configure('')
      expect(told(await service.deployed())).toEqual([true, 'failed', 'PLAN_BLOCKED'])
      await service.configure('', 'deferred: allow\n')
      expect(told(await service.deployed())).toEqual(DEPLOYED)
      expect(await service.answer()).toBe('1.0.0')
      expect(told(await service.deployed())).toEqual(NOTHING)
      expect((await service.run('osls', 'info', '--stage', 'staging')).output).toContain('GET - https://')
      expect((await service.deploy()).output).toContain(NO_CHANGES)
      await service.version('2.0.0')
      const changed = await service.deployed()
      expect(told(changed)).toEqual(DEPLOYED)
      expect(await service.answer()).toBe('2.0.0')
      await service.edit(...failingBuild)
      expect(told(await service.deployed())).toEqual([true, 'error', 'TOOL_FAILED'])
      await service.mend(...failingBuild)
      await service.edit(...failingDeployment)
      expect(told(await service.deployed())).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      await service.mend(...failingDeployment)
      expect(await service.answer()).toBe('2.0.0')
      const record = { record: changed.outputs['record'] ?? '', 'record-sha256': changed.outputs['record-sha256'] ?? '' }
      expect(told(await service.deployed({ stages: 'rollback', ...record }))).toEqual([false, 'successful', 'ROLLED_BACK'])
      expect(await service.answer()).toBe('1.0.0')
      expect((await service.deploy()).output).not.toContain(NO_CHANGES)
      expect(await service.answer()).toBe('2.0.0')
    },
    LIMIT_MS,
  )
})
