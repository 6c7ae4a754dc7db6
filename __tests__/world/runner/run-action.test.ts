import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ActionResult, type ActionRun, runAction } from './run-action.ts'

const MANIFEST = `
inputs:
  greeting: { description: said first, default: hello }
  two words: { description: empty }
  github-token: { description: token, default: "\${{ github.token }}" }
runs: { using: node24, main: main.cjs, post: post.cjs }
`
const SHORT = { interruptMs: 300, terminateMs: 300 }

describe('a runner', () => {
  let home: string

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'runner-'))
    await mkdir(join(home, 'work'))
  })

  afterEach(() => rm(home, { recursive: true }))

  const run = async (main: string, given: Partial<ActionRun> = {}, post = ''): Promise<ActionResult> => {
    await writeFile(join(home, 'action.yml'), MANIFEST)
    await writeFile(
      join(home, 'main.cjs'),
      `const { appendFileSync: put } = require('node:fs'); const env = process.env\n${main}`,
    )
    await writeFile(join(home, 'post.cjs'), post)
    return runAction({ dir: home, workspace: join(home, 'work'), home, ...given })
  }

  it('gives an action its inputs, its event and nothing of our own environment', async () => {
    Object.assign(process.env, { LEAK: 'of ours' })
    const code =
      "console.log(JSON.stringify([env['INPUT_GREETING'], env.INPUT_TWO_WORDS, env['INPUT_GITHUB-TOKEN'], env.LEAK ?? null, env.GITHUB_SHA, require(env.GITHUB_EVENT_PATH).after, process.cwd()]))"
    const { rawLog } = await run(code, { inputs: { greeting: 'hi' }, token: 'tok', sha: 'abc', event: { after: 'def' } })
    Reflect.deleteProperty(process.env, 'LEAK')
    expect(JSON.parse(rawLog)).toEqual(['hi', '', 'tok', null, 'abc', 'def', expect.stringMatching(/work$/)])
  })

  it('refuses an input that the action does not declare', async () => {
    await expect(run('', { inputs: { greting: 'hi' } })).rejects.toThrow('declares no input greting')
  })

  it('reads outputs in both forms, summary and exit code, and hands state to post', async () => {
    const code = `put(env.GITHUB_OUTPUT, 'one=1=1\\nmany<<END\\na\\n\\nb=c\\nEND\\nlast=x\\n')
      put(env.GITHUB_STATE, 'step=seven\\n'); put(env.GITHUB_ENV, 'KEPT=yes\\n'); put(env.GITHUB_STEP_SUMMARY, '# Main\\n')
      put(env.RUNNER_TEMP + '/left.txt', ''); process.exitCode = 3`
    const post = "require('node:fs').appendFileSync(process.env.GITHUB_STEP_SUMMARY, process.env.STATE_step + process.env.KEPT)"
    const { main, post: after, outputs, summary, files } = await run(code, {}, post)
    expect([main.code, after?.code, outputs, summary, files]).toEqual([
      3,
      0,
      { one: '1=1', many: 'a\n\nb=c', last: 'x' },
      '# Main\nsevenyes',
      ['left.txt'],
    ])
  })

  it('masks what it was told to, from there on, and collects annotations', async () => {
    const code = `console.log('before s3cret'); console.log('::add-mask::s3cret'); console.log('after s3cret')
      console.log('::error title=Bad,file=a%2Cb::s3cret%0Atwo'); console.log('::stop-commands::mark'); console.log('::error::inert'); console.log('::mark::')`
    const { rawLog, shownLog, annotations } = await run(code, { secrets: ['before'] })
    expect(rawLog).toContain('after s3cret')
    expect(shownLog.split('\n')).toEqual(['*** s3cret', 'after ***', '##[error]***', 'two', '::error::inert', '::mark::'])
    expect(annotations).toEqual([{ level: 'error', message: '***\ntwo', properties: { title: 'Bad', file: 'a,b' } }])
  })

  const READY = "console.log('ready'); setInterval(() => {}, 1000);"

  const started = (): { cancel: Promise<void>; onLine: (line: string) => void } => {
    let go = (): void => {}
    const cancel = new Promise<void>((resolve) => {
      go = resolve
    })
    return { cancel, onLine: (line) => line === 'ready' && go() }
  }

  it('cancels with SIGINT and still runs post', async () => {
    const code = `process.on('SIGINT', () => { console.log('asked'); process.exit(4) }); ${READY}`
    const { main, post, shownLog } = await run(code, started(), "console.log('post')")
    expect([main, post?.code, shownLog]).toEqual([{ code: 4, signal: null }, 0, 'ready\nasked\npost'])
  })

  it('sends SIGTERM and then SIGKILL to a step that does not listen', async () => {
    const polite = await run(`process.on('SIGINT', () => {}); ${READY}`, { ...started(), grace: SHORT })
    const deaf = await run(`process.on('SIGINT', () => {}); process.on('SIGTERM', () => {}); ${READY}`, {
      ...started(),
      grace: SHORT,
    })
    expect([polite.main.signal, deaf.main.signal]).toEqual(['SIGTERM', 'SIGKILL'])
  })

  it('runs post after a main that died', async () => {
    const { cancel: crash, onLine } = started()
    const { main, post, shownLog } = await run(READY, { crash, onLine }, "console.log('post')")
    expect([main.signal, post?.code, shownLog]).toEqual(['SIGKILL', 0, 'ready\npost'])
  })

  it('runs no post on a lost machine', async () => {
    const { cancel: kill, onLine } = started()
    const { main, post } = await run(READY, { kill, onLine })
    expect([main.signal, post]).toEqual(['SIGKILL', undefined])
  })
})
