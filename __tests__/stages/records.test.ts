import { describe, expect, it } from '@jest/globals'
import { goodIn, goodKey } from '../../src/stages/records.ts'

const sha256 = 'a'.repeat(64)
const key = (runId: string, changedAt: string, endedAt: string) => goodKey({ runId, attempt: '1', sha256 }, changedAt, endedAt)

describe('the key of a good run', () => {
  it('comes first for the newest change by the clock of AWS, whichever run ended last', () => {
    const first = key('42', '2026-11-20T08:00:00.000Z', '2026-11-20T09:00:00.000Z')
    const second = key('43', '2026-11-20T08:01:00.000Z', '2026-11-20T08:05:00.000Z')
    const again = key('41', '2026-11-20T08:01:00.000Z', '2026-11-20T08:06:00.000Z')
    expect([first, second, again].toSorted()).toEqual([again, second, first])
  })

  it('names its record, and what is none of ours names none', () => {
    const named = key('42', '2026-11-20T08:00:00.000Z', '2026-11-20T09:00:00.000Z')
    expect(goodIn(named)).toEqual({ runId: '42', attempt: '1', sha256 })
    expect(goodIn(`${named}.bak`)).toBeUndefined()
  })
})
