import { describe, expect, it } from '@jest/globals'
import { Secrets } from '../../src/foundation/redact.ts'
import { command } from '../../src/hooks/command.ts'
import type { HookContext } from '../../src/hooks/hook.ts'
import type { Command, Ended, Ports } from '../../src/ports/index.ts'
import { keysOf } from '../adapters/access.ts'

const WELL: Ended = { status: 0, timedOut: false, tail: [], stdout: '', bytes: 0, ms: 1200 }
const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'an-access-key-of-the-test' }

function context(env: Readonly<Record<string, string>>, ended: Partial<Ended> = {}) {
  const run: Command[] = []
  const commands: Ports['commands'] = {
    find: async () => undefined,
    run: async (one) => {
      run.push(one)
      return { ...WELL, ...ended }
    },
  }
  const ports = { env, commands, secrets: new Secrets(), credentials: keysOf(env) } as unknown as Ports
  const signal = new AbortController().signal
  const place = {
    region: 'eu-west-1',
    run: '42-1',
    id: 'a-hook',
    leave: async () => undefined,
    limit: 5000,
    log: '/logs/hook.log',
    say: () => undefined,
  }
  return { run, context: { ...place, ports, signal } satisfies HookContext }
}

const options = { run: 'echo "$A"', env: {}, aws: false, reversible: false }

describe('a command', () => {
  it('is one argument of bash, however it reads, and its values are variables', async () => {
    const { run, context: given } = context({ PATH: '/bin' })
    const done = await command.run({ ...options, run: '"; rm -rf / #', env: { A: '$(date)' } }, given)
    expect(run[0]).toMatchObject({ file: 'bash', limit: 5000, log: '/logs/hook.log', env: { A: '$(date)' } })
    expect(run[0]?.args.at(-1)).toBe('"; rm -rf / #')
    expect(run[0]?.args.join(' ')).not.toContain('$(date)')
    expect(done.reason).toBe('ended with status 0 after 1 s')
  })

  it('gets the credentials of the job and our name only where it asks for them', async () => {
    const { run, context: given } = context(KEYS)
    await command.run(options, given)
    await command.run({ ...options, aws: true }, given)
    expect(run[0]?.env).not.toHaveProperty('AWS_ACCESS_KEY_ID')
    expect(run[1]?.env).toMatchObject({ ...KEYS, AWS_SDK_UA_APP_ID: '42-1', AWS_REGION: 'eu-west-1' })
  })

  it('that asks for credentials is not run where there are none', async () => {
    const { run, context: given } = context({})
    await expect(command.run({ ...options, aws: true }, given)).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' })
    expect(run).toEqual([])
  })

  it.each([
    [{ status: 3 }, 'TOOL_FAILED', 'ended with status 3'],
    [{ status: 0, timedOut: true }, 'TOOL_TIMED_OUT', 'did not end within its time limit'],
    [{ status: undefined, signal: 'SIGKILL' }, 'TOOL_FAILED', 'was ended from outside by SIGKILL'],
  ])('that ended with %j is told as %s', async (ended, code, message) => {
    const { context: given } = context({}, ended)
    await expect(command.run(options, given)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })
})
