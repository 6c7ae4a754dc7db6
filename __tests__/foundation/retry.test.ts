import { expect, it } from '@jest/globals'
import { Failure } from '../../src/foundation/failure.ts'
import { attempt, nextWait, retry } from '../../src/foundation/retry.ts'

const throttled = new Failure('slow down', { code: 'AWS_THROTTLED' })
const denied = new Failure('no', { code: 'ACCESS_DENIED' })

function pace() {
  let now = 0
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => new Date(now),
    random: () => 0.5,
    sleep: async (ms: number) => {
      sleeps.push(ms)
      now += ms
    },
  }
}

const options = (over: object = {}) => ({
  pace: pace(),
  signal: new AbortController().signal,
  limit: 60_000,
  say: () => undefined,
  ...over,
})

const failing = (failure: Failure, times: number) => {
  let calls = 0
  return {
    calls: () => calls,
    call: async () => {
      calls++
      if (calls <= times) throw failure
      return 'done'
    },
  }
}

it('does a call again while its failure is transient, and says so each time', async () => {
  const [said, failed]: [string[], string[]] = [[], []]
  const subject = failing(throttled, 3)
  const told = { say: (line: string) => said.push(line), failed: ({ code }: Failure) => failed.push(code) }
  await expect(retry(subject.call, options(told))).resolves.toBe('done')
  expect(failed).toEqual(['AWS_THROTTLED', 'AWS_THROTTLED', 'AWS_THROTTLED'])
  expect(said).toEqual(Array(3).fill(expect.stringMatching(/^.+; trying again in \d/)))
})

it('gives up at once where another try cannot help', async () => {
  const subject = failing(denied, 9)
  await expect(retry(subject.call, options())).rejects.toBe(denied)
  expect(subject.calls()).toBe(1)
})

it('begins no new try after its limit', async () => {
  const subject = failing(throttled, 1000)
  const given = options({ limit: 5000 })
  await expect(retry(subject.call, given)).rejects.toBe(throttled)
  expect(given.pace.sleeps.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(5000)
})

it('stops with the reason of the abort', async () => {
  const stop = new AbortController()
  const reason = new Failure('cancelled', { code: 'CANCELLED' })
  stop.abort(reason)
  await expect(retry(failing(throttled, 5).call, options({ signal: stop.signal }))).rejects.toBe(reason)
})

it('spreads waits by chance and bounds them', () => {
  expect(nextWait(500, () => 0)).toBe(500)
  expect(nextWait(2000, () => 0.999)).toBeGreaterThan(5000)
  expect(nextWait(1e9, () => 1)).toBe(20_000)
})

it('gives a failure as a value', async () => {
  await expect(attempt(async () => 1)).resolves.toEqual({ value: 1 })
  await expect(attempt(failing(denied, 1).call)).resolves.toEqual({ failure: denied })
})

it('waits as long as the other side asks for, and not beyond its limit', async () => {
  const later = (seconds: number) => new Failure('slow down', { code: 'GITHUB_UNREACHABLE', retryAfter: seconds * 1000 })
  const given = options()
  await expect(retry(failing(later(30), 1).call, given)).resolves.toBe('done')
  expect(given.pace.sleeps).toEqual([30_000])
  await expect(retry(failing(later(90), 1).call, options())).rejects.toThrow('slow down')
})
