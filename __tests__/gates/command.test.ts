import { spawnSync } from 'node:child_process'
import { describe, expect, it } from '@jest/globals'
import type { Ended } from '../../src/domain/tool.ts'
import { command } from '../../src/gates/command.ts'
import { sarifIn } from '../../src/gates/sarif.ts'
import type { Command } from '../../src/ports/commands.ts'
import type { Ports } from '../../src/ports/index.ts'
import { contextOf, judged } from './context.ts'

const RESULT = {
  ruleId: 'E1',
  level: 'error',
  message: { text: 'bad' },
  locations: [{ physicalLocation: { artifactLocation: { uri: 'a.yml' }, region: { startLine: 3 } } }],
}
const report = (results: unknown, more: object = {}) => JSON.stringify({ version: '2.1.0', runs: [{ results, ...more }] })

const ENDED: Ended = { status: 0, timedOut: false, tail: [], stdout: '', bytes: 0, ms: 1000 }

interface Machine {
  readonly before?: string
  /** What the command writes. */
  readonly writes?: string
  readonly bytes?: number
}

function judge(ended: Partial<Ended>, { before, writes, bytes }: Machine = {}, options: Readonly<Record<string, unknown>> = {}) {
  const ran: Command[] = []
  let held = before
  const ports = {
    env: { PATH: '/bin', GITHUB_TOKEN: 'token', AWS_ACCESS_KEY_ID: 'key', INPUT_CONFIRM: 'yes' },
    runner: { temp: '/job', step: 'gate' },
    files: {
      write: async (_path: string, content: string) => {
        held = content
      },
      look: async () => (held === undefined ? undefined : { kind: 'file', bytes: bytes ?? held.length, executable: false }),
      read: async () => held,
    },
    commands: {
      run: async (asked: Command) => {
        ran.push(asked)
        if (writes !== undefined) held = writes
        return { ...ENDED, ...ended }
      },
    },
  } as unknown as Partial<Ports>
  return { ran, judgement: judged(command, { run: 'npm run lint', ...options }, contextOf({ ports })) }
}
const SARIF = { sarif: 'lint.sarif' }
const phaseOf = async (...given: Parameters<typeof judge>) => (await judge(...given).judgement).phase

describe('the gate command', () => {
  it('runs without credentials, token and inputs', async () => {
    const { ran, judgement } = judge({}, {}, { env: { MODE: 'strict' } })
    expect(await judgement).toMatchObject({ phase: 'successful', reason: 'ended with status 0 after 1 s' })
    expect(ran[0]).toMatchObject({
      cwd: '.',
      limit: 60_000,
      log: expect.stringMatching(/^\/job\/deploy-action-gate-gate-\w{12}\.log$/),
    })
    expect(ran[0]?.env).toMatchObject({ PATH: '/bin', MODE: 'strict', BUILD: '/build' })
    for (const name of ['GITHUB_TOKEN', 'AWS_ACCESS_KEY_ID', 'INPUT_CONFIRM']) expect(ran[0]?.env).not.toHaveProperty(name)
  })

  it('ends at the first error', async () => {
    const { ran, judgement } = judge({ status: 3, tail: ['one', 'two\u001b[31m'] })
    expect(await judgement).toMatchObject({ phase: 'failed', reason: 'the command ended with status 3: two' })
    expect(ran[0]?.file).toBe('bash')
    expect(ran[0]?.args).toEqual(['--noprofile', '--norc', '-eo', 'pipefail', '-c', 'set -u\nnpm run lint'])
    expect(await judge({ status: 1 }).judgement).toMatchObject({ reason: 'the command ended with status 1, and printed nothing' })
  })

  it.each(['false\ntrue', 'false | true', 'echo $NOBODY_SET_THIS\ntrue'])('ends in bash at the error of %j', async (run) => {
    const { ran, judgement } = judge({}, {}, { run })
    await judgement
    expect(spawnSync('bash', [...(ran[0]?.args ?? [])]).status).toBe(1)
  })

  it('is unknown where it did not end by itself', async () => {
    expect(await phaseOf({ status: undefined, timedOut: true, signal: 'SIGTERM' })).toBe('inconclusive')
    expect(await phaseOf({ status: 0, timedOut: true })).toBe('inconclusive')
    expect(await phaseOf({ status: undefined, signal: 'SIGKILL' })).toBe('inconclusive')
  })

  it('reports what it writes; its status decides', async () => {
    const found = { findings: [{ severity: 'high', title: 'E1: bad', where: 'a.yml:3' }] }
    expect(await judge({}, { writes: report([RESULT]) }, SARIF).judgement).toMatchObject({ phase: 'successful', ...found })
    const failed = await judge({ status: 1 }, { writes: report([RESULT]) }, SARIF).judgement
    expect(failed).toMatchObject({ phase: 'failed', findings: [found.findings[0], { evidence: [] }] })
    expect(await phaseOf({ status: 1 }, { writes: 'no' }, SARIF)).toBe('failed')
  })

  it.each([
    ['no file', {}],
    ['nothing in it', { writes: '' }],
    ['no JSON', { writes: '{"version":"2.1.0","runs":[' }],
    ['no report', { writes: '{}' }],
    ['another version', { writes: '{"version":"1.0.0","runs":[]}' }],
    ['runs that are none', { writes: '{"version":"2.1.0","runs":[null]}' }],
    ['no results', { writes: report(null) }],
    ['results that are none', { writes: report(['x']) }],
    ['too much', { writes: report([]), bytes: 10 * 1024 * 1024 + 1 }],
  ])('is unknown where the report has %s', async (_what, machine) => {
    expect(await phaseOf({}, machine, SARIF)).toBe('inconclusive')
  })

  it('is unknown where the report cannot be read', async () => {
    expect(await phaseOf({}, { writes: report([]).slice(0, -1) }, SARIF)).toBe('inconclusive')
    expect(await phaseOf({}, { writes: report([]) }, SARIF)).toBe('successful')
  })

  it('does not read a report of before', async () => {
    expect(await phaseOf({}, { before: report([]) }, SARIF)).toBe('inconclusive')
  })

  it('is unknown where the tool broke off', async () => {
    const broken = { invocations: [{ executionSuccessful: false }] }
    expect(await phaseOf({}, { writes: report([], broken) }, SARIF)).toBe('inconclusive')
  })

  it.each(['../lint.sarif', '/etc/passwd', 'a/./b'])('refuses the path %s', async (sarif) => {
    await expect(judge({}, {}, { sarif }).judgement).rejects.toThrow('pattern')
  })
})

describe('a report in SARIF', () => {
  const severityOf = (more: object) => sarifIn(report([{ ...RESULT, ...more }]))?.findings[0]?.severity

  it('tells how bad each result is', () => {
    const levels = ['error', 'warning', 'note', 'none', 'constructor', undefined]
    expect(levels.map((level) => severityOf({ level }))).toEqual(['high', 'medium', 'low', 'low', 'high', 'medium'])
  })

  it('leaves out what is no problem, or was suppressed', () => {
    expect(sarifIn(report([{ ...RESULT, kind: 'pass' }, { ...RESULT, suppressions: [{}] }, RESULT]))?.count).toBe(1)
  })

  it('is bounded, and its texts are single lines', () => {
    const hostile = { ruleId: 'x\n::error::', message: { text: `\u202e${'y'.repeat(5000)}` }, locations: 'z' }
    const found = sarifIn(report(Array.from({ length: 101 }, () => hostile)))
    expect([found?.count, found?.findings.length]).toEqual([101, 100])
    expect(found?.findings[0]?.title).not.toMatch(/\n|\u202e/)
    expect(found?.findings[0]?.title.length).toBeLessThan(300)
  })
})
