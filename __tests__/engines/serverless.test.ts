import { chmodSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import { commands } from '../../src/adapters/tools.ts'
import { serverless } from '../../src/engines/serverless.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import type { Ports } from '../../src/ports/index.ts'
import { keysOf } from '../adapters/access.ts'
import { refusal, workspace } from '../artifacts/workspace.ts'
import { DIRECTORY, packaging, program, whole } from './packaging.ts'

const PROGRAM = 'node_modules/.bin/osls'
const OPTIONS = { directory: '.', stage: 'live', env: {}, limit: '20s', finish: false }
const DEFAULTS = { system: 'service', region: 'us-east-1', given: [], withCredentials: false }
const SECRET = 'a-value-that-nobody-may-see'

type Files = Readonly<Record<string, string>>

/** Packages a repository of these files, programs among them. */
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'a-key-of-the-test' }

function packaged(contents: Files, options: Partial<typeof OPTIONS> = {}, target: Partial<typeof DEFAULTS> = {}) {
  const { root, into, files } = workspace(contents)
  for (const path of Object.keys(contents)) if (path.includes('.bin/')) chmodSync(join(root, path), 0o755)
  const secrets = new Secrets()
  secrets.add(SECRET)
  const ports = {
    files,
    secrets,
    env: { PATH: '/usr/bin:/bin', ...KEYS },
    credentials: keysOf(KEYS),
    commands: commands({ workspace: root, supervisor: resolve('build/src/adapters/supervisor.js'), secrets, clock }),
  } as unknown as Ports
  const place = { ports, signal: new AbortController().signal, folder: into, say: () => undefined }
  const made = serverless.synthesize(
    { ...DEFAULTS, ...target, options: { ...OPTIONS, ...options } },
    { ...place, log: (tool) => join(into, '..', `${into.split('/').at(-1)}-${tool}.log`) },
  )
  return { made, root, file: (name: string) => readFileSync(join(into, name), 'utf8') }
}

const failure = async (contents: Files, options: Partial<typeof OPTIONS> = {}) => {
  const { code, message, fix } = await refusal(packaged(contents, options).made)
  return { code, message, fix }
}
const build = (said: Parameters<typeof packaging>[0]): Files => ({ [PROGRAM]: program(packaging(said)) })
const saying = (text: string): Files => ({ [PROGRAM]: `#!/bin/sh\necho '${text}'\nexit 1\n` })

describe('the program of the framework', () => {
  it.each([
    ['of the service', 'services/hello/node_modules/.bin/osls'],
    ['of the repository', PROGRAM],
    ['under its old name', 'node_modules/.bin/sls'],
  ])('is the one %s', async (_where, path) => {
    const { made } = packaged(
      { [path]: program(packaging()), 'services/hello/serverless.yml': '' },
      { directory: 'services/hello' },
    )
    expect(await made).toEqual({ findings: [] })
  })

  it('that is missing is told with where it was looked for', async () => {
    expect(await failure({ 'serverless.yml': '' })).toMatchObject({
      code: 'TOOL_MISSING',
      message: 'There is no osls, serverless, sls in node_modules/.bin.',
      fix: expect.stringContaining('npm ci'),
    })
  })

  it.each([
    ['2.72.3', '3 is the oldest'],
    ['4.24.0', 'does not run without a licence'],
  ])('of version %s is refused', async (version, message) => {
    const contents = {
      'node_modules/.bin/serverless': program(packaging()),
      'node_modules/serverless/package.json': `{"version":"${version}"}`,
    }
    expect(await failure(contents)).toMatchObject({ code: 'TOOL_FAILED', message: expect.stringContaining(message) })
  })

  it('of version 4 runs with a licence', async () => {
    const contents = {
      'node_modules/.bin/serverless': program(packaging()),
      'node_modules/serverless/package.json': '{"version":"4.24.0"}',
    }
    expect(await packaged(contents, { env: { SERVERLESS_LICENSE_KEY: 'of-the-user' } }).made).toEqual({ findings: [] })
  })

  it.each([
    ['Cannot resolve variable: Value not found at "env" source', 'under `env` of `serverless`'],
    ['Cannot resolve variable: Value not found at "ssm" source', '`synthesize: with-credentials`'],
    ['Serverless plugin "serverless-offline" not found.', '`npm ci`'],
    ['This command can only be run in a service directory.', '`directory`'],
    ['You must sign in or use a license key', 'SERVERLESS_LICENSE_KEY'],
  ])('that says %s is told with what mends it', async (text, fix) => {
    expect(await failure(saying(text))).toEqual({
      code: 'TOOL_FAILED',
      message: `osls package ended with status 1. Its last lines:\n  ${text}`,
      fix: expect.stringContaining(fix),
    })
  })

  it('that hangs is ended', async () => {
    const hanging = { [PROGRAM]: '#!/bin/sh\necho waiting\nsleep 600\n' }
    expect(await failure(hanging, { limit: '3s' })).toMatchObject({ code: 'TOOL_TIMED_OUT' })
  })

  it('that asks a question finds nobody to answer', async () => {
    const asking = { [PROGRAM]: '#!/bin/sh\necho "Do you want to log in?"\nread answer || exit 3\n' }
    expect(await failure(asking)).toMatchObject({ code: 'TOOL_FAILED', message: expect.stringContaining('status 3') })
  })

  it('that prints a secret is shown without it', async () => {
    expect((await failure(saying(`token ${SECRET}`))).message).toContain('token ***')
  })

  it.each([
    [false, 'none', []],
    [true, 'AKIAIOSFODNN7EXAMPLE', ['medium']],
  ])('has credentials only where the user lets it: %s', async (withCredentials, seen, told) => {
    const looks = "writeFileSync('seen', process.env.AWS_ACCESS_KEY_ID ?? 'none')"
    const { made, root } = packaged({ [PROGRAM]: program(packaging(), looks) }, {}, { withCredentials })
    expect((await made).findings.map(({ severity }) => severity)).toEqual(told)
    expect(readFileSync(join(root, 'seen'), 'utf8')).toBe(seen)
  })
})

describe('what was packaged', () => {
  it.each([
    ['another name of a stack', { provider: { stackName: '../other' } }, '"../other" is no name of a stack'],
    ['a directory that leads out', { directory: 'serverless/../1795000000000-2026-11-18T11:06:40' }, 'is no directory'],
    ['a directory without a time', { directory: 'serverless/service/live' }, 'is no directory'],
    ['a package that leads out', { template: whole(DIRECTORY, { name: '../../record.json' }) }, 'is no name of a package'],
    ['a template without resources', { template: {} }, 'names no resources'],
  ])('is refused with %s', async (_what, said, message) => {
    expect(await failure(build(said))).toMatchObject({ code: 'BUILD_INVALID', message: expect.stringContaining(message) })
  })

  it.each([
    ['the state', { provider: { environment: { TOKEN: SECRET } } }],
    ['the template', { template: whole(DIRECTORY, { queue: { QueueName: SECRET } }) }],
  ])('is refused with a secret in %s', async (_where, said) => {
    expect(await failure(build(said))).toMatchObject({ code: 'SECRET_EXPOSED' })
  })

  const owning = (artifact: string) => ({
    service: { functions: { hello: { package: { artifact } } } },
    template: whole(DIRECTORY, { name: 'own.zip' }),
  })

  it('takes along the package that the service brings itself', async () => {
    const { made, file } = packaged({ ...build(owning('dist/own.zip')), 'dist/own.zip': 'a package of its own' })
    await made
    expect(file('own.zip')).toBe('a package of its own')
  })

  it.each(['../own.zip', '/own.zip', 'dist/own.zip'])('is refused where that is not in the repository: %s', async (artifact) => {
    expect(await failure(build(owning(artifact)))).toMatchObject({ code: 'ARTIFACT_MISSING' })
  })
})
