import { describe, expect, it } from '@jest/globals'
import { severities } from '../../src/domain/finding.ts'
import { stateful, stateOf } from '../../src/stack/stateful.ts'

describe('stateful types', () => {
  it.each(Object.entries(stateful).map(([type, state]) => ({ type, state })))('$type', ({ type, state }) => {
    expect(type).toMatch(/^AWS::\w+::\w+$/)
    expect(severities).toContain(state.severity)
    expect(state.consequence).toMatch(/^[a-z][^\n]{10,120}[^.\s]$/)
  })

  it('tell data from what can be made anew', () => {
    expect(stateOf('AWS::DynamoDB::Table')).toMatchObject({ severity: 'critical', identity: true })
    expect(stateOf('AWS::Logs::LogGroup')).toMatchObject({ severity: 'low', identity: false })
    for (const type of ['AWS::Lambda::Function', 'AWS::IAM::Role', 'Custom::Thing', 'toString', '__proto__', ''])
      expect(stateOf(type)).toBeUndefined()
  })
})
