import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { files } from '../../src/adapters/files.ts'
import { commands } from '../../src/adapters/tools.ts'
import { cdk } from '../../src/engines/cdk.ts'
import type { Target } from '../../src/engines/engine.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import type { Ports } from '../../src/ports/index.ts'
import { keysOf } from '../adapters/access.ts'
import { type AppStack, asset, write as writeAssembly } from './cdk-app.ts'

type Options = Parameters<typeof cdk.synthesize>[0]['options']

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cdk-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const OPTIONS: Options = { directory: 'infra', stacks: ['**'], 'toolkit-stack': 'CDKToolkit', 'assume-roles': true, limit: '1m' }
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'an-access-key-of-the-test' }

const put = async (path: string, content: string) => {
  await mkdir(join(folder, path, '..'), { recursive: true })
  await writeFile(join(folder, path), content)
}

/** A command line of the project's that is this script; `out` is where it is to write. */
async function tool(script: string, at = 'infra') {
  const start = '#!/usr/bin/env bash\nfor a in "$@"; do case $a in --output=*) out=${a#--output=};; esac; done\n'
  await put(`${at}/node_modules/.bin/cdk`, start + script)
  await chmod(join(folder, at, 'node_modules/.bin/cdk'), 0o755)
}

/** What the app would be, and a script that synthesizes it. */
async function app(stacks: readonly AppStack[], more = {}): Promise<string> {
  await writeAssembly({ write: put }, stacks, { folder: 'ready', more })
  return `mkdir -p "$out" && cp -r '${folder}/ready/.' "$out"\n`
}

const workplace = () => {
  const secrets = new Secrets()
  const supervisor = resolve('build/src/adapters/supervisor.js')
  const ports = {
    env: { PATH: process.env['PATH'] ?? '', GITHUB_TOKEN: 'ghs_of-a-test-that-is-long-enough', ...KEYS },
    credentials: keysOf(KEYS),
    files: files(folder),
    commands: commands({ workspace: folder, supervisor, secrets, clock }),
    runner: { identity: () => ({ runId: '42' }), temp: join(folder, 'temp'), step: 'build' },
  } as unknown as Ports
  const log = (name: string) => join(folder, `${name}.log`)
  return { ports, signal: new AbortController().signal, folder: join(folder, 'build'), log, say: () => undefined }
}

const synthesize = (options: Partial<Options> = {}, target: Partial<Target<unknown>> = {}) => {
  const given = { system: 'system', region: 'eu-west-1', account: '111122223333', given: [], withCredentials: false, ...target }
  return cdk.synthesize({ ...given, options: { ...OPTIONS, ...options } }, workplace())
}

const refusal = async (promise: Promise<unknown>) => {
  const { code, message, fix } = await promise.then(() => Promise.reject(new Error('it was not refused')), Failure.from)
  return { code, message, fix }
}

const CALLED = 'printf "%s\\n" "$@" > called; env > environment\n'
const read = (name: string) => readFile(join(folder, 'infra', name), 'utf8')

describe("the project's own command line", () => {
  it('synthesizes without credentials, with the account and region that are configured in their place', async () => {
    await tool(CALLED + (await app([{ id: 'Api' }])))
    expect(await synthesize({ context: { stage: 'a b' } })).toEqual({ findings: [] })
    const out = `--output=${join(folder, 'temp/cdk.out/build/system')}`
    expect((await read('called')).split('\n')).toEqual([
      'synth',
      '--quiet',
      '--no-notices',
      '--no-lookups',
      '--context=stage=a b',
      out,
      '',
    ])
    const environment = await read('environment')
    expect(environment).toContain('CDK_DEFAULT_ACCOUNT=111122223333\n')
    expect(environment).toContain('CDK_DEFAULT_REGION=eu-west-1\n')
    expect(environment).not.toMatch(/AWS_ACCESS_KEY_ID|AWS_SECRET|GITHUB_TOKEN/)
  })

  it('hands on what publishing needs, and nothing else', async () => {
    const files = { code: asset('asset.c0de', 'c0de.zip') }
    await put('ready/asset.c0de/index.mjs', 'export const handler = 1\n')
    await put('ready/tree.json', '{}')
    await tool(await app([{ id: 'Api', files }]))
    await synthesize()
    const left = (await readdir(join(folder, 'build'), { recursive: true })).sort()
    const archive = expect.stringMatching(/^assets\/[0-9a-f]{64}$/)
    const out = ['cdk.out', 'cdk.out/Api.assets.json', 'cdk.out/Api.template.json', 'cdk.out/manifest.json']
    expect(left).toEqual(['assets', 'assets.json', archive, ...out])
  })

  it('has credentials and may look things up where the configuration lets it, and that is told', async () => {
    await tool(CALLED + (await app([{ id: 'Api' }])))
    const { findings } = await synthesize({}, { withCredentials: true })
    expect(findings.map(({ title }) => title)).toEqual(['system was synthesized with credentials'])
    expect(await read('called')).not.toContain('--no-lookups')
    expect(await read('environment')).toContain(`AWS_ACCESS_KEY_ID=${KEYS.AWS_ACCESS_KEY_ID}\n`)
  })

  it('is found above the app, too', async () => {
    await tool(await app([{ id: 'Api' }]), '.')
    await mkdir(join(folder, 'infra'))
    expect(await synthesize()).toEqual({ findings: [] })
  })

  it('that is missing is refused with what installs it', async () => {
    await mkdir(join(folder, 'infra'))
    expect(await refusal(synthesize())).toMatchObject({ code: 'TOOL_MISSING', fix: expect.stringContaining('`npm ci`') })
  })

  it.each([
    ['Error [ERR_MODULE_NOT_FOUND]: Cannot find package', /npm ci/],
    ['--app is required either in command-line, in cdk.json or in ~/.cdk.json', /cdk\.json/],
    ['«CannotFindAsset» Cannot find asset at dist', /Build what the app packages/],
    ['This CDK CLI is not compatible with the CDK library used by your application', /Update `aws-cdk`/],
  ])('that fails with %j says what to do', async (line, fix) => {
    await tool(`echo '${line}' >&2; exit 1\n`)
    const refused = await refusal(synthesize())
    expect(refused).toMatchObject({
      code: 'TOOL_FAILED',
      message: expect.stringContaining(line),
      fix: expect.stringMatching(fix),
    })
  })

  it('that hangs is ended, and one that asks a question reads the end of its input', async () => {
    await tool('sleep 60\n')
    expect(await refusal(synthesize({ limit: '300ms' }))).toMatchObject({ code: 'TOOL_TIMED_OUT' })
    await tool('read answer || { echo "no answer"; exit 1; }\n')
    expect(await refusal(synthesize())).toMatchObject({ code: 'TOOL_FAILED', message: expect.stringContaining('no answer') })
  })

  it('that prints a secret has it neither in the failure nor in the log', async () => {
    await tool(`echo 'key ${KEYS.AWS_ACCESS_KEY_ID}'; exit 1\n`)
    const { message } = await refusal(synthesize())
    expect(message).toContain('key ***')
    expect(await readFile(join(folder, 'cdk.log'), 'utf8')).not.toContain(KEYS.AWS_ACCESS_KEY_ID)
  })

  it('that ends well without an assembly is not believed', async () => {
    await tool('echo done\n')
    expect(await refusal(synthesize())).toMatchObject({
      code: 'BUILD_INVALID',
      message: expect.stringContaining('manifest.json'),
    })
  })

  it('that stops because of missing context is answered with how to look it up', async () => {
    const missing = [{ key: 'ami:x', provider: 'ami', props: {} }]
    await tool(`${await app([{ id: 'Api' }], { missing })}echo 'Context lookups have been disabled'; exit 1\n`)
    const refused = await refusal(synthesize())
    expect(refused).toMatchObject({ code: 'CONTEXT_MISSING', message: expect.stringContaining('ami:x') })
    expect(refused.fix).toContain('npx cdk synth')
  })
})

describe('what only the command line can publish', () => {
  const IMAGES = { image: { displayName: 'Worker/Image', source: { directory: 'asset.x' }, destinations: {} } }
  const versioned = async (version: string) =>
    tool(`if [ "$1" = --version ]; then echo '${version} (build 1)'; exit; fi\n${await app([{ id: 'Api', images: IMAGES }])}`)

  it('is told, as the job that plans needs the tool then', async () => {
    await versioned('2.1116.0')
    const { findings } = await synthesize()
    expect(await readdir(join(folder, 'build/cdk.out'))).toContain('Api.template.json')
    expect(findings).toMatchObject([
      { cause: expect.stringContaining('Worker/Image'), impact: expect.stringContaining('`npm ci`') },
    ])
  })

  it.each(['2.1115.1', '1.204.0'])('is refused with version %s', async (version) => {
    await versioned(version)
    expect(await refusal(synthesize())).toMatchObject({
      code: 'TOOL_VERSION',
      message: expect.stringContaining(version),
      fix: expect.stringContaining('2.1116.0'),
    })
  })
})
