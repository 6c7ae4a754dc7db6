import { StackStatus } from '@aws-sdk/client-cloudformation'
import { describe, expect, it } from '@jest/globals'
import { type Admission, admissions, admit, endOf, settled } from '../../src/stack/statuses.ts'

const rows = Object.entries(admissions) as [string, Admission][]

describe('the table of statuses', () => {
  it('has a row for every status that the SDK knows, and for no stack at all', () => {
    expect(Object.keys(admissions).sort()).toEqual([...Object.values(StackStatus), 'absent'].sort())
  })

  it.each(rows.filter(([status]) => status.endsWith('_IN_PROGRESS')))(
    '%s: waits, unless nothing will ever move it',
    (status, row) => {
      expect(row.do).toBe(status === 'REVIEW_IN_PROGRESS' ? 'create' : 'wait')
    },
  )

  it.each(rows.filter(([status]) => status.endsWith('_FAILED')))('%s: is refused with cause and command', (status) => {
    expect(admit(status)).toEqual({
      do: 'refuse',
      why: expect.any(String),
      command: expect.stringMatching(/^aws cloudformation .*-name$/),
    })
  })

  it('refuses a status that it does not know', () => {
    expect(admit('TELEPORT_COMPLETE')).toMatchObject({ do: 'refuse', why: expect.stringContaining('TELEPORT_COMPLETE') })
    expect(admit(undefined)).toEqual({ do: 'create' })
  })
})

describe('the end of an operation', () => {
  it.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE'])('%s is the only kind of success', (status) => {
    expect(endOf(status)).toBe('succeeded')
  })

  it.each(
    rows.map(([status]) => status).filter((s) => /^(?!IMPORT)/.test(s) && /(_FAILED|ROLLBACK_COMPLETE|DELETE_COMPLETE)$/.test(s)),
  )('%s is a failure', (status) => expect(endOf(status)).toBe('failed'))

  it.each(rows.map(([status]) => status).filter((status) => status.endsWith('_IN_PROGRESS')))('%s is none', (status) => {
    expect(endOf(status)).toBeUndefined()
    expect(settled(status)).toBe(false)
  })
})
