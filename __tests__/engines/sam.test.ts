import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { parcelIn } from '../../src/engines/sam-parcel.ts'
import { refusal } from '../artifacts/workspace.ts'
import { BUILDS, type SamBench, samBench } from './sam-bench.ts'

let bench: SamBench
beforeEach(async () => {
  bench = await samBench()
})
afterEach(async () => {
  await bench.close()
  await rm(bench.build, { recursive: true, force: true })
})

const told = (name: string) => readFile(join(bench.folder, name), 'utf8')
const parcel = async () => (await parcelIn(bench.place().ports.files, bench.build, 'demo')).parcel

describe('building with SAM', () => {
  it('begins from nothing, in a folder of its own below the one that SAM keeps', async () => {
    await bench.synthesize()
    expect((await told('arguments')).trim().split('\n')).toEqual([
      'build',
      '--build-dir',
      '.aws-sam/deploy-action/demo/build',
      '--no-cached',
    ])
    expect(await parcel()).toMatchObject({ template: 'backend/.aws-sam/deploy-action/demo/build/template.yaml', parameters: {} })
  })

  it('says which template, configuration and environment are meant', async () => {
    await bench.write('other/samconfig.yaml', 'staging: { deploy: { parameters: { stack_name: demo } } }\n')
    await bench.synthesize({ environment: 'staging', options: { template: 'other/template.yaml', container: true } })
    expect((await told('arguments')).trim().split('\n').slice(4)).toEqual([
      ...[
        '--template-file',
        '../other/template.yaml',
        '--config-file',
        'samconfig.yaml',
        '--config-env',
        'staging',
        '--use-container',
      ],
    ])
  })

  const keys = { AWS_ACCESS_KEY_ID: 'of-nobody', AWS_SECRET_ACCESS_KEY: 'nothing', GITHUB_TOKEN: 'token' }
  it('has no credentials and no token, and tells where it was to have credentials', async () => {
    const without = await bench.synthesize({ env: keys })
    expect([without.findings, /of-nobody|nothing|GITHUB_TOKEN/.test(await told('environment'))]).toEqual([[], false])
    const { findings } = await bench.synthesize({ env: keys, withCredentials: true })
    expect(findings.map(({ title }) => title)).toEqual(['demo was built with AWS credentials'])
    expect(await told('environment')).toMatch(/^AWS_ACCESS_KEY_ID=of-nobody$/m)
    expect(await told('environment')).not.toContain('GITHUB_TOKEN')
  })

  it('hands on only parameters that the template declares, and tells what else has no effect', async () => {
    const deploy = 'parameter_overrides = "Size=5 Sice=6"\non_failure = "DELETE"\nkms_key_id = "key"'
    await bench.write('backend/samconfig.toml', `[default.deploy.parameters]\n${deploy}\n`)
    const { findings } = await bench.synthesize()
    expect((await parcel()).parameters).toEqual({ Size: '5' })
    expect(findings.map(({ title }) => title)).toEqual([
      'backend/samconfig.toml gives the parameter Sice, which the template does not declare',
      '`on_failure` in backend/samconfig.toml is not followed',
      '`kms_key_id` in backend/samconfig.toml is not followed',
    ])
  })

  it('acknowledges macros always, and what else SAM is told to', async () => {
    await bench.synthesize()
    expect((await parcel()).capabilities).toEqual(['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'])
    await bench.write('backend/samconfig.toml', '[default.deploy.parameters]\ncapabilities = ["CAPABILITY_IAM"]\n')
    await bench.synthesize()
    expect((await parcel()).capabilities).toEqual(['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'])
  })

  it('tells the warnings of SAM, each once', async () => {
    const old = 'nodejs14.x is no longer supported by AWS Lambda'
    await bench.sam(
      `echo 'WARNING: ${old}' >&2; echo 'WARNING: ${old}' >&2; echo 'Warning : old' >&2; echo 'no warning: x'; ${BUILDS}`,
    )
    expect((await bench.synthesize()).findings.map(({ title }) => title)).toEqual([`sam build: ${old}`, 'sam build: old'])
  })

  it('shows no secret, and keeps none', async () => {
    bench.secrets.add('s3cret-of-the-team')
    await bench.sam('echo the key is s3cret-of-the-team; exit 1')
    const { message } = await refusal(bench.synthesize())
    expect(message).toContain('the key is ***')
    expect([await told('logs/sam.log'), ...bench.shown].join('\n')).not.toContain('s3cret-of-the-team')
  })

  const other = [
    ['stack_name', 'stack_name = "other"', /says stack_name "other".*deploy stack demo/],
    ['region', 'region = "eu-west-1"', /says region "eu-west-1".*deploy to us-east-1/],
  ] as const
  it.each(other)('does not begin where SAM would deploy another %s', async (_key, deploy, message) => {
    await bench.write('backend/samconfig.toml', `[default.deploy.parameters]\n${deploy}\n`)
    expect(await refusal(bench.synthesize())).toMatchObject({
      code: 'TOOL_CONFIG_INVALID',
      message: expect.stringMatching(message),
    })
    await expect(told('arguments')).rejects.toThrow('ENOENT')
  })

  const versions = [
    ['SAM CLI, version 1.50.0', 'SAM is of version 1.50.0'],
    ['SAM CLI, version 0.99.9', 'SAM is of version 0.99.9'],
    ['Simulation of ants, 7', 'tells no version'],
  ] as const
  const refuses = 'echo "Error: No such option: --no-cached" >&2; exit 2'
  it.each(versions)('tells that it is too old: %j', async (version, message) => {
    await bench.sam(refuses, version)
    expect(await refusal(bench.synthesize())).toMatchObject({ code: 'TOOL_VERSION', message: expect.stringContaining(message) })
  })

  it.each(['1.51.0', '1.51.1', '1.170.0', '2.0.0'])('is not too old with version %s, whatever it refuses', async (version) => {
    await bench.sam(refuses, `SAM CLI, version ${version}`)
    expect(await refusal(bench.synthesize())).toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining('--no-cached'),
    })
  })

  const failures = [
    [
      'asks a question',
      'read answer || { echo no answer; exit 1; }',
      'TOOL_FAILED',
      /ended with status 1.*no answer/s,
      /last lines/,
    ],
    [
      'needs a container engine',
      'echo "Error: Running AWS SAM projects locally requires a container runtime. Do you have Docker or Finch installed and running?" >&2; exit 1',
      'TOOL_FAILED',
      /requires a container runtime/,
      /Docker or Finch/,
    ],
    [
      'finds no template',
      'echo "Error: Template file not found at template.yml" >&2; exit 1',
      'TOOL_FAILED',
      /status 1/,
      /`directory` or `template`/,
    ],
    [
      'misses the language',
      'echo "Error: PythonPipBuilder:Validation - Binary validation failed for python" >&2; exit 1',
      'TOOL_FAILED',
      /Binary/,
      /container: true/,
    ],
    [
      'names a profile',
      'echo "Error: The config profile (mine) could not be found" >&2; exit 1',
      'TOOL_FAILED',
      /mine/,
      /Take `profile` out/,
    ],
    [
      'leaves code out',
      `echo "Skipping copy operation since source /x/src does not exist" >&2; ${BUILDS}`,
      'ARTIFACT_MISSING',
      /\/x\/src does not exist/,
      /build first/,
    ],
    [
      'leaves an image',
      `${BUILDS}; echo 'Resources: { Service: { Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: "service:latest" } } }' > "$3/template.yaml"`,
      'ARTIFACT_IMAGE',
      /the image service:latest/,
      /`image-repository`/,
    ],
    ['leaves no template', 'exit 0', 'TEMPLATE_MISSING', /left no backend\/\.aws-sam/, /path/],
    [
      'leaves a template that is a link out',
      `${BUILDS}; rm "$3/template.yaml"; ln -s /etc/hostname "$3/template.yaml"`,
      'TEMPLATE_MISSING',
      /left no/,
      /path/,
    ],
  ] as const
  it.each(failures)('fails where SAM %s', async (_what, text, code, message, fix) => {
    await bench.sam(text)
    expect(await refusal(bench.synthesize())).toMatchObject({
      code,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
    })
  })

  it('fails where there is no SAM, and says how to get it', async () => {
    await rm(join(bench.folder, '.bin/sam'))
    expect(await refusal(bench.synthesize())).toMatchObject({ code: 'TOOL_MISSING', fix: expect.stringContaining('setup-sam') })
  })
})

it('ends a build that hangs, with all that it started', async () => {
  const hurried = await samBench({ ...clock, sleep: (ms, signal) => clock.sleep(Math.min(ms, 3000), signal) })
  await hurried.sam('echo waiting; sleep 600')
  expect(await refusal(hurried.synthesize())).toMatchObject({
    code: 'TOOL_TIMED_OUT',
    message: expect.stringContaining('waiting'),
  })
  await hurried.close()
  await rm(hurried.build, { recursive: true, force: true })
})
