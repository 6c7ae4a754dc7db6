import { describe, expect, it } from '@jest/globals'
import { type GroupScan, type Incident, judge, type Scan, together } from '../../src/logs/index.ts'

const T = Date.parse('2026-11-02T08:00:00Z')
const group = (changes: Partial<GroupScan> = {}): GroupScan => ({
  name: 'g',
  events: 10,
  state: 'read',
  truncated: false,
  ...changes,
})
const incident = (changes: Partial<Incident> = {}): Incident => ({
  kind: 'error-line',
  severity: 'medium',
  fatal: false,
  what: 'Error in the log: x',
  fix: 'Look.',
  group: 'g',
  count: 1,
  first: T,
  last: T,
  evidence: ['ERROR x'],
  ...changes,
})
const scan = (changes: Partial<Scan> = {}): Scan => ({
  since: T,
  until: T + 60_000,
  looks: 3,
  groups: [group()],
  incidents: [],
  ignored: 0,
  ...changes,
})

describe('judge', () => {
  it.each<readonly [string, Partial<Scan>, string]>([
    ['clean', {}, 'successful'],
    ['two errors', { incidents: [incident({ count: 2 })] }, 'successful'],
    ['three errors of one kind', { incidents: [incident({ count: 3 })] }, 'failed'],
    ['three errors of three kinds', { incidents: ['a', 'b', 'c'].map((what) => incident({ what })) }, 'failed'],
    ['noted only', { incidents: [incident({ severity: 'low', count: 9 })] }, 'successful'],
    ['one fatal', { incidents: [incident({ fatal: true })] }, 'failed'],
    [
      'one fatal where other groups are closed',
      { incidents: [incident({ fatal: true })], groups: [group({ state: 'denied' })] },
      'failed',
    ],
    ['denied', { groups: [group(), group({ state: 'denied', events: 0 })] }, 'inconclusive'],
    ['unscannable', { groups: [group({ state: 'unscannable' })] }, 'inconclusive'],
    ['unread', { groups: [group({ state: 'unread' })] }, 'inconclusive'],
    ['truncated', { groups: [group({ truncated: true })] }, 'inconclusive'],
    ['no events', { groups: [group({ events: 0 }), group({ events: 0, state: 'absent' })] }, 'inconclusive'],
    ['one group not there yet', { groups: [group(), group({ events: 0, state: 'absent' })] }, 'successful'],
    ['no groups', { groups: [] }, 'skipped'],
  ])('%s', (_, changes, phase) => {
    const judged = judge(scan(changes))
    expect(judged.phase).toBe(phase)
    expect(judged.code).toBe({ failed: 'LOG_ERRORS', inconclusive: 'LOG_INCONCLUSIVE' }[phase])
  })

  it('tells what, how often, when and where, the worst first', () => {
    const { findings, reason } = judge(
      scan({
        incidents: [
          incident({ count: 7, last: T + 9000 }),
          incident({ fatal: true, severity: 'high', what: 'Lambda time-out:\nTask timed out after 3.00 seconds', group: 'h' }),
        ],
      }),
    )
    expect(reason).toBe('8 errors in the logs, 1 of them fatal (10 events in 1 log group)')
    expect(findings).toEqual([
      {
        severity: 'high',
        code: 'LOG_ERRORS',
        title: 'Lambda time-out: Task timed out after 3.00 seconds (at 2026-11-02T08:00:00.000Z)',
        fix: 'Look.',
        evidence: ['ERROR x'],
        where: 'h',
        count: 1,
      },
      expect.objectContaining({
        title: 'Error in the log: x (7 times, first at 2026-11-02T08:00:00.000Z, last at 2026-11-02T08:00:09.000Z)',
        where: 'g',
      }),
    ])
  })

  it('shows the twenty worst and counts the rest', () => {
    const { findings } = judge(
      scan({ incidents: Array.from({ length: 25 }, (_, n) => incident({ what: `e${n}`, count: n + 1 })) }),
    )
    expect(findings).toHaveLength(21)
    expect(findings.at(-1)).toMatchObject({ title: '15 more errors of 5 other kinds in the logs', count: 15 })
  })

  it('records each group with a word that never makes it look cleaner than known', () => {
    const states = [
      {},
      { events: 0 },
      { state: 'absent', events: 0 },
      { state: 'absent' },
      { state: 'unread' },
      { state: 'denied' },
    ] as const
    const { result } = judge(scan({ groups: states.map((s) => group(s)) }))
    expect(result).toMatchObject({ since: '2026-11-02T08:00:00.000Z', until: '2026-11-02T08:01:00.000Z' })
    expect(result.groups.map((g) => g.state)).toEqual(['read', 'empty', 'absent', 'read', 'unread', 'denied'])
  })

  it('judges several regions as one', () => {
    const both = together([
      scan({ ignored: 1, incidents: [incident({ count: 2 })] }),
      scan({ since: T - 5, incidents: [incident()] }),
    ])
    expect(both).toMatchObject({ since: T - 5, until: T + 60_000, ignored: 1, groups: [{}, {}] })
    expect(judge(both).phase).toBe('failed')
  })
})
