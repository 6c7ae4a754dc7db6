import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { files } from '../../src/adapters/files.ts'
import { printable, runner } from '../../src/adapters/runner.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import { pairs } from '../world/runner/command-file.ts'
import { stepLog } from '../world/runner/log.ts'

let folder: string
let printed: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-'))
  printed = ''
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(async () => {
  jest.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const made = (env: Readonly<Record<string, string>> = {}, secrets = new Secrets()) => runner(env, secrets, files(folder))
/** What a runner makes of what was printed. */
const shown = () => {
  const log = stepLog([])
  const lines = printed.split('\n').flatMap((line) => log.take(line) ?? [])
  return { lines, annotations: log.annotations }
}

describe('inputs, outputs and state', () => {
  it('reads inputs as the runner hands them over, trimmed', () => {
    const one = made({ INPUT_CONFIG: ' a.yml ', 'INPUT_GITHUB-TOKEN': 'ghs', STATE_record: '/r' })
    expect([one.input('config'), one.input('github-token'), one.input('region')]).toEqual(['a.yml', 'ghs', ''])
    expect([one.saved('record'), one.saved('none')]).toEqual(['/r', ''])
  })

  it('writes values with lines, and such that try to end themselves, as they are', async () => {
    const env = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STATE: join(folder, 'state') }
    const hostile = 'one\nEOF\nverdict=successful\nghadelimiter_1\nend_1\nverdict<<X'
    await made(env).output('summary', hostile)
    await made(env).output('verdict', 'failed')
    await made(env).output('issue-number', '')
    await made(env).save('record', 'a\nb')
    expect(pairs(await readFile(env.GITHUB_OUTPUT, 'utf8'))).toEqual({ summary: hostile, verdict: 'failed', 'issue-number': '' })
    expect(pairs(await readFile(env.GITHUB_STATE, 'utf8'))).toEqual({ record: 'a\nb' })
  })

  it('does without files where there is no runner', async () => {
    await made().output('verdict', 'failed')
    await made().summary('# none')
    expect(printed).toBe('')
  })
})

describe('the log', () => {
  it('masks line by line, whatever the lines hold', async () => {
    await made().mask('one%0A\n\ntwo\r\n::three')
    made().info('one%0A two')
    expect(shown().lines[0]).toBe('*** ***')
    expect(printed).toContain('::add-mask::::three\n')
  })

  it('puts annotations where they belong, with whatever stands in them', async () => {
    await made().error('100 %\n::warning::x', { file: 'a,b:c.yml', line: 3, column: 5 })
    await made().warning('careful')
    expect(shown().annotations).toEqual([
      { level: 'error', message: expect.stringMatching(/^100 %\n/), properties: { file: 'a,b:c.yml', line: '3', col: '5' } },
      { level: 'warning', message: 'careful', properties: {} },
    ])
  })

  it('folds what a body writes, also when that fails', async () => {
    await made().group('::error::title', async () => made().info('within'))
    await expect(made().group('two', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(printed.match(/^::(end)?group::/gm)).toEqual(['::group::', '::endgroup::', '::group::', '::endgroup::'])
    expect(shown().annotations).toEqual([])
  })

  it.each(['::error::x', '  ::set-output name=verdict::successful', 'a\n::stop-commands::x', 'a ##[error]x', 'a\r::error::x'])(
    'makes %j inert',
    (text) => {
      made().info(text)
      const { annotations, lines } = shown()
      expect(annotations).toEqual([])
      expect(lines.join('\n')).not.toMatch(/^\s*::|##\[/m)
      expect(printable(text, new Secrets())).not.toMatch(/^\s*::|##\[/m)
    },
  )

  it('holds no secret in lines, annotations and titles', async () => {
    const secrets = new Secrets()
    secrets.add('hunter2!')
    const one = made({}, secrets)
    one.info('a hunter2!')
    await one.error('b hunter2!')
    await one.warning('c hunter2!')
    await one.group('d hunter2!', async () => undefined)
    expect(printed).not.toContain('hunter2')
    expect(printed.match(/\*\*\*/g)).toHaveLength(4)
  })
})

describe('the summary', () => {
  it('is replaced as a whole, and nothing else is left', async () => {
    const path = join(folder, 'summary')
    await writeFile(path, 'what was there')
    await made({ GITHUB_STEP_SUMMARY: path }).summary('# one')
    await made({ GITHUB_STEP_SUMMARY: path }).summary('# two')
    expect(await readFile(path, 'utf8')).toBe('# two')
    expect(await readdir(folder)).toEqual(['summary'])
  })
})

describe('what the runner says about the run', () => {
  it('is the identity, with a link to the run', () => {
    const env = {
      GITHUB_REPOSITORY: 'octo-org/demo',
      GITHUB_SHA: 'abc',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: '7',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_ACTOR: 'octocat',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_WORKFLOW: 'Deploy',
      GITHUB_SERVER_URL: 'https://github.test',
    }
    expect(made(env).identity()).toEqual({
      repository: 'octo-org/demo',
      sha: 'abc',
      ref: 'refs/heads/main',
      runId: '7',
      attempt: '2',
      actor: 'octocat',
      event: 'push',
      workflow: 'Deploy',
      url: 'https://github.test/octo-org/demo/actions/runs/7',
    })
    expect(made().identity()).toMatchObject({ runId: '0', attempt: '1' })
  })

  it.each([
    ['deploy', 'deploy'],
    ['__org_deploy-action', '__org_deploy-action'],
    ['../../etc/x', '______etc_x'],
    ['', 'deploy-action'],
  ])('is the step %j, as the folder %s', (given, step) => {
    expect(made({ GITHUB_ACTION: given }).step).toBe(step)
  })

  it('is the temporary folder', () => {
    expect(made({ RUNNER_TEMP: '/runner/temp', TMPDIR: '/t' }).temp).toBe('/runner/temp')
    expect(made({ TMPDIR: '/t' }).temp).toBe('/t')
  })

  it('is the payload of the event, if it is an object', async () => {
    const path = join(folder, 'event.json')
    const event = async (text: string) => {
      await writeFile(path, text)
      return made({ GITHUB_EVENT_PATH: path }).event()
    }
    expect(await event('{"inputs":{"a":"::error::x","__proto__":{"polluted":"1"}}}')).toMatchObject({
      inputs: { a: '::error::x' },
    })
    expect(Object.prototype).not.toHaveProperty('polluted')
    for (const text of ['[]', 'null', '"text"', '7', '', '{"a":']) {
      await expect(event(text)).rejects.toMatchObject({ code: 'UNEXPECTED' })
    }
    expect(await made().event()).toEqual({})
    expect(await made({ GITHUB_EVENT_PATH: join(folder, 'none') }).event()).toEqual({})
  })
})
