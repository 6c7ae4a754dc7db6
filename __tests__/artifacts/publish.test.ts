import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { objects } from '../../src/adapters/objects.ts'
import { boundAll, demandArtifacts } from '../../src/artifacts/bound.ts'
import { publish, type Shelf } from '../../src/artifacts/publish.ts'
import { artifactsIn } from '../../src/artifacts/references.ts'
import type { Artifact } from '../../src/domain/artifact.ts'
import { sha256 } from '../../src/foundation/digest.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import { planDigest } from '../../src/stack/tokens.ts'
import { accessOf } from '../adapters/access.ts'
import { type ScriptedAws, startAws } from '../world/aws/server.ts'
import { realClock } from '../world/clock.ts'
import { never, refusal, workspace } from './workspace.ts'

const FILES = {
  'template.yaml': `Resources:
  F: { Type: AWS::Lambda::Function, Properties: { Code: src } }
  R: { Type: AWS::AppSync::GraphQLSchema, Properties: { DefinitionS3Location: schema.graphql } }
  S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: inner.yaml } }
`,
  'inner.yaml': 'Resources: { G: { Type: AWS::Serverless::Function, Properties: { CodeUri: src } } }\n',
  'src/index.js': 'exports.handler = () => 1',
  'schema.graphql': 'type Query { all: Int }',
}
const env = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' }

let aws: ScriptedAws
let said: string[]
beforeEach(async () => {
  said = []
  aws = await startAws({ clock: realClock })
  process.env['AWS_ENDPOINT_URL'] = aws.url
})
afterEach(() => aws.close())

// Waiting for another try takes no time here; a request's limit is far away.
const clock = {
  now: () => new Date(0),
  random: () => 0.5,
  deadline: () => never,
  sleep: (ms: number, signal: AbortSignal) => (ms < 30_000 ? Promise.resolve() : realClock.sleep(ms, signal)),
}

const shelf = ({ files, into }: Pick<ReturnType<typeof workspace>, 'files' | 'into'>, more: Partial<Shelf> = {}): Shelf => ({
  ...{
    objects: objects({ region: 'us-east-1' }, accessOf(env), clock),
    files,
    clock,
    signal: never,
    secrets: new Secrets(),
    from: into,
  },
  ...{ bucket: 'artifacts', prefix: 'demo', say: (line: string) => void said.push(line) },
  ...more,
})

async function published(repository = workspace(FILES), more: Partial<Shelf> = {}) {
  const collected = await repository.collected()
  return publish(shelf(repository, more), JSON.parse(JSON.stringify(collected)))
}

const puts = () => aws.calls.filter(({ action }) => action === 'PutObject').length

describe('what was collected', () => {
  it('is stored by its hash and named with its version, from the innermost template on', async () => {
    aws.objects.createBucket('artifacts', { versioned: true })
    const { template, artifacts } = await published()
    const [code, schema, inner] = artifacts
    expect(artifacts.map(({ pinned }) => pinned)).toEqual([true, false, true])
    for (const { key, version, sha256: hash, bytes, etag } of artifacts) {
      const stored = aws.objects.read('artifacts', key)
      if (typeof stored !== 'object') throw new Error(`${key} is not there`)
      expect([stored.versionId, stored.etag, stored.body.length]).toEqual([version, `"${etag}"`, bytes])
      expect(sha256(stored.body)).toBe(hash)
      expect(key).toMatch(new RegExp(`^demo/(artifacts|templates)/${hash}(\\.zip|\\.template)?$`))
    }
    const address = `{"S3Bucket": "artifacts", "S3Key": "${code?.key}", "S3ObjectVersion": "${code?.version}"}`
    expect(template).toBe(
      FILES['template.yaml']
        .replace('Code: src', `Code: ${address}`)
        .replace('schema.graphql', `"s3://artifacts/${schema?.key}"`)
        .replace('inner.yaml', `"https://artifacts.s3.us-east-1.amazonaws.com/${inner?.key}?versionId=${inner?.version}"`),
    )
    const stored = aws.objects.read('artifacts', inner?.key ?? '')
    expect(typeof stored === 'object' && stored.body.toString()).toBe(
      FILES['inner.yaml'].replace('src', `"s3://artifacts/${code?.key}?versionId=${code?.version}"`),
    )
  })

  it('is stored once: a fresh checkout finds it there, byte for byte', async () => {
    aws.objects.createBucket('artifacts', { versioned: true })
    const first = await published()
    expect([puts(), said.filter((line) => line.includes(' stored as demo/')).length]).toEqual([3, 3])
    expect(await published()).toEqual(first)
    expect([puts(), said.filter((line) => line.includes(' are in the bucket already as demo/')).length]).toEqual([3, 3])
  })

  it('is named without a version where the bucket keeps none', async () => {
    aws.objects.createBucket('artifacts')
    const { template, artifacts } = await published()
    expect(template).not.toContain('ersion"')
    expect(artifacts.every(({ version, pinned }) => version === undefined && !pinned)).toBe(true)
  })

  it('is read again out of the finished template', async () => {
    aws.objects.createBucket('artifacts', { versioned: true })
    const { template, artifacts } = await published()
    const at = artifacts.map(({ bucket, key, version, pinned }) => ({ bucket, key, ...(pinned ? { version } : {}) }))
    expect(artifactsIn(template, {})).toEqual({ places: at, templates: at.slice(2), unknown: [] })
  })

  it('goes through although S3 is slow, breaks off, and is written to by another', async () => {
    aws.objects.createBucket('artifacts')
    aws.fault({ action: 'PutObject', kind: 'throttle', times: 2 })
    aws.fault({ action: 'PutObject', kind: 'error', status: 409, code: 'ConditionalRequestConflict', times: 1, after: 1 })
    aws.fault({ action: 'PutObject', kind: 'reset-after', times: 1, after: 1 })
    expect((await published()).artifacts).toHaveLength(3)
    expect(said.filter((line) => line.includes('trying again in'))).toHaveLength(4)
  })

  it('is stored by a role that may not see what is missing', async () => {
    aws.objects.createBucket('artifacts')
    aws.fault({ action: 'HeadObject', kind: 'denied' })
    aws.fault({ action: 'GetObject', kind: 'denied' })
    expect((await published()).artifacts).toHaveLength(3)
  })

  it('is refused where it is not what its hash says', async () => {
    aws.objects.createBucket('artifacts')
    const repository = workspace(FILES)
    const collected = await repository.collected()
    const [first] = collected.artifacts
    writeFileSync(join(repository.into, first?.id ?? ''), 'swapped')
    const failure = await refusal(publish(shelf(repository), collected))
    expect([failure.code, failure.message]).toEqual(['AWS_REFUSED', expect.stringContaining('did not match')])
    expect(aws.objects.list('artifacts', '').some(({ key }) => key.includes(first?.id ?? '-'))).toBe(false)
  })

  it.each([{ id: '../../etc/passwd' }, { id: 'f'.repeat(64) }])(
    'is refused where it names a file that is not there: %j',
    async (more) => {
      aws.objects.createBucket('artifacts')
      const repository = workspace(FILES)
      const collected = await repository.collected()
      const artifacts = collected.artifacts.map((artifact) => ({ ...artifact, ...more }))
      expect(await refusal(publish(shelf(repository), { ...collected, artifacts }))).toMatchObject({ code: 'RECORD_INVALID' })
      expect(puts()).toBe(0)
    },
  )

  it('is refused where another has our key', async () => {
    aws.objects.createBucket('artifacts')
    const repository = workspace(FILES)
    const { artifacts } = await repository.collected()
    aws.objects.put('artifacts', `demo/artifacts/${artifacts[0]?.id}.zip`, Buffer.alloc(artifacts[0]?.bytes ?? 0))
    expect(await refusal(publish(shelf(repository), await repository.collected()))).toMatchObject({ code: 'AWS_CONFLICT' })
  })

  it('is not stored where a nested template holds a secret', async () => {
    aws.objects.createBucket('artifacts')
    const secrets = new Secrets()
    secrets.add('a-very-private-word')
    const files = { ...FILES, 'inner.yaml': `${FILES['inner.yaml']}# a-very-private-word\n` }
    expect(await refusal(published(workspace(files), { secrets }))).toMatchObject({ code: 'SECRET_EXPOSED' })
  })

  it('is not stored once the run is cancelled', async () => {
    aws.objects.createBucket('artifacts')
    const reason = new Error('cancelled')
    expect(await refusal(published(workspace(FILES), { signal: AbortSignal.abort(reason) }))).toMatchObject({
      message: 'cancelled',
    })
    expect(puts()).toBe(0)
  })
})

describe('what was planned', () => {
  const bound = async (versioned: boolean) => {
    aws.objects.createBucket('artifacts', { versioned })
    return (await published()).artifacts
  }
  const demand = (artifacts: Parameters<typeof demandArtifacts>[1]) => demandArtifacts(shelf(workspace({})), artifacts)

  it.each([true, false])('is there still, in a bucket with versions: %s', async (versioned) => {
    await expect(demand(await bound(versioned))).resolves.toBeUndefined()
  })

  it('is refused where it was swapped or removed, each by name', async () => {
    const artifacts = await bound(false)
    const [code, schema] = artifacts
    aws.objects.put('artifacts', code?.key ?? '', 'swapped')
    aws.objects.remove('artifacts', schema?.key ?? '')
    const { code: found, message } = await refusal(demand(artifacts))
    expect(found).toBe('ARTIFACT_CHANGED')
    expect(message).toContain(`${code?.key} in bucket artifacts: its size was ${code?.bytes} and is 7`)
    expect(message).toContain(`${schema?.key} in bucket artifacts: it is gone`)
  })

  it('may have a newer version beside it where the template names its own, and may not where it does not', async () => {
    const artifacts = await bound(true)
    const [code, schema] = artifacts
    aws.objects.put('artifacts', code?.key ?? '', 'newer')
    await expect(demand(artifacts)).resolves.toBeUndefined()
    aws.objects.put('artifacts', schema?.key ?? '', FILES['schema.graphql'])
    expect((await refusal(demand(artifacts))).message).toMatch(/its version was \w+ and is \w+/)
  })

  it('is refused by its entity tag where no hash is known', async () => {
    aws.objects.createBucket('sam')
    aws.objects.put('sam', 'code', 'one')
    const looking = shelf(workspace({}))
    const { artifacts } = await boundAll(looking, [{ bucket: 'sam', key: 'code' }])
    expect(artifacts[0]).toEqual({
      bucket: 'sam',
      key: 'code',
      etag: 'f97c5d29941bfb1b2fdab0874906ab82',
      pinned: false,
      bytes: 3,
    })
    aws.objects.put('sam', 'code', 'two')
    expect((await refusal(demandArtifacts(looking, artifacts))).message).toContain('its entity tag was')
    const places = ['code', 'other'].map((key) => ({ bucket: 'sam', key }))
    expect(await boundAll(looking, places)).toMatchObject({ artifacts: [{ bytes: 3 }], missing: places.slice(1) })
  })

  it('is not taken as gone where it may not be seen', async () => {
    const artifacts = await bound(false)
    aws.fault({ action: 'HeadObject', kind: 'denied' })
    aws.fault({ action: 'GetObject', kind: 'denied' })
    expect(await refusal(demand(artifacts))).toMatchObject({
      code: 'ACCESS_DENIED',
      fix: expect.stringContaining('s3:ListBucket'),
    })
  })

  it('has one digest, whatever the order, and another one for anything that moves', async () => {
    const artifacts = await bound(true)
    const digestOf = (all: readonly Artifact[]) => planDigest('content', 'set', all)
    const digest = digestOf(artifacts)
    expect(digestOf([...artifacts].reverse())).toBe(digest)
    const [first, ...rest] = artifacts
    if (!first) throw new Error('nothing was published')
    const moved = [
      { key: 'x' },
      { bucket: 'x' },
      { version: 'x' },
      { etag: 'x' },
      { sha256: 'x' },
      { bytes: 1 },
      { pinned: false },
    ]
    for (const move of moved) expect(digestOf([{ ...first, ...move }, ...rest])).not.toBe(digest)
  })
})

it('keeps what it packaged in the folder that it was given', async () => {
  const repository = workspace(FILES)
  const { artifacts } = await repository.collected()
  for (const { id } of artifacts) expect(sha256(readFileSync(join(repository.into, id)))).toBe(id)
})
