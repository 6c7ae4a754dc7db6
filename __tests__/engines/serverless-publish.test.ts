import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { published } from '../../src/engines/serverless-publish.ts'
import type { Ports } from '../../src/ports/index.ts'
import type { NewObject, Objects } from '../../src/ports/objects.ts'
import { refusal, workspace } from '../artifacts/workspace.ts'
import { coreOver } from '../stack/core.ts'
import { DIRECTORY, type Packaging, packaging } from './packaging.ts'

/** What is published of a packaging, where that stack is there or none is. */
function publishing(said: Packaging, stack?: { readonly status: string }) {
  const { into, files } = workspace({})
  mkdirSync(into, { recursive: true })
  for (const [name, text] of Object.entries(packaging(said))) writeFileSync(join(into, name), text)
  const stored: NewObject[] = []
  const store: Objects['store'] = async (object) => {
    stored.push(object)
    const { bucket, key, bytes } = object
    return { bytes, metadata: {}, there: false, url: `https://${bucket}.example/${key.replaceAll(':', '%3A')}` }
  }
  const { core } = coreOver({
    describe: async () => stack && ({ id: 'id', name: 'service-live', ...stack } as never),
    resources: async () => ({ resources: [] }),
    template: async () => '{}',
  })
  const target = {
    ...{ system: 'service', region: 'us-east-1', given: [], withCredentials: false },
    options: { directory: '.', env: {}, limit: '1m', finish: false },
  }
  const made = published(target, {
    ...{
      ports: { files } as unknown as Ports,
      signal: core.signal,
      folder: into,
      say: () => undefined,
      log: () => '',
      caller: async () => ({ account: '111122223333', arn: '' }),
    },
    core: () => ({ ...core, objects: { store } as unknown as Objects }),
  })
  return { made, stored }
}

const OWN = { deploymentBucket: 'deployments' }

it('says of the stack what the service says', async () => {
  const provider = {
    ...OWN,
    stackName: 'shop',
    stackTags: { Stage: 'mine', team: 7 },
    iam: { deploymentRole: 'arn:aws:iam::111122223333:role/deployment' },
    notificationArns: ['arn:aws:sns:us-east-1:111122223333:events'],
    stackParameters: [{ ParameterKey: 'Size', ParameterValue: 5 }],
    rollbackConfiguration: {
      MonitoringTimeInMinutes: 3,
      RollbackTriggers: [{ Arn: 'arn:alarm', Type: 'AWS::CloudWatch::Alarm' }],
    },
    stackPolicy: [{ Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' }],
  }
  const { stacks } = await publishing({ provider }).made
  expect(stacks[0]).toMatchObject({
    name: 'shop',
    region: 'us-east-1',
    tags: { Stage: 'mine', team: '7' },
    capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    roleArn: 'arn:aws:iam::111122223333:role/deployment',
    notificationArns: ['arn:aws:sns:us-east-1:111122223333:events'],
    parameters: { Size: '5' },
    monitor: { minutes: 3, alarms: ['arn:alarm'] },
    stackPolicy: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"Update:*","Resource":"*"}]}',
  })
  expect(Object.keys(stacks[0]?.tags ?? {})).toEqual(['Stage', 'team'])
})

it('stores template, state and packages as the framework does', async () => {
  const { made, stored } = publishing({ provider: OWN })
  const { stacks } = await made
  expect(stacks[0]?.template.url).toBe(`https://deployments.example/${DIRECTORY}/compiled-cloudformation-template.json`)
  expect(stored.map(({ key, type, metadata }) => [key, type, Object.keys(metadata ?? {})])).toEqual([
    [`${DIRECTORY}/compiled-cloudformation-template.json`, 'application/json', ['filesha256']],
    [`${DIRECTORY}/serverless-state.json`, 'application/json', ['filesha256']],
    [`${DIRECTORY}/service.zip`, 'application/zip', ['filesha256']],
  ])
  expect(stacks[0]?.artifacts.map(({ key }) => key)).toEqual([`${DIRECTORY}/service.zip`])
})

it('stores nothing where there is no bucket yet', async () => {
  for (const stack of [undefined, { status: 'REVIEW_IN_PROGRESS' }, { status: 'ROLLBACK_COMPLETE' }]) {
    const { made, stored } = publishing({}, stack)
    expect((await made).stacks[0]?.first?.fix).toContain('provider.deploymentBucket')
    expect(stored).toEqual([])
  }
})

it('is refused where the stack is there and has no bucket', async () => {
  const { code, fix } = await refusal(publishing({}, { status: 'UPDATE_COMPLETE' }).made)
  expect([code, fix]).toEqual(['BUILD_INVALID', expect.stringContaining('provider.deploymentBucket')])
})

it('says that an encryption which the service asks for is left to the bucket', async () => {
  const provider = { ...OWN, deploymentBucketObject: { name: 'deployments', serverSideEncryption: 'aws:kms' } }
  expect((await publishing({ provider }).made).findings.map(({ severity }) => severity)).toEqual(['low'])
})
