import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Run, type Scene, scene } from './scene.ts'
import { begun, DEPLOYED, verdictOf } from './sight.ts'

const CODE = `Resources:
  Role: { Type: AWS::IAM::Role, Properties: { AssumeRolePolicyDocument: {} } }
  Function: { Type: AWS::Lambda::Function, Properties: { Handler: index.main, Runtime: nodejs22.x, Role: !GetAtt Role.Arn, Code: { S3Bucket: code, S3Key: app.zip } } }
`
const CONFIG = `version: 1
stacks:
  - { name: demo, template: template.yaml, capabilities: [CAPABILITY_IAM] }
`

let world: Scene
beforeEach(async () => {
  world = await scene()
  world.aws.objects.createBucket('code', { versioned: true })
  world.aws.objects.put('code', 'app.zip', 'what was built')
  await world.write('template.yaml', CODE)
  await world.write('.github/deploy.yml', CONFIG)
})
afterEach(() => world.close())

async function planned(): Promise<Result> {
  const plan = await world.deploy({ inputs: { stages: 'plan,report' } })
  expect(verdictOf(plan)).toEqual({ failed: false, verdict: 'successful', reason: 'PLANNED' })
  await world.carry('plan')
  await rm(join(world.folder, 'template.yaml'))
  return plan
}
const deploying = (plan: Result, run: Partial<Run> = {}): Promise<Result> =>
  world.deploy({
    ...run,
    inputs: { stages: 'deploy,report', record: 'plan/record.json', 'record-sha256': plan.outputs['record-sha256'] ?? '' },
  })

describe('an object in a bucket that the template names', () => {
  it('that is as it was planned lets the deployment run', async () => {
    expect(verdictOf(await deploying(await planned()))).toEqual(DEPLOYED)
  })

  it('that was exchanged after approval stops it, and says how it differs', async () => {
    const plan = await planned()
    world.aws.objects.put('code', 'app.zip', 'what somebody else built')
    const result = await deploying(plan)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'ARTIFACT_CHANGED' })
    const said = result.record.stages.find(({ stage }) => stage === 'deploy')?.reason
    expect(said).toMatch(/app\.zip in bucket code: its version was \w+ and is \w+/)
    expect(begun(world.aws)).toEqual([])
  })

  it('that is gone stops it', async () => {
    const plan = await planned()
    world.aws.objects.remove('code', 'app.zip')
    const result = await deploying(plan)
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'ARTIFACT_CHANGED' })
    expect(begun(world.aws)).toEqual([])
  })

  it('that may not be looked at when planning is a finding, and is deployed unbound', async () => {
    world.aws.fault({ action: 'HeadObject', service: 's3', kind: 'denied' })
    const plan = await world.deploy({ inputs: { stages: 'plan,report' } })
    const findings = plan.record.stages.flatMap((stage) => stage.findings)
    expect(findings).toEqual([
      expect.objectContaining({ severity: 'low', title: 'What demo needs from buckets is not bound to its plan' }),
    ])
    await world.carry('plan')
    expect(verdictOf(await deploying(plan))).toEqual(DEPLOYED)
  })

  it('that was bound and may not be looked at any more stops it', async () => {
    const plan = await planned()
    world.aws.fault({ action: 'HeadObject', service: 's3', kind: 'denied' })
    expect(verdictOf(await deploying(plan))).toMatchObject({ failed: true, reason: 'ACCESS_DENIED' })
    expect(begun(world.aws)).toEqual([])
  })

  it('that is not there stops the plan', async () => {
    await world.write('template.yaml', CODE.replace('app.zip', 'missing.zip'))
    const result = await world.deploy()
    expect(verdictOf(result)).toMatchObject({ failed: true, reason: 'ARTIFACT_MISSING' })
    expect(begun(world.aws)).toEqual([])
  })
})
