import { describe, expect, it } from '@jest/globals'
import { type Ended, shell, toolFailure } from '../../src/domain/tool.ts'
import { toolEnvironment } from '../../src/domain/tool-environment.ts'

const ENDED: Ended = { status: 0, timedOut: false, tail: ['one', 'two'], stdout: '', bytes: 8, ms: 61_000 }

describe('how a tool ended', () => {
  it('is no failure at status 0', () => expect(toolFailure('sam build', ENDED)).toBeUndefined())
  it.each([
    [{ status: 2 }, 'TOOL_FAILED', 'sam build ended with status 2. Its last lines:\n  one\n  two'],
    [{ status: 2, tail: [] }, 'TOOL_FAILED', 'sam build ended with status 2. It printed nothing.'],
    [{ status: undefined, signal: 'SIGKILL' }, 'TOOL_FAILED', 'sam build was ended from outside by SIGKILL after 61 s.'],
    [{ status: 0, timedOut: true }, 'TOOL_TIMED_OUT', 'sam build did not end within its time limit, and was ended after 61 s.'],
  ])('is told: %j', (change, code, message) => {
    const failure = toolFailure('sam build', { ...ENDED, ...change })
    expect(failure?.code).toBe(code)
    expect(failure?.message.startsWith(message)).toBe(true)
  })
})

it('gives a text to the shell as one argument', () => expect(shell('a "b" $c').args.at(-1)).toBe('a "b" $c'))

describe('the environment of a tool', () => {
  const step = {
    PATH: '/bin',
    HOME: '/home',
    LC_ALL: 'C',
    https_proxy: 'http://proxy',
    JAVA_HOME_17_X64: '/java',
    GITHUB_SHA: 'abc',
    AWS_ENDPOINT_URL_S3: 'http://s3',
    UNSET: undefined,
  }
  const kept = ['CI', 'DO_NOT_TRACK', 'SAM_CLI_TELEMETRY', 'AWS_EC2_METADATA_DISABLED', 'AWS_CONFIG_FILE']

  it('has the machine, and what switches questions and telemetry off', () => {
    const { UNSET: _unset, ...passed } = step
    const env = toolEnvironment(step, {})
    expect(env).toMatchObject(passed)
    expect(Object.keys(env)).toEqual(expect.arrayContaining(kept))
    expect(env).not.toHaveProperty('UNSET')
  })

  it.each([
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_PROFILE',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_ROLE_ARN',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'ACTIONS_RUNTIME_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_URL',
    'ACTIONS_CACHE_URL',
    'GITHUB_TOKEN',
    'GH_TOKEN',
    'GITHUB_OUTPUT',
    'GITHUB_STATE',
    'GITHUB_ENV',
    'GITHUB_PATH',
    'GITHUB_STEP_SUMMARY',
    'GITHUB_EVENT_PATH',
    'INPUT_GITHUB-TOKEN',
    'RUNNER_TEMP',
    'NODE_OPTIONS',
    'BASH_ENV',
    'LD_PRELOAD',
    'NODE_AUTH_TOKEN',
    'NPM_TOKEN',
    'MY_PATH',
  ])('has no %s of the step', (name) => expect(toolEnvironment({ ...step, [name]: 'of-the-step' }, {})[name]).toBeUndefined())

  it('has a profile of nobody', () => {
    const given = { ...step, AWS_CONFIG_FILE: '/mine', AWS_SHARED_CREDENTIALS_FILE: '/mine' }
    const env = toolEnvironment(given, {})
    expect([env['AWS_CONFIG_FILE'], env['AWS_SHARED_CREDENTIALS_FILE']]).toEqual(['/dev/null', '/dev/null'])
  })

  it('has what is asked for', () => {
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'session' }
    const needs = {
      region: 'eu-central-1',
      appId: 'run/42',
      credentials,
      folders: ['/app/node_modules/.bin'],
      given: { CI: '0' },
    }
    expect(toolEnvironment(step, needs)).toMatchObject({
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_SDK_UA_APP_ID: 'run/42',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      PATH: '/app/node_modules/.bin:/bin',
      CI: '0',
    })
  })
})
