import { describe, expect, it } from '@jest/globals'
import type { Change, PlannedParameter, StackPlan } from '../../src/domain/stack.ts'
import { wayBackTo } from '../../src/stack/way-back.ts'

const change = (action: Change['action'], type: string, more: Partial<Change> = {}): Change => ({
  action,
  type,
  logicalId: 'It',
  properties: [],
  ...more,
})
const planOf = (changes: readonly Change[], parameters: readonly PlannedParameter[] = []): StackPlan => ({
  kind: 'update',
  changes,
  parameters,
  capabilities: [],
  contentDigest: 'c',
  digest: 'd',
})
const TABLE = 'AWS::DynamoDB::Table'

describe('the way back', () => {
  it.each<[string, readonly Change[], string, string | undefined]>([
    ['nothing that holds data', [change('Remove', 'AWS::Lambda::Function')], 'low', undefined],
    ['a table that stays', [change('Modify', TABLE, { replacement: 'False' })], 'low', undefined],
    ['a table that is removed', [change('Remove', TABLE)], 'high', 'It (AWS::DynamoDB::Table) is removed: all items'],
    ['one that is replaced', [change('Modify', TABLE, { replacement: 'True' })], 'high', 'is replaced: all items'],
    ['one that may be', [change('Modify', TABLE, { replacement: 'Conditional' })], 'high', 'may be replaced: all items'],
    ['a queue', [change('Remove', 'AWS::SQS::Queue')], 'medium', 'messages in flight are gone'],
    ['logs', [change('Remove', 'AWS::Logs::LogGroup')], 'low', 'all logs of the group are gone'],
    ['a new table', [change('Add', TABLE)], 'medium', 'is new: what it holds by then goes with it'],
    ['a nested one', [change('Remove', TABLE, { path: ['Data', 'Inner'] })], 'high', 'Data/Inner/It (AWS::DynamoDB::Table)'],
    ['the worst of several', [change('Remove', TABLE), change('Add', 'AWS::SQS::Queue')], 'high', 'all items'],
  ])('over a change of %s', (_what, changes, risk, says) => {
    const back = wayBackTo({ hidden: [] }, planOf(changes))
    expect(back.risk).toBe(risk)
    if (says === undefined) expect(back.lost).toEqual([])
    else expect(back.lost[0]).toContain(says)
  })

  it.each<[PlannedParameter['source'] | 'dropped', string, readonly string[]]>([
    ['previous', 'low', []],
    ['given', 'medium', ['the value that Key has now cannot be read back: the one of this change would stay']],
    ['default', 'medium', ['the value that Key has now cannot be read back: the one of this change would stay']],
    ['dropped', 'high', ['the value that Key has now cannot be read back, and this change drops it: it must be given again']],
  ])('over a hidden value that is %s', (source, risk, lost) => {
    const parameters = source === 'dropped' ? [] : [{ name: 'Key', source, secret: true }]
    expect(wayBackTo({ hidden: ['Key'] }, planOf([], parameters))).toEqual({ risk, lost })
  })
})
