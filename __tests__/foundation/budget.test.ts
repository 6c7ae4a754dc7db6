import { describe, expect, it } from '@jest/globals'
import { budget } from '../../src/foundation/budget.ts'

const { signal } = new AbortController()

/** A budget whose clock goes on only where somebody waits, or is told to. */
function bucket() {
  let now = 0
  const clock = {
    now: () => new Date(now),
    sleep: async (ms: number) => {
      now += ms
    },
  }
  const { take, halve, sharing, spacing } = budget({ perSecond: 5, burst: 20 }, clock)
  /** Seconds that this many calls wait in all. */
  const wait = async (calls: number, kind?: string): Promise<number> => {
    const begun = now
    for (let call = 0; call < calls; call++) await take(signal, kind)
    return (now - begun) / 1000
  }
  return { wait, halve, sharing, spacing, quiet: (seconds: number) => (now += seconds * 1000) }
}

describe('a budget', () => {
  it('lets a burst go at once and the rest at its rate', async () => {
    const { wait } = bucket()
    expect([await wait(20), await wait(10)]).toEqual([0, 2])
  })

  it('has a burst again after a quiet time, and never more', async () => {
    const { wait, quiet } = bucket()
    await wait(20)
    quiet(3600)
    expect([await wait(20), await wait(5)]).toEqual([0, 1])
  })

  it('gives nothing at once after a throttle, half as fast, with half the burst', async () => {
    const { wait, quiet, halve } = bucket()
    await wait(1)
    halve()
    expect(await wait(5)).toBeCloseTo(2, 1)
    quiet(4)
    expect(await wait(10)).toBe(0)
    expect(await wait(5)).toBeGreaterThan(1)
  })

  it('counts each kind of call for itself, and makes all of them slower after a throttle', async () => {
    const { wait, halve } = bucket()
    expect([await wait(20, 'one'), await wait(20, 'other'), await wait(5, 'one')]).toEqual([0, 0, 1])
    halve()
    expect(await wait(5, 'other')).toBeGreaterThan(1.5)
  })

  it('is whole again some time after a throttle', async () => {
    const { wait, quiet, halve } = bucket()
    halve()
    quiet(60)
    expect([await wait(20), await wait(10)]).toEqual([0, 2])
  })

  it('does not stop, however often it is throttled', async () => {
    const { wait, halve } = bucket()
    for (let time = 0; time < 50; time++) halve()
    expect(await wait(1)).toBeLessThanOrEqual(4)
  })

  it('tells those that look again and again how often they may together, and one alone that it may at once', async () => {
    const { halve, sharing, spacing } = bucket()
    const seen: number[] = []
    await sharing(async () => {
      seen.push(spacing())
      await Promise.all(Array.from({ length: 11 }, () => sharing(async () => void seen.push(spacing()))))
      halve()
      await sharing(async () => void seen.push(spacing()))
    })
    expect([seen[0], seen[11], seen[12], spacing()]).toEqual([0, 3000, 0, 0])
  })

  it('makes as few as can look once a second wait for nobody, until a throttle', async () => {
    const { halve, sharing, spacing } = bucket()
    const spaced = (count: number): Promise<number> =>
      count === 0 ? Promise.resolve(spacing()) : sharing(() => spaced(count - 1))
    expect([await spaced(2), await spaced(5), await spaced(6)]).toEqual([0, 0, 1500])
    halve()
    expect([await spaced(2), await spaced(5)]).toEqual([0, 2500])
  })

  it('is shared no longer by work that failed', async () => {
    const { sharing, spacing } = bucket()
    await expect(sharing(() => Promise.reject(new Error('lost')))).rejects.toThrow('lost')
    await sharing(async () => expect(spacing()).toBe(0))
  })
})
