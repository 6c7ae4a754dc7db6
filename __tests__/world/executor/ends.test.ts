import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FastClock } from './clock.ts'
import { Bench, conclusions } from './testing/bench.ts'

const READY = "console.log('ready'); setInterval(() => {}, 1000);"
const LATER =
  '- { name: b, run: echo never }\n- { name: c, if: always(), run: "echo c ${{ job.status }}" }\n- { name: d, if: cancelled(), run: echo d }'
const messages = (end: { annotations: readonly { message: string }[] }): readonly string[] =>
  end.annotations.map(({ message }) => message)

describe('the end of a job', () => {
  let bench: Bench

  beforeEach(async () => {
    bench = await Bench.open()
  })

  afterEach(() => bench.close())

  it('by a cancel: SIGINT to the entry process, then what wants to run always or when cancelled, and post', async () => {
    await bench.action({
      main: `process.on('SIGINT', () => { put(env.GITHUB_OUTPUT, 'told=yes\\n'); process.exit(0) }); ${READY}`,
      post: "console.log('post')",
    })
    const end = await bench.meet(
      `- { name: a, id: a, uses: octo/act@v1 }\n${LATER}\n- { if: always(), run: "echo told \${{ steps.a.outputs.told }}" }`,
      (job) => job.cancel(),
    )
    expect([end.conclusion, conclusions(end)]).toMatchObject([
      'cancelled',
      { a: 'cancelled', b: 'skipped', c: 'success', d: 'success', 'Post a': 'success' },
    ])
    expect(end.log.match(/^(?:c cancelled|told yes|post|never)$/gm)).toEqual(['c cancelled', 'told yes', 'post'])
    expect(messages(end)).toEqual(['The operation was canceled.'])
  })

  it('by a cancel: a step whose condition also holds then goes on', async () => {
    await bench.action({ main: "console.log('ready'); setTimeout(() => console.log('finished'), 200)" })
    const end = await bench.meet('- { name: a, if: "!failure()", uses: octo/act@v1 }\n- { name: b, run: x }', (job) =>
      job.cancel(),
    )
    expect([end.conclusion, conclusions(end)]).toEqual(['cancelled', { a: 'success', b: 'skipped' }])
    expect(end.log).toContain('finished')
  })

  it('by a cancel: SIGTERM and SIGKILL for who does not listen', async () => {
    await bench.action({
      main: `process.on('SIGINT', () => console.log('INT')); process.on('SIGTERM', () => console.log('TERM')); ${READY}`,
    })
    const end = await bench.meet('- { name: a, uses: octo/act@v1 }', (job) => job.cancel(), { clock: new FastClock(10) })
    expect([conclusions(end), end.log.match(/^(?:INT|TERM)$/gm)]).toEqual([{ a: 'cancelled' }, ['INT', 'TERM']])
  })

  it('by a cancel: in a run step, the signal reaches bash only', async () => {
    const script = `- name: a\n  run: |\n    node -e "process.on('SIGINT', () => console.log('INT')); console.log('ready'); setTimeout(() => console.log('child done'), 400)"\n    echo never`
    const end = await bench.meet(script, (job) => job.cancel())
    expect([conclusions(end), end.log.match(/^(?:INT|child done)$/gm)]).toEqual([{ a: 'cancelled' }, ['child done']])
  })

  it('by a cancel: five minutes later, everything is over', async () => {
    await bench.action({ main: READY })
    const end = await bench.meet(
      '- { name: a, if: always(), uses: octo/act@v1 }\n- { name: b, if: always(), run: x }',
      (job) => job.cancel(),
      {
        clock: new FastClock(600),
      },
    )
    expect([end.conclusion, conclusions(end)]).toEqual(['cancelled', { a: 'cancelled', b: null }])
  })

  it('by its time limit: as by a cancel, with a note', async () => {
    await bench.action({ main: READY })
    const end = await bench.meet(`- { name: a, uses: octo/act@v1 }\n${LATER}`, (job) => job.timeOut(350), {
      runnerEnv: { RUNNER_NAME: 'big' },
    })
    expect([end.conclusion, conclusions(end)['c']]).toEqual(['cancelled', 'success'])
    expect(messages(end)[0]).toBe('The job running on runner big has exceeded the maximum execution time of 350 minutes.')
  })

  it('by the loss of its machine: nothing more runs, and nobody knows how the steps ended', async () => {
    await bench.action({ main: READY, post: "console.log('post')" })
    const end = await bench.meet(`- { name: a, uses: octo/act@v1 }\n${LATER}`, (job) => job.lose())
    expect([end.conclusion, conclusions(end), end.outputs]).toEqual(['lost', { a: null, b: null, c: null, d: null }, {}])
    expect(end.log).not.toMatch(/^(?:post|c)/m)
    expect(messages(end)[0]).toContain('lost communication with the server')
  })

  it('leaves no process and no folder behind', async () => {
    const end = await bench.run('- run: setsid sleep 300 > /dev/null 2>&1 & echo "pid $!"; echo $HOME')
    const pid = Number(/^pid (\d+)$/m.exec(end.log)?.[1])
    const home = end.log.split('\n').at(-2) ?? ''
    const alive = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    expect([pid > 0, alive, home.endsWith('/home'), existsSync(home)]).toEqual([true, '', true, false])
  })

  it('is known before: the steps so far', async () => {
    await bench.action({ main: `process.on('SIGINT', () => process.exit(0)); ${READY}` })
    let seen: readonly (readonly [string, string | null, boolean])[] = []
    await bench.meet('- { name: a, run: exit 0 }\n- { name: b, uses: octo/act@v1 }\n- { name: c, run: x }', (job) => {
      seen = job.steps().map(({ name, conclusion, startedAt }) => [name, conclusion, startedAt !== null] as const)
      job.cancel()
    })
    expect(seen).toEqual([
      ['Set up job', 'success', true],
      ['a', 'success', true],
      ['b', null, true],
      ['c', null, false],
    ])
  })
})
