import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import { realClock, VirtualClock } from './clock.ts'

const START = new Date('2026-03-01T00:00:00Z')
const MINUTE = 60_000

const passed = (clock: VirtualClock): number => clock.now().getTime() - START.getTime()

const open = (): { readonly call: Promise<void>; readonly answer: () => void } => {
  let answer = (): void => {}
  const call = new Promise<void>((resolve) => {
    answer = resolve
  })
  return { call, answer }
}

describe('a virtual clock', () => {
  it('jumps to the earliest sleeper when nothing runs, and wakes sleepers in order', async () => {
    const clock = new VirtualClock(START)
    const woken: string[] = []
    const sleep = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms)
      woken.push(`${name} at ${passed(clock)}`)
    }
    await Promise.all([sleep('late', 5 * MINUTE), sleep('early', MINUTE), sleep('same', MINUTE)])
    expect(woken).toEqual(['early at 60000', 'same at 60000', 'late at 300000'])
  })

  it('stands still while a call is in flight', async () => {
    const clock = new VirtualClock(START)
    const { call, answer } = open()
    const ports = clock.track({ http: { request: () => call } })
    const request = ports.http.request()
    let slept = false
    const sleep = clock.sleep(MINUTE).then(() => {
      slept = true
    })
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    expect([slept, passed(clock)]).toEqual([false, 0])
    answer()
    await Promise.all([request, sleep])
    expect(passed(clock)).toBe(MINUTE)
  })

  it('moves while a server holds the only request on purpose', async () => {
    const clock = new VirtualClock(START)
    const server = createServer(async (_request, response) => {
      clock.held(1)
      await clock.sleep(2 * MINUTE)
      clock.held(-1)
      response.end('late')
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const ports = clock.track({ get: async () => (await fetch(`http://127.0.0.1:${port}/`)).text() })
    expect(await clock.busy(() => ports.get())).toBe('late')
    expect(passed(clock)).toBe(2 * MINUTE)
    await new Promise((resolve) => server.close(resolve))
  })

  it('moves for a call that sleeps inside itself', async () => {
    const clock = new VirtualClock(START)
    const ports = clock.track({ read: async () => clock.sleep(MINUTE), clock })
    await ports.read()
    await ports.clock.sleep(MINUTE)
    expect(passed(clock)).toBe(2 * MINUTE)
  })

  it('keeps the object behind a tracked method, and what is not a promise', () => {
    class Counter {
      #count = 0
      next(): number {
        this.#count += 1
        return this.#count
      }
    }
    const counter = new VirtualClock().track(new Counter())
    expect([counter.next(), counter.next()]).toEqual([1, 2])
  })

  it('lets a sleeper go with the reason of its signal', async () => {
    const clock = new VirtualClock(START)
    const stop = new AbortController()
    const { call, answer } = open()
    const running = clock.busy(call)
    const sleep = clock.sleep(MINUTE, stop.signal)
    stop.abort(new Error('cancelled by a person'))
    await expect(sleep).rejects.toThrow('cancelled by a person')
    await expect(clock.sleep(MINUTE, stop.signal)).rejects.toThrow('cancelled by a person')
    answer()
    await running
    expect(passed(clock)).toBe(0)
  })

  it('counts a call that fails as over', async () => {
    const clock = new VirtualClock(START)
    const ports = clock.track({ read: async () => Promise.reject(new Error('reset')) })
    await expect(ports.read()).rejects.toThrow('reset')
    await clock.sleep(MINUTE)
    expect(passed(clock)).toBe(MINUTE)
  })
})

describe('the real clock', () => {
  it('rejects with the reason of the signal', async () => {
    const stop = new AbortController()
    const sleep = realClock.sleep(MINUTE, stop.signal)
    stop.abort(new Error('enough'))
    await expect(sleep).rejects.toThrow('enough')
  })
})
