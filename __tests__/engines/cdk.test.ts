import { chmod, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from '@jest/globals'
import { sha256 } from '../../src/foundation/digest.ts'
import { type Result, type Scene, scene } from '../scenarios/scene.ts'
import { begun, DEPLOYED, verdictOf } from '../scenarios/sight.ts'
import { type AppStack, asset, BUCKET, bootstrap, configuration, QUEUE, write } from './cdk-app.ts'

let world: Scene
afterEach(() => world.close())

const CODE = { code: asset('asset.c0de', 'c0de.zip') }
const [DEPLOY, PUBLISH] = ['deploy', 'file-publishing'].map((name) => `cdk-hnb659fds-${name}-role-123456789012-us-east-1`)

async function app(stacks: readonly AppStack[], options = '', more: Parameters<typeof write>[2] = {}): Promise<void> {
  world = await scene()
  bootstrap(world)
  await world.write('cdk.out/asset.c0de/index.mjs', 'export const handler = async () => ({})\n')
  await world.write('.github/deploy.yml', configuration(options))
  await write(world, stacks, more)
}

const findingsOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'plan')?.findings ?? []
const calls = (action: string) => world.aws.calls.filter((call) => call.action === action)

describe('a cloud assembly', () => {
  it('is deployed in its order, as the roles of the bootstrap, with what it says of each stack', async () => {
    const properties = { stackName: 'front', terminationProtection: true, tags: { team: 'blue' } }
    await app([{ id: 'Api', needs: ['Data'], properties, files: CODE }, { id: 'Data' }])
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(begun(world.aws)).toEqual(['Data CREATE_STACK', 'front CREATE_STACK'])
    expect(calls('CreateChangeSet').map(({ as, params }) => [as, params['StackName'], params['RoleARN']])).toEqual(
      expect.arrayContaining([
        [DEPLOY, 'front', 'arn:aws:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-us-east-1'],
      ]),
    )
    expect(calls('ExecuteChangeSet').map(({ as }) => as)).toEqual([DEPLOY, DEPLOY])
    expect(calls('PutObject').map(({ as, params }) => [as, params['Bucket'], params['Key']])).toEqual([
      [PUBLISH, BUCKET, 'c0de.zip'],
    ])
    expect(calls('UpdateTerminationProtection')).toHaveLength(1)
    expect(findingsOf(result).map(({ title }) => title)).toContain('Whoever plans could also execute')
  })

  it('that did not change is not uploaded again, and nothing is executed', async () => {
    await app([{ id: 'Api', files: CODE }])
    await world.deploy()
    world.aws.reset()
    expect(verdictOf(await world.deploy())).toMatchObject({ reason: 'NOTHING_TO_CHANGE' })
    expect([...calls('PutObject'), ...calls('ExecuteChangeSet')]).toEqual([])
  })

  it('finds what the tool itself uploaded, whose archives have other bytes', async () => {
    await app([{ id: 'Api', files: CODE }])
    world.aws.objects.put(BUCKET, 'c0de.zip', 'an archive of the tool')
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(calls('PutObject')).toEqual([])
  })

  it('is deployed with the credentials themselves where roles are not to be taken on', async () => {
    await app([{ id: 'Api', files: CODE }], ', assume-roles: false')
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect([calls('AssumeRole'), findingsOf(result)]).toEqual([[], []])
  })

  it('is deployed with the credentials themselves where a role of their own account refuses them, and that is said', async () => {
    await app([{ id: 'Api', files: CODE }])
    world.aws.fault({
      action: 'AssumeRole',
      kind: 'denied',
      when: ({ params }) => String(params['RoleArn']).includes('deploy-role'),
    })
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(calls('ExecuteChangeSet').map(({ as }) => as)).toEqual([undefined])
    expect(findingsOf(result).map(({ title }) => title)).toEqual([
      'The role cdk-hnb659fds-deploy-role-<account>-us-east-1 could not be taken on',
    ])
  })

  it('brings a large template to CloudFormation by its version in the bucket', async () => {
    const template = JSON.stringify({ Description: 'long', Metadata: { filler: 'x'.repeat(60_000) }, ...JSON.parse(QUEUE) })
    const file = asset('Api.template.json', 'api.json', { source: { path: 'Api.template.json', packaging: 'file' } })
    const properties = { stackTemplateAssetObjectUrl: 's3://cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}/api.json' }
    await app([{ id: 'Api', template, properties, files: { file } }])
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    const [{ params } = { params: {} }] = calls('CreateChangeSet')
    expect(params).toMatchObject({ TemplateURL: expect.stringMatching(/\/api\.json\?versionId=\w+$/) })
  })

  it('is executed by another job as the same roles, with neither the tool nor the assembly', async () => {
    await app([{ id: 'Api', files: CODE }])
    await world.deploy({ inputs: { stages: 'synthesize, plan' } })
    await world.carry('planned')
    const record = await readFile(join(world.folder, 'planned/record.json'))
    for (const folder of ['cdk.out', 'temp']) await rm(join(world.folder, folder), { recursive: true })
    const inputs = { stages: 'deploy', record: 'planned/record.json', 'record-sha256': sha256(record) }
    world.aws.reset()
    expect(verdictOf(await world.deploy({ inputs }))).toEqual(DEPLOYED)
    expect(calls('ExecuteChangeSet').map(({ as }) => as)).toEqual([DEPLOY])
    expect(calls('HeadObject').map(({ params }) => params['Key'])).toEqual(['c0de.zip'])
  })

  it('whose asset was swapped between plan and execution is not executed', async () => {
    await app([{ id: 'Api', files: CODE }])
    let swapped = false
    const result = await world.deploy({
      cancelWhen: ({ objects, calls: made }) => {
        if (!swapped && made.some(({ action }) => action === 'CreateChangeSet')) {
          swapped = true
          objects.put(BUCKET, 'c0de.zip', 'of somebody else')
        }
        return false
      },
    })
    expect(verdictOf(result)).toMatchObject({ verdict: 'failed', reason: 'ARTIFACT_CHANGED' })
    expect(calls('ExecuteChangeSet')).toEqual([])
  })

  it('tells what the app warns of, once', async () => {
    const warning = { type: 'aws:cdk:warning', data: 'a bucket without a policy' }
    await app([{ id: 'Api', artifact: { additionalMetadataFile: 'Api.metadata.json' } }])
    await world.write(
      'cdk.out/Api.metadata.json',
      JSON.stringify({ '/Api/A': [warning], '/Api/B': [warning, { type: 'other' }] }),
    )
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const { findings = [] } = result.record.stages.find(({ stage }) => stage === 'synthesize') ?? {}
    expect(findings).toEqual([expect.objectContaining({ where: '/Api/A', cause: 'a bucket without a policy' })])
  })

  it('recurses into its stages', async () => {
    await app([{ id: 'Data' }], ", stacks: ['Prod/*']", {
      artifacts: { 'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } } },
    })
    const inner = [{ id: 'ProdApi', artifact: { displayName: 'Prod/Api' }, properties: { stackName: 'Prod-Api' } }]
    await write(world, inner, { folder: 'cdk.out/assembly-Prod' })
    expect(verdictOf(await world.deploy())).toEqual(DEPLOYED)
    expect(begun(world.aws)).toEqual(['Prod-Api CREATE_STACK'])
  })
})

describe('images of containers', () => {
  it("are published by the project's own command line, with credentials, and the plan says so", async () => {
    await app([{ id: 'Api', images: { image: { displayName: 'Worker', source: {}, destinations: {} } } }])
    const script =
      '#!/bin/sh\nif [ "$1" = --version ]; then echo 2.1148.1; else echo "$@" > called; export -p > environment; fi\n'
    await world.write('node_modules/.bin/cdk', script)
    await chmod(join(world.folder, 'node_modules/.bin/cdk'), 0o755)
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const called = await readFile(join(world.folder, 'called'), 'utf8')
    expect(called).toMatch(/^publish-assets Api --exclusively --app=\S+\/system\/cdk\.out --unstable=publish-assets /)
    expect(await readFile(join(world.folder, 'environment'), 'utf8')).toContain('AWS_ACCESS_KEY_ID')
    const told = result.record.stages.flatMap(({ findings }) => findings).map(({ title }) => title)
    expect(told).toContain("system is published by the CDK's own command line")
  })
})

describe('before anything is uploaded', () => {
  const refused = async (code: string, message: RegExp) => {
    const result = await world.deploy()
    expect([verdictOf(result).reason, result.annotations.join('\n')]).toEqual([code, expect.stringMatching(message)])
    expect([...calls('PutObject'), ...calls('CreateChangeSet')]).toEqual([])
  }

  it('an app that says itself that it is wrong is refused', async () => {
    await app([{ id: 'Api', artifact: { metadata: { '/Api/Role': [{ type: 'aws:cdk:error', data: 'no wildcards' }] } } }])
    await refused('BUILD_INVALID', /\/Api\/Role: no wildcards/)
  })

  it('a pattern that means nothing is refused with what there is', async () => {
    await app([{ id: 'Api', properties: { stackName: 'front' } }, { id: 'Data' }], ', stacks: [Nope]')
    await refused('STACK_UNKNOWN', /No stack of the app is called Nope\. There are: Api \(front\), Data\./)
  })

  it('an account that was not bootstrapped is refused with the command', async () => {
    world = await scene()
    await world.write('.github/deploy.yml', configuration(''))
    await write(world, [{ id: 'Api' }])
    await refused('BOOTSTRAP_MISSING', /npx cdk bootstrap aws:\/\/<account>\/us-east-1/)
  })

  it('a bootstrap that is too old is refused', async () => {
    await app([{ id: 'Api', properties: { requiresBootstrapStackVersion: 31 } }])
    await refused('BOOTSTRAP_MISSING', /has version 30 of the CDK's bootstrap, and 31 is needed/)
  })

  it('missing context is refused with what to do', async () => {
    const more = { missing: [{ key: 'vpc-provider:x', provider: 'vpc-provider', props: {} }] }
    await app([{ id: 'Api' }], '', { more })
    await refused('CONTEXT_MISSING', /vpc-provider:x[\s\S]*cdk\.context\.json/)
  })

  it('an account other than the one that the configuration demands is refused', async () => {
    await app([{ id: 'Api', environment: 'aws://210987654321/us-east-1' }])
    await world.write('.github/deploy.yml', configuration('', '    account: "123456789012"\n'))
    await refused('ACCOUNT_MISMATCH', /puts Api into another account/)
  })

  it('another account whose role cannot be taken on is refused', async () => {
    await app([{ id: 'Api', environment: 'aws://210987654321/us-east-1' }])
    world.aws.fault({ action: 'AssumeRole', kind: 'denied' })
    await refused('ACCESS_DENIED', /of another account cannot be taken on/)
  })

  it('credentials that ended their life stop it', async () => {
    await app([{ id: 'Api' }])
    world.aws.fault({ action: 'AssumeRole', kind: 'expired' })
    await refused('CREDENTIALS_EXPIRED', /expired/i)
  })

  it('a template with a secret is not stored', async () => {
    const nested = `{"Metadata":{"x":"AKIAIOSFODNN7EXAMPLE"},"Resources":{}}`
    const file = asset('Deep.nested.template.json', 'deep.json', {
      source: { path: 'Deep.nested.template.json', packaging: 'file' },
    })
    await app([{ id: 'Api', files: { file } }])
    await world.write('cdk.out/Deep.nested.template.json', nested)
    await refused('SECRET_EXPOSED', /Deep\.nested\.template\.json holds a secret/)
  })
})

describe('a hostile build', () => {
  const PATH = { code: asset('../../../home', 'x.zip') }
  const here = (more: object) => ({
    code: asset('asset.c0de', 'x.zip', { destinations: { here: { bucketName: 'b', objectKey: 'k', ...more } } }),
  })
  it.each<[string, AppStack]>([
    ['an asset outside of the assembly', { id: 'Api', files: PATH }],
    ['a template outside of it', { id: 'Api', properties: { templateFile: '/etc/passwd' } }],
    ['a bucket that is an address', { id: 'Api', files: here({ bucketName: 'evil.example/x?' }) }],
    ['a region that is an address', { id: 'Api', files: here({ bucketName: 'bucket', region: 'x.evil.example' }) }],
    ['a role that is none', { id: 'Api', properties: { assumeRoleArn: 'https://evil.example' } }],
    ['an environment that is none', { id: 'Api', environment: 'aws://evil/us-east-1' }],
    ['a name that no stack can have', { id: 'Api', properties: { stackName: '--all' } }],
    ['tags that are no texts', { id: 'Api', properties: { tags: { a: {} } } }],
    [
      'a placeholder that nobody knows',
      { id: 'Api', properties: { assumeRoleArn: 'arn:${AWS::constructor}:iam::123456789012:role/x' } },
    ],
  ])('cannot name %s', async (_what, stack) => {
    await app([stack])
    const result = await world.deploy()
    expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'BUILD_INVALID' })
    expect([...calls('PutObject'), ...calls('CreateChangeSet')]).toEqual([])
  })
})
