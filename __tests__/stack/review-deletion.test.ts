import { describe, expect, it } from '@jest/globals'
import type { Change } from '../../src/domain/stack.ts'
import type { PlannedPart } from '../../src/stack/changes.ts'
import { ofDeletion } from '../../src/stack/review-deletion.ts'
import { assemblyWith } from './assembly.ts'

const { policies } = assemblyWith()
const deleting = assemblyWith({ policies: { ...policies, onDeployFailure: 'delete' } })

const added = (logicalId: string, type: string, path: readonly string[] = []): Change => ({
  ...{ action: 'Add', logicalId, type, properties: [] },
  ...(path.length > 0 ? { path } : {}),
})
const part = (changes: readonly Change[], path: readonly string[] = []): PlannedPart => ({
  ...{ path, stack: 'demo', changeSet: 'one', changes },
})
const TABLE = part([added('Table', 'AWS::DynamoDB::Table')])
const INNER = part([added('Inner', 'AWS::CloudFormation::Stack')])

describe('a creation that would be deleted if it failed', () => {
  it('is blocked by what may hold data, and no list of `allow` lets it through', () => {
    const everything = { replace: ['Table'], remove: ['Table'], broadenIam: ['Table'] }
    const allowing = assemblyWith({ policies: { ...deleting.policies, allow: everything } })
    const [finding, ...others] = ofDeletion(allowing, true, [TABLE])
    expect(others).toEqual([])
    expect(finding).toMatchObject({
      resource: 'Table',
      blocks: true,
      title: expect.stringContaining('Table (AWS::DynamoDB::Table)'),
    })
  })

  it('is blocked by what is in a nested stack, and by one that nobody can look into', () => {
    const inner = part([added('Table', 'AWS::DynamoDB::Table', ['Inner'])], ['Inner'])
    expect(ofDeletion(deleting, true, [INNER, inner])).toMatchObject([{ resource: 'Inner/Table', blocks: true }])
    expect(ofDeletion(deleting, true, [INNER])).toMatchObject([{ resource: 'Inner', blocks: true }])
  })

  it('names three at most', () => {
    const many = ['A', 'B', 'C', 'D', 'E'].map((id) => added(id, 'AWS::SQS::Queue'))
    expect(ofDeletion(deleting, true, [part(many)])[0]?.title).toMatch(/A \(.*, B \(.*, C \([\w:]+\) and 2 more$/)
  })

  it.each([
    [
      'holds no more than logs',
      deleting,
      true,
      [part([added('Group', 'AWS::Logs::LogGroup'), added('Rule', 'AWS::Events::Rule')])],
    ],
    [
      'holds no more than logs in a nested stack',
      deleting,
      true,
      [INNER, part([added('G', 'AWS::Logs::LogGroup', ['Inner'])], ['Inner'])],
    ],
    ['is an update', deleting, false, [TABLE]],
    ['is rolled back', assemblyWith(), true, [TABLE]],
  ] as const)('passes where it %s', (_what, assembly, creates, parts) => {
    expect(ofDeletion(assembly, creates, parts)).toEqual([])
  })
})
