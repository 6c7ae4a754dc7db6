import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import type { Publishing } from '../../src/engines/engine.ts'
import { sam } from '../../src/engines/sam.ts'
import type { Ports } from '../../src/ports/index.ts'
import type { NewObject } from '../../src/ports/objects.ts'
import type { Core } from '../../src/stack/core.ts'
import { refusal } from '../artifacts/workspace.ts'
import { type SamBench, samBench } from './sam-bench.ts'

const target = { system: 'demo', region: 'us-east-1', given: [], withCredentials: false, options: { directory: 'backend' } }
const CONFIG = `[default.deploy.parameters]
capabilities = "CAPABILITY_IAM"
parameter_overrides = "Size=5"
tags = "team=core"
role_arn = "arn:aws:iam::111122223333:role/cfn"
notification_arns = "arn:aws:sns:us-east-1:111122223333:told"
`

let bench: SamBench
let stored: NewObject[]
beforeEach(async () => {
  bench = await samBench()
  stored = []
})
afterEach(async () => {
  await bench.close()
  await rm(bench.build, { recursive: true, force: true })
})

/** Publishes where there is neither SAM nor the checkout. */
async function published(given: { readonly bucket?: string; readonly prefix?: string } = {}, sams?: string) {
  await rm(join(bench.folder, 'backend'), { recursive: true, force: true })
  await rm(join(bench.folder, '.bin'), { recursive: true })
  const { ports, ...place } = bench.place()
  const outputs = { SourceBucket: sams }
  const core = {
    ...{ clock, signal: place.signal, say: place.say, budget: { take: async () => undefined } },
    cloudformation: {
      describe: async (stack: string) => (sams && stack === 'aws-sam-cli-managed-default' ? { id: stack, outputs } : undefined),
    },
    objects: {
      async store(object: NewObject) {
        stored.push(object)
        return { version: 'v1', bytes: object.bytes, metadata: {}, there: false, url: `https://${object.bucket}/${object.key}` }
      },
    },
  } as unknown as Core
  const all: Publishing = {
    ...place,
    ports: { ...ports, clock } as Ports,
    core: () => core,
    caller: async () => ({ account: '111122223333', arn: '' }),
  }
  return sam.publish({ ...target, ...given }, all)
}

describe('publishing what SAM built', () => {
  it('needs neither SAM nor the checkout, and says what SAM is told to', async () => {
    await bench.write('backend/samconfig.toml', CONFIG)
    await bench.synthesize()
    const { stacks } = await published({ bucket: 'ours', prefix: 'demo' })
    expect(stored.map(({ bucket, key, sha256 }) => [bucket, key === `demo/artifacts/${sha256}.zip`])).toEqual([['ours', true]])
    expect(stacks).toEqual([
      {
        ...{ name: 'demo', region: 'us-east-1', needs: [], parameters: { Size: '5' }, tags: { team: 'core' } },
        capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
        roleArn: 'arn:aws:iam::111122223333:role/cfn',
        notificationArns: ['arn:aws:sns:us-east-1:111122223333:told'],
        artifacts: [expect.objectContaining({ bucket: 'ours', pinned: true, version: 'v1' })],
        template: {
          path: 'backend/.aws-sam/deploy-action/demo/build/template.yaml',
          body: expect.stringContaining(`CodeUri: "s3://ours/${stored[0]?.key}?versionId=v1"`),
        },
      },
    ])
  })

  const buckets = [
    [
      'the one of this configuration',
      's3_bucket = "sams"\ns3_prefix = "its"',
      { bucket: 'ours', prefix: 'mine' },
      'managed',
      'ours mine',
    ],
    ['the one of SAM’s configuration', 's3_bucket = "sams"\ns3_prefix = "its"', {}, 'managed', 'sams its'],
    ['the one that SAM made for itself', 'resolve_s3 = true', {}, 'managed', 'managed artifacts'],
  ] as const
  it.each(buckets)('takes %s', async (_which, deploy, given, managed, expected) => {
    await bench.write('backend/samconfig.toml', `[default.deploy.parameters]\n${deploy}\n`)
    await bench.synthesize()
    await published(given, managed)
    expect(stored.map(({ bucket, key }) => `${bucket} ${key.split('/')[0]}`)).toEqual([expected])
  })

  it('makes no bucket, and shows what does', async () => {
    await bench.synthesize()
    expect(await refusal(published())).toMatchObject({
      code: 'BUCKET_MISSING',
      fix: expect.stringContaining('in backend: sam package --resolve-s3 --region us-east-1'),
    })
  })

  it('needs no bucket where nothing is to be stored', async () => {
    await bench.write('backend/template.yaml', 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n')
    await bench.synthesize()
    const { stacks } = await published()
    expect([stacks[0]?.artifacts, stored]).toEqual([[], []])
  })

  const torn = [
    ['nothing', 'sam.json', undefined, 'BUILD_INVALID'],
    ['what is no JSON', 'sam.json', '{', 'BUILD_INVALID'],
    [
      'parameters that are no texts',
      'sam.json',
      JSON.stringify({ template: 't', directory: '.', parameters: { A: 1 }, capabilities: [], images: [] }),
      'BUILD_INVALID',
    ],
    [
      'a role that is no text',
      'sam.json',
      JSON.stringify({ template: 't', directory: '.', parameters: {}, capabilities: [], images: [], roleArn: {} }),
      'BUILD_INVALID',
    ],
    ['no list of what was collected', 'collected.json', undefined, 'BUILD_INVALID'],
    ['artifacts of another shape', 'collected.json', '{"templates":[],"artifacts":[{"id":1}]}', 'RECORD_INVALID'],
    ['an artifact that is a path out of the folder', 'collected.json', outside(), 'RECORD_INVALID'],
  ] as const
  it.each(torn)('is refused where the build holds %s', async (_what, name, content, code) => {
    await bench.synthesize()
    if (content === undefined) await rm(join(bench.build, name))
    else await writeFile(join(bench.build, name), content)
    expect(await refusal(published({ bucket: 'ours' }))).toMatchObject({ code })
    expect(stored).toEqual([])
  })
})

function outside(): string {
  const artifacts = [{ id: '../../../etc/hosts', where: 'Service.CodeUri', kind: 'file', bytes: 1 }]
  return JSON.stringify({ templates: [{ id: 't', text: '{}', slots: [] }], artifacts })
}
