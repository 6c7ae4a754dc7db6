import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { DEPLOYED, type Result, step, told } from '../world/core/step.ts'
import type { Copy } from '../world/tools/copy.ts'
import { examples } from '../world/tools/examples.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { openToolsWorld, type ToolsWorld } from '../world/tools/tools-world.ts'

const LIMIT_MS = 300_000
const STACKS = ['Data', 'Api', 'Web'].map((part) => `TriviaNft-staging-${part}`)
const OF_THE_PROCESS = ['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
const UNCHANGED = [false, 'successful', 'NOTHING_TO_CHANGE']

const STAGED = `import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
const app = new App()
const outer = new Stack(new Stage(app, 'Prod'), 'Outer')
new Queue(new NestedStack(outer, 'Inner'), 'Queue')
`

const FILE = (name = 'infrastructure') => `version: 1
stacks:
  - name: ${name}
    account: "111122223333"
    cdk: { directory: infrastructure, stacks: ["TriviaNft-\${environment}-*"], context: { environment: "\${environment}" } }
report: { issue: false }
environments: { staging: {} }
`

await describeWithTools(['cdk'], 'the engine of the CDK with the real tool', () => {
  let world: ToolsWorld
  let system: Copy
  let runs = 0
  beforeAll(async () => {
    world = await openToolsWorld(['cdk'])
    // The SDK reads them from the process; every test file has a process of its own. To us the key would be a secret, and here it is
    // the number of the account.
    for (const name of OF_THE_PROCESS) process.env[name] = world.env[name] ?? ''
    system = await world.copy('trivia-nft')
    await mkdir(join(system.folder, '.github'), { recursive: true })
    await writeFile(join(system.folder, '.github/deploy.yml'), FILE())
  }, 90_000)
  afterAll(() => world.close())

  const deploy = (inputs: Readonly<Record<string, string>> = {}): Promise<Result> => {
    runs += 1
    const given = { environment: 'staging', ...inputs }
    const env = Object.fromEntries(Object.entries(world.env).filter(([name]) => !OF_THE_PROCESS.some((own) => own === name)))
    return step({ workspace: system.folder, env, runId: String(runs), inputs: given, cancelWhen: undefined })
  }
  const stacks = async () => (await world.cloudformation.send(new DescribeStacksCommand({}))).Stacks ?? []

  it(
    'creates three stacks in order, changes one, finds nothing to change, leaves them as the tool would have, and goes back',
    async () => {
      const created = await deploy()
      expect(told(created)).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('1.0.0')
      expect(created.record.stacks.map(({ name }) => name)).toEqual(STACKS)
      const times = new Map((await stacks()).map(({ StackName, CreationTime }) => [StackName, CreationTime?.getTime() ?? 0]))
      expect(times.get(STACKS[0])).toBeLessThanOrEqual(times.get(STACKS[1]) ?? 0)
      await system.version('2.0.0')
      const changed = await deploy()
      expect(told(changed)).toEqual(DEPLOYED)
      expect(await system.answer()).toBe('2.0.0')
      expect(told(await deploy())).toEqual(UNCHANGED)
      const diff = await system.run('cdk', 'diff', '--context', 'environment=staging', '--no-notices', '--fail')
      expect(diff.output).toContain('Number of stacks with differences: 0')
      expect(diff.code).toBe(0)
      const { record = '', 'record-sha256': sha256 = '' } = changed.outputs
      expect(told(await deploy({ stages: 'rollback', record, 'record-sha256': sha256 }))).toEqual([
        false,
        'successful',
        'ROLLED_BACK',
      ])
      expect(await system.answer()).toBe('1.0.0')
    },
    LIMIT_MS,
  )

  it(
    'keeps the version where the app or the deployment fails',
    async () => {
      const { failingBuild, failingDeployment } = examples['trivia-nft']
      await system.version('3.0.0')
      await system.edit(...failingBuild)
      const unbuilt = await deploy()
      expect(told(unbuilt)).toEqual([true, 'failed', 'TOOL_FAILED'])
      expect(unbuilt.annotations.join('\n')).toContain('the construct tree is ill')
      await system.mend(...failingBuild)
      await system.edit(...failingDeployment)
      expect(told(await deploy())).toEqual([true, 'failed', 'DEPLOY_FAILED'])
      expect(await system.answer()).toBe('1.0.0')
      await system.mend(...failingDeployment)
      const log = join(system.folder, 'temp', String(runs - 1), 'deploy-action/deploy/infrastructure-cdk.log')
      expect(await readFile(log, 'utf8')).toContain('app.mjs')
    },
    LIMIT_MS,
  )

  it(
    'deploys a stage with a nested stack that leaves account and region open',
    async () => {
      await writeFile(join(system.folder, 'infrastructure/staged.mjs'), STAGED)
      await writeFile(join(system.folder, '.github/deploy.yml'), FILE('staged').replace('TriviaNft-${environment}-*', 'Prod/*'))
      await system.edit(['infrastructure/cdk.json', 'node app.mjs', 'node staged.mjs'])
      expect(told(await deploy())).toEqual(DEPLOYED)
      const found = (await stacks()).filter(({ StackName }) => StackName?.startsWith('Prod-'))
      expect(found.map(({ StackName, StackStatus }) => [StackName?.replace(/-Inner.*/, '-Inner'), StackStatus])).toEqual(
        expect.arrayContaining([
          ['Prod-Outer', 'CREATE_COMPLETE'],
          ['Prod-Outer-Inner', 'CREATE_COMPLETE'],
        ]),
      )
    },
    LIMIT_MS,
  )
})
