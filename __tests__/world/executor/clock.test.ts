import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { FastClock } from './clock.ts'
import { Bench } from './testing/bench.ts'

const HOUR_MS = 3_600_000

describe('a fast clock', () => {
  it('runs at a multiple of real time and wakes sleepers in it', async () => {
    const clock = new FastClock(3600, new Date('2026-01-05T09:00:00Z'))
    const [began, world] = [performance.now(), clock.now().getTime()]
    await clock.sleep(HOUR_MS / 6)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(clock.now().getTime() - world).toBeGreaterThanOrEqual(HOUR_MS / 6)
  })

  it('is moved on, which wakes who was to sleep until then', async () => {
    const clock = new FastClock()
    const sleep = clock.sleep(HOUR_MS)
    clock.advance(HOUR_MS / 2)
    clock.advance(HOUR_MS / 2)
    await sleep
  })

  it('lets a sleeper go with the reason of its signal', async () => {
    const stop = new AbortController()
    const sleep = new FastClock().sleep(HOUR_MS, stop.signal)
    stop.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
  })
})

describe('the processes of a machine', () => {
  let bench: Bench

  beforeEach(async () => {
    bench = await Bench.open()
  })

  afterEach(() => bench.close())

  it('live in the time of the world', async () => {
    const clock = new FastClock(6000, new Date('2030-05-05T00:00:00Z'))
    await bench.action({
      main: `const { setTimeout: wait } = require('node:timers/promises'); const { promisify } = require('node:util')
        const say = (name) => console.log(name, Math.round((Date.now() - began) / 60000)); const [began, count] = [Date.now(), performance.now()]
        const later = () => new Promise((done) => setTimeout(done, 10 * 60000))
        const ticks = () => new Promise((done) => { const id = setInterval(() => { clearInterval(id); done() }, 10 * 60000) })
        async function main() {
          console.log('year', new Date().getFullYear(), Date().includes('2030'), new Date(0).getTime(), new Date() instanceof Date)
          await later(); say('later'); await wait(10 * 60000); say('wait'); await ticks(); say('ticks'); await promisify(setTimeout)(10 * 60000); say('promised')
          const { setTimeout: esm } = await import('node:timers/promises'); await esm(10 * 60000); say('module')
          console.log('count', Math.round((performance.now() - count) / 60000))
        }
        main()`,
    })
    const began = performance.now()
    const end = await bench.run('- { name: a, uses: octo/act@v1 }', { clock })
    const said = (name: string): number => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(end.log)?.[1])
    expect(end.log).toContain('year 2030 true 0 true')
    const names = ['later', 'wait', 'ticks', 'promised', 'module', 'count']
    names.forEach((name, at) => {
      expect(said(name)).toBeGreaterThanOrEqual(10 * Math.min(at + 1, 5) - 1)
    })
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(Date.parse(end.steps[1]?.startedAt ?? '')).toBeGreaterThan(Date.parse('2030-05-05T00:00:00Z'))
  })

  it('keep their time over the end of a cancelled sleep', async () => {
    await bench.action({
      main: "const { setTimeout: wait } = require('node:timers/promises'); const stop = new AbortController(); wait(1e9, 'x', { signal: stop.signal }).catch((e) => console.log(e.name)); stop.abort()",
    })
    expect((await bench.run('- uses: octo/act@v1', { clock: new FastClock(60) })).log).toContain('AbortError')
  })
})
