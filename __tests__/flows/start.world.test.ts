import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { expect, it } from '@jest/globals'
import { startAws } from '../world/aws/server.ts'
import { FastClock } from '../world/executor/clock.ts'
import { openHub } from '../world/executor/hub/hub.ts'
import { describeWithTools } from '../world/tools/for-tests.ts'
import { realTools } from '../world/tools/tools.ts'
import { furnishAccount } from './accounts.ts'
import { filesIn, install } from './installed.ts'
import { spent } from './spent.ts'
import { logs } from './told.ts'

const LIMIT_MS = 180_000
const ACCOUNT = '444455556666'
const REGION = 'eu-west-1'
const QUIET = { SAM_CLI_TELEMETRY: '0', AWS_EC2_METADATA_DISABLED: 'true', npm_config_offline: 'true' } as const

/** All that a new user has: a small system of SAM. */
const SYSTEM = {
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: hello/, Handler: index.handler, Runtime: nodejs24.x }
  Address: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Hello, AuthType: AWS_IAM } }
Outputs:
  Url: { Value: !GetAtt Address.FunctionUrl }
`,
  'hello/index.js': "exports.handler = async () => ({ statusCode: 200, body: 'hello' })\n",
  'hello/package.json': '{ "name": "hello", "version": "1.0.0" }\n',
} as const

await describeWithTools(['sam'], 'a new user', () => {
  it(
    'comes from a template of SAM to a plan that waits for approval by two files, and edits none of them',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'shop-'))
      mkdirSync(join(folder, 'hello'))
      for (const [path, text] of Object.entries(SYSTEM)) writeFileSync(join(folder, path), text)
      const begun = performance.now()
      const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1)} s`
      const said = install('deploy-production', folder, ['--stack', 'shop', '--account', ACCOUNT, '--region', REGION])
      const copied = seconds()
      const files = filesIn(folder)
      rmSync(folder, { recursive: true })
      expect(Object.keys(files).filter((path) => !(path in SYSTEM))).toEqual([
        '.github/deploy.yml',
        '.github/workflows/deploy-production.yml',
      ])

      const clock = new FastClock(1)
      const aws = await startAws({ clock, account: ACCOUNT, region: REGION })
      const tools = await realTools(['sam'])
      const hub = await openHub({ clock, machineEnv: { ...QUIET, PATH: tools.path, AWS_ENDPOINT_URL: aws.url } })
      try {
        // What the command says is to be made: bucket, roles, environments.
        expect(said).toContain('(Bucket=shop-deployments-444455556666, Prefix=shop-production)')
        aws.objects.createBucket(`shop-deployments-${ACCOUNT}`, { versioned: true })
        const refs = [{ name: 'main' }]
        const production = { reviewers: ['alice'], preventSelfReview: true, canAdminsBypass: false, refs }
        const home = hub.repository('octo-org/shop', { files, environments: { production, 'production-plan': { refs } } })
        const prefix = (environment: string) => `shop-${environment}`
        furnishAccount(aws, hub, home, ['production'], { account: ACCOUNT, prefix })

        const started = performance.now()
        const inputs = { confirm: 'deploy-production' }
        const run = hub.event({ name: 'workflow_dispatch', workflow: 'deploy-production.yml', inputs })
        await run.waitingFor('production').catch((error: Error) => {
          throw new Error(`${error.message}\n${logs(run)}`)
        })
        const waited = `${((performance.now() - started) / 1000).toFixed(1)} s`
        expect(run.job('production / plan').summaries.join('\n')).toMatch(/the plan is ready.*shop-production.*Hello/s)
        expect(aws.stacks.status('shop-production')).toBe('REVIEW_IN_PROGRESS')
        process.stdout.write(`two files copied: ${copied}; from the start to the approval: ${waited} (${spent(home, run)})\n`)
        run.cancel()
        await run.done
      } finally {
        await hub.close()
        await aws.close()
      }
    },
    LIMIT_MS,
  )
})
