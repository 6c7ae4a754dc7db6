import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { LIMIT_MS, step, told } from '../core/step.ts'
import { describeWithMinistack } from '../ministack/for-tests.ts'
import { OF_DEPLOY, OF_PLAN } from './claims.ts'
import { openSetupWorld, type SetupWorld, type Somebody } from './setup-world.ts'

// Its code goes by the bucket. A template that does so as well is at an address that MiniStack does not understand without the proxy, which
// rewrites what is signed.
const TEMPLATE = `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: !Sub "arn:aws:iam::\${AWS::AccountId}:role/any", Code: code }
`

const answering = (word: string): string => `exports.handler = async () => '${word}'\n`

await describeWithMinistack('the action with the roles of the template, where policies are judged', () => {
  let world: SetupWorld
  let workspace: string
  let planner: Somebody
  let deployer: Somebody
  beforeAll(async () => {
    world = await openSetupWorld()
    // The SDK reads it from the process; every test file has a process of its own.
    process.env['AWS_ENDPOINT_URL'] = world.url
    workspace = await mkdtemp(join(tmpdir(), 'setup-'))
    planner = await world.take('PlanRole', OF_PLAN)
    deployer = await world.take('DeployRole', OF_DEPLOY)
    await mkdir(join(workspace, '.github'))
    await mkdir(join(workspace, 'code'))
    await writeFile(join(workspace, 'template.yaml'), TEMPLATE)
    const stack = `{ name: demo, template: template.yaml, bucket: octo-artifacts, role-arn: "${world.roles['ExecutionRole']}" }`
    const rest = 'account: "111122223333"\nreport: { issue: false }\n'
    await writeFile(join(workspace, '.github/deploy.yml'), `version: 1\nstacks:\n  - ${stack}\n${rest}`)
  }, 90_000)
  afterAll(async () => {
    await world.close()
    await rm(workspace, { recursive: true })
  })

  let runs = 0
  const run = async (who: Somebody, inputs: Readonly<Record<string, string>>) => {
    runs += 1
    return step({ workspace, env: who.env, runId: String(runs), inputs, cancelWhen: undefined })
  }
  const deploy = async (value: string) => {
    await writeFile(join(workspace, 'code/index.js'), answering(value))
    const plan = await run(planner, { stages: 'plan' })

    expect(told(plan)).toEqual([false, 'successful', 'PLANNED'])
    await cp(join(workspace, 'temp', String(runs), 'deploy-action/deploy'), join(workspace, 'plan'), {
      recursive: true,
      force: true,
    })
    const record = { record: 'plan/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' }
    // The logs have tests of their own: watching them takes its time.
    return run(deployer, { stages: 'deploy, verify, rollback', ...record })
  }

  it(
    'creates a stack and updates it: planned by the one, executed by the other, and the record kept',
    async () => {
      for (const value of ['first', 'second']) {
        const result = await deploy(value)
        expect(told(result)).toEqual([false, 'successful', 'DEPLOYED'])
        expect(JSON.stringify(result.record)).not.toMatch(/ACCESS_DENIED|could not be kept/)
      }
      const kept = await world.root.objects.send(new ListObjectsV2Command({ Bucket: 'octo-artifacts', Prefix: 'records/' }))
      expect(kept.Contents?.length).toBeGreaterThan(1)
    },
    LIMIT_MS,
  )
  it(
    'takes a plan away that nobody executes, with the plan role',
    async () => {
      await writeFile(join(workspace, 'code/index.js'), answering('third'))
      const plan = await run(planner, { stages: 'plan' })
      const folder = join(workspace, 'temp', String(runs), 'deploy-action/deploy')
      await cp(folder, join(workspace, 'rejected'), { recursive: true })
      const record = { record: 'rejected/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' }
      expect(told(await run(planner, { stages: 'report', ...record }))).toEqual([false, 'skipped', 'REJECTED'])
    },
    LIMIT_MS,
  )
  it(
    'refuses with the name of the action where the job that plans is to deploy',
    async () => {
      await writeFile(join(workspace, 'code/index.js'), answering('fourth'))
      const result = await run(planner, { stages: 'plan, deploy' })
      expect(told(result)).toEqual([true, 'error', 'ACCESS_DENIED'])
      expect(result.summary).toContain('cloudformation:ExecuteChangeSet')
    },
    LIMIT_MS,
  )
})
