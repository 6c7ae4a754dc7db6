import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/foundation/failure.ts'
import { judge, type Progress } from '../../src/logs/index.ts'
import { SINCE, SKEW, scene, throttled } from './fakes.ts'

const error = (text: string) => `ERROR ${text}`
const LAMBDA_ID = (n: number) => `79b4f56e-95b1-4643-9700-${String(n).padStart(12, '0')}`

describe('watchLogs', () => {
  it('watches until the window ends, on AWS’s clock from the deployment’s first event', async () => {
    const { clock, logs, watch } = scene()
    logs.put('g', -1, error('before the deployment')).put('g', 10, 'hello').put('g', 42_000, error('late trouble'))
    const seen: Progress[] = []
    const scan = await watch({ onProgress: (progress) => seen.push(progress) })
    expect(scan.groups).toEqual([{ name: 'g', events: 2, state: 'read', truncated: false }])
    expect(scan.incidents).toMatchObject([{ what: 'Error in the log: ERROR late trouble', count: 1, first: SINCE + 42_000 }])
    expect(clock.time).toBe(SINCE - SKEW + 60_000)
    expect(scan.until).toBe(SINCE + 60_000)
    expect(seen.map((progress) => progress.left)).toEqual([60, 55, 50, 45, 40, 35, 30, 25, 20, 15, 10, 5, 0].map((s) => s * 1000))
    expect(seen.at(-1)).toEqual({ look: 13, events: 2, errors: 1, fatal: false, left: 0 })
  })

  it('looks once where the window has no length', async () => {
    const { logs, watch } = scene()
    logs.put('g', 0, 'hello')
    expect((await watch({ for: 0 })).looks).toBe(1)
    expect(logs.calls).toHaveLength(1)
  })

  it('sees events that come late, once', async () => {
    const { logs, watch } = scene()
    logs.put('g', 1000, error('a'), { late: 80_000 }).put('g', 50_000, error('b'))
    const scan = await watch({ for: 180_000 })
    expect(scan.groups[0]?.events).toBe(2)
    expect(scan.incidents.map((i) => i.count)).toEqual([1, 1])
  })

  it('reads again only what is young', async () => {
    const { logs, watch } = scene()
    logs.group('g')
    await watch({ for: 300_000, awsNow: SINCE + 600_000 })
    expect(logs.calls[0]?.query.from).toBe(SINCE)
    expect(logs.calls[1]?.query.from).toBe(SINCE + 600_000 - 90_000)
    expect(logs.calls.at(-1)?.query.from).toBe(SINCE + 600_000 + 295_000 - 90_000)
  })

  it('reads all pages, empty ones too', async () => {
    const { clock, logs, watch } = scene()
    clock.time += 1000
    logs.pageSize = 7
    logs.emptyPages = 2
    for (let n = 0; n < 50; n++) logs.put('g', n, `line ${n}`)
    expect((await watch({ for: 0 })).groups).toEqual([{ name: 'g', events: 50, state: 'read', truncated: false }])
    expect(logs.calls).toHaveLength(8 * 3)
  })

  it('says that it could not read everything, and goes on behind it at the next look', async () => {
    const { clock, logs, watch } = scene()
    clock.time += 1000
    logs.pageSize = 1
    for (let n = 0; n < 300; n++) logs.put('g', n, `line ${n}`)
    const once = await watch({ for: 0 })
    expect(once.groups).toEqual([{ name: 'g', events: 200, state: 'read', truncated: true }])
    expect(judge(once)).toMatchObject({ phase: 'inconclusive', code: 'LOG_INCONCLUSIVE' })

    const longer = scene()
    longer.clock.time += 1000
    longer.logs.pageSize = 1
    for (let n = 0; n < 300; n++) longer.logs.put('g', n, `line ${n}`)
    // 200 calls at 3.5 a second take the first 56 s; the second look begins behind them.
    const whole = await longer.watch({ for: 58_000 })
    expect(whole.groups).toEqual([{ name: 'g', events: 300, state: 'read', truncated: false }])
    expect(longer.logs.calls[200]?.query.next).toBe('200/0')
  })

  it('keeps to 70 % of the quota over all groups, and halves on a throttle', async () => {
    const rate = async (region: string, faults: number) => {
      const { logs, clock, watch } = scene()
      logs.fault = (_, call) => (call <= faults ? throttled() : undefined)
      const begin = clock.time
      await watch({ region, groups: Array.from({ length: 200 }, (_, n) => `g${n}`), for: 0 })
      return logs.calls.length / ((clock.time - begin) / 1000)
    }
    expect(await rate('eu-central-1', 0)).toBeCloseTo(3.5, 0)
    expect(await rate('eu-west-1', 0)).toBeCloseTo(7, 0)
    expect(await rate('us-east-1', 0)).toBeCloseTo(19, 0)
    expect(await rate('eu-central-1', 1)).toBeLessThan(3)
  })

  it('tries throttled reads again and says so', async () => {
    const { logs, watch } = scene()
    logs.put('g', 0, error('a'))
    logs.fault = (_, call) => (call <= 3 ? throttled() : undefined)
    const said: string[] = []
    const scan = await watch({ say: (line) => said.push(line) })
    expect(said).toEqual(Array(3).fill(expect.stringMatching(/; trying again in \d/)))
    expect(scan.groups).toMatchObject([{ events: 1, state: 'read' }])
  })

  it('forgets nothing over an outage that ends within the window', async () => {
    const { logs, clock, watch } = scene()
    logs.put('g', 20_000, error('in the dark'))
    const dark = clock.time + 10_000
    logs.fault = () =>
      clock.time > dark && clock.time < dark + 80_000 ? new Failure('no answer', { code: 'AWS_UNREACHABLE' }) : undefined
    const scan = await watch({ for: 200_000 })
    expect(scan.groups).toMatchObject([{ events: 1, state: 'read' }])
    expect(scan.incidents).toHaveLength(1)
  })

  it('never throws for what cannot be read, and never calls it clean', async () => {
    const { logs, watch } = scene()
    logs.put('fine', 0, 'hello')
    logs.fault = ({ group }) =>
      group === 'denied'
        ? new Failure('not authorized', { code: 'ACCESS_DENIED' })
        : group === 'down'
          ? new Failure('no answer', { code: 'AWS_UNREACHABLE' })
          : group === 'rare'
            ? { state: 'unscannable', reason: 'INFREQUENT_ACCESS' }
            : undefined
    const scan = await watch({ groups: ['fine', 'denied', 'down', 'rare', 'nowhere'] })
    expect(scan.groups.map((g) => `${g.name} ${g.state} ${g.reason}`)).toEqual([
      'fine read undefined',
      'denied denied not authorized',
      'down unread no answer',
      'rare unscannable INFREQUENT_ACCESS',
      'nowhere absent undefined',
    ])
    expect(logs.calls.filter((call) => call.query.group === 'denied')).toHaveLength(1)
    const { phase, findings } = judge(scan)
    expect(phase).toBe('inconclusive')
    expect(findings.map((f) => f.where)).toEqual(['denied', 'down', 'rare'])
    expect(findings[0]?.fix).toBe('Allow logs:FilterLogEvents on log-group:denied:* to the role in use.')
  })

  it('waits for a group that the first invocation makes', async () => {
    const { logs, watch } = scene()
    logs.group('g', 20_000).put('g', 21_000, error('first'))
    expect((await watch()).groups).toEqual([{ name: 'g', events: 1, state: 'read', truncated: false }])
  })

  it('ends early once something fatal was there in two looks, with all counts', async () => {
    const { logs, clock, watch } = scene()
    for (let n = 0; n < 3; n++)
      logs.put('g', 1000 + n * 2000, `2026-11-02T08:00:00Z ${LAMBDA_ID(n)} Task timed out after 3.00 seconds`)
    const scan = await watch({ for: 600_000 })
    expect(scan.looks).toBe(3)
    expect(clock.time).toBe(SINCE - SKEW + 10_000)
    expect(scan.incidents).toMatchObject([{ kind: 'lambda-timeout', count: 3, fatal: true }])
  })

  it('does not count what is ignored, nor its stack', async () => {
    const { logs, watch } = scene()
    logs.put('g', 0, error('rate limited, retrying')).put('g', 1, '    at x (y.js:1:1)').put('g', 2, error('other'))
    const scan = await watch({ ignore: ['rate limited'] })
    expect(scan.ignored).toBe(1)
    expect(scan.incidents.map((i) => i.evidence)).toEqual([['ERROR other']])
    expect(judge(scan).reason).toContain('1 event ignored as configured')
  })

  it('stops at once when the run is cancelled', async () => {
    const { logs, clock, watch } = scene()
    logs.group('g')
    const cancel = new AbortController()
    const reason = new Error('cancelled')
    const sleep = clock.sleep.bind(clock)
    clock.sleep = async (ms, signal) => {
      if (clock.waits.length === 2) cancel.abort(reason)
      await sleep(ms, signal)
    }
    await expect(watch({ signal: cancel.signal })).rejects.toBe(reason)
    expect(logs.calls).toHaveLength(3)
  })

  it('does nothing where there are no groups', async () => {
    const { clock, watch } = scene()
    expect(judge(await watch({ groups: [] })).phase).toBe('skipped')
    expect(clock.waits).toEqual([])
  })

  it('takes 100,000 events, each once', async () => {
    const { clock, logs, watch } = scene()
    clock.time += 50_000
    for (let n = 0; n < 100_000; n++) {
      const level = n % 10 ? 'INFO' : 'ERROR'
      logs.put('g', n % 50_000, `2026-11-02T08:00:00.123Z\t${LAMBDA_ID(n)}\t${level}\torder ${n} took ${n % 97} ms`)
    }
    const scan = await watch({ for: 0 })
    expect(scan.groups[0]?.events).toBe(100_000)
    expect(scan.incidents).toMatchObject([{ count: 10_000 }])
  })
})
