import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FastClock } from './clock.ts'
import { Bench, conclusions } from './testing/bench.ts'

const DAY_MS = 86_400_000
const MAKE =
  '- run: "mkdir -p out/.hidden out/sub out/empty; echo a > out/a; echo b > out/sub/b; echo c > out/.hidden/c; chmod 755 out/a"\n'
const upload = (given = ''): string =>
  `- { name: up, if: always(), uses: actions/upload-artifact@v6, with: { name: it, path: out${given} } }\n`
const download = (given = ''): string => `- { name: down, uses: actions/download-artifact@v7, with: { path: in${given} } }\n`
const LIST = "- run: \"cd in && find . | sort | tr '\\n' ' '\"\n"

describe('stand-ins', () => {
  let bench: Bench

  beforeEach(async () => {
    bench = await Bench.open()
  })

  afterEach(() => bench.close())

  it('check the commit out over what was there', async () => {
    const end = await bench.run(
      '- run: touch old\n- uses: actions/checkout@v6\n  with: { persist-credentials: false }\n- run: find . -type f; cat folder/file.txt',
    )
    expect(end.log).toMatch(/\.\/folder\/file\.txt\nof the commit$/m)
    expect([end.log.includes('./old'), bench.asked]).toEqual([false, [{ repository: '', ref: '', token: 'tok' }]])
  })

  it('keep files, but neither hidden ones nor permissions nor empty folders', async () => {
    const end = await bench.run(`${MAKE}${upload()}${download(', name: it')}${LIST}- run: test ! -x in/a`)
    expect([end.conclusion, end.log]).toEqual(['success', expect.stringContaining('\n. ./a ./sub ./sub/b \n')])
  })

  it('keep hidden files where that is asked for, and give all artifacts in folders where no name is', async () => {
    const end = await bench.run(`${MAKE}${upload(', include-hidden-files: true')}${download()}${LIST}`)
    expect(end.log).toContain('\n. ./it ./it/.hidden ./it/.hidden/c ./it/a ./it/sub ./it/sub/b \n')
  })

  it('refuse a name that is taken unless it is to be overwritten', async () => {
    const end = await bench.run(
      `${MAKE}${upload()}${upload().replace('up', 'again')}${upload(', overwrite: true').replace('up', 'over')}`,
    )
    expect(conclusions(end)).toMatchObject({ up: 'success', again: 'failure', over: 'success' })
    expect([end.annotations[0]?.message, bench.own.map(({ id }) => id)]).toEqual([expect.stringContaining('(409) Conflict'), [2]])
  })

  it.each([
    ['warn', 'success', 'warning'],
    ['error', 'failure', 'error'],
    ['ignore', 'success', undefined],
  ])('with no files: %s', async (none, conclusion, level) => {
    const end = await bench.run(upload(`, if-no-files-found: ${none}`))
    expect([end.conclusion, end.annotations[0]?.level, bench.own]).toEqual([conclusion, level, []])
  })

  it('take a single file by its name, and several paths below what they share', async () => {
    await bench.run(`${MAKE}- { uses: actions/upload-artifact@v6, with: { name: one, path: out/sub/b } }
- { uses: actions/upload-artifact@v6, with: { name: two, path: "out/sub\\nout/a" } }`)
    expect(bench.own.map(({ files }) => [...files.keys()])).toEqual([['b'], ['a', 'sub/b']])
  })

  it('miss an artifact that is not there or has expired', async () => {
    const clock = new FastClock()
    await bench.run(`${MAKE}${upload(', retention-days: 3')}`, { clock })
    expect((await bench.run(download(', name: it'), { clock })).conclusion).toBe('success')
    clock.advance(3 * DAY_MS)
    const end = await bench.run(download(', name: it'), { clock })
    expect([end.conclusion, end.annotations[0]?.message]).toEqual([
      'failure',
      expect.stringContaining('Artifact not found for name: it'),
    ])
  })

  it('look at another run only with a token that may', async () => {
    await bench.run(`${MAKE}${upload()}`)
    const with_ = (token: string): Promise<unknown> =>
      bench
        .run(download(`, name: it, run-id: 7, github-token: ${token}`), {
          artifacts: { own: [], of: (run, _, given) => (run === 7 && given === 'good' ? bench.own : undefined) },
        })
        .then(({ conclusion }) => conclusion)
    expect([await with_('good'), await with_('bad'), await with_('""')]).toEqual(['success', 'failure', 'failure'])
  })

  it('have Node set up already', async () => {
    expect((await bench.run('- { uses: actions/setup-node@v6, with: { node-version: 24 } }\n- run: node --version')).log).toMatch(
      /\nv\d+/,
    )
  })
})
