import { describe, expect, it } from '@jest/globals'
import type { Change, ChangeOrigin } from '../../src/domain/stack.ts'
import { beyond, handedOn, lateNames } from '../../src/stack/beyond.ts'
import type { PlannedPart } from '../../src/stack/changes.ts'
import { coreOver } from './core.ts'

const REFERENCE: ChangeOrigin = { source: 'ParameterReference', entity: 'Password', evaluation: 'Static' }
/** What CloudFormation says of the property itself beside that. */
const SHADOW: ChangeOrigin = { source: 'DirectModification', evaluation: 'Dynamic' }
const properties = (...origins: ChangeOrigin[]) => [{ name: 'Secret', origins }]
const change = (more: Partial<Change> = {}): Change => ({
  ...{
    action: 'Modify',
    logicalId: 'One',
    type: 'AWS::SNS::Topic',
    replacement: 'False',
    properties: properties(SHADOW, REFERENCE),
  },
  ...more,
})
const root = (...changes: Change[]): PlannedPart => ({ path: [], stack: 'demo', changeSet: 'set', changes })
const LATE = new Map([['', new Set(['Password'])]])
const compare = (approved: readonly Change[], made: readonly Change[]) => beyond(approved, [root(...made)], LATE)

describe('the same changes', () => {
  it('are what was approved, whatever their order', () => {
    const all = [change(), change({ logicalId: 'Two', action: 'Add' }), change({ logicalId: 'Three', replacement: 'True' })]
    expect(compare(all, all.toReversed())).toEqual([])
    expect(compare([], [])).toEqual([])
  })

  it.each<[string, Partial<Change>]>([
    ['action', { action: 'Remove' }],
    ['replacement', { replacement: 'Conditional' }],
    ['type', { type: 'AWS::SQS::Queue' }],
    ['what becomes of what is replaced', { policyAction: 'ReplaceAndDelete' }],
    ['stack', { path: ['Inner'] }],
  ])('are not those of another %s', (_what, more) => {
    expect(compare([change({ properties: [] })], [change({ properties: [], ...more })])).not.toEqual([])
  })

  it('are not fewer', () => {
    expect(compare([change({ replacement: 'True' })], [])).toEqual([
      { where: 'One', approved: 'Modify AWS::SNS::Topic (replacement: True)' },
    ])
  })

  it('are not one of them twice', () => {
    expect(compare([change()], [change(), change()])).toHaveLength(1)
    expect(compare([], [change(), change({ action: 'Remove' })])).toHaveLength(1)
  })
})

describe('what a late parameter changes in place', () => {
  it('is let through', () => {
    expect(compare([], [change()])).toEqual([])
    expect(compare([], [change({ properties: properties(REFERENCE) })])).toEqual([])
  })

  it('is let through also where it is known by an attribute of what the parameter changes, however far', () => {
    const second = change({ logicalId: 'Two', properties: properties({ source: 'ResourceAttribute', entity: 'One.Arn' }) })
    const third = change({ logicalId: 'Three', properties: properties({ source: 'ResourceReference', entity: 'Two' }) })
    expect(compare([], [third, second, change()])).toEqual([])
    expect(compare([], [third, second]).map(({ where }) => where)).toEqual(['Three', 'Two'])
    expect(compare([change()], [change({ properties: [] }), second]).map(({ where }) => where)).toEqual(['Two'])
  })

  it.each<[string, Partial<Change>]>([
    ['replaces', { replacement: 'True' }],
    ['may replace', { replacement: 'Conditional' }],
    ['adds', { action: 'Add' }],
    ['removes', { action: 'Remove' }],
    ['says no replacement of', { replacement: undefined } as unknown as Partial<Change>],
    ['names no property of', { properties: [] }],
    ['names no cause of', { properties: [{ name: 'Secret' }] }],
    ['shares with another parameter', { properties: properties(REFERENCE, { ...REFERENCE, entity: 'Other' }) }],
    ['shares with the template', { properties: properties(REFERENCE, { source: 'DirectModification', evaluation: 'Static' }) }],
    ['leaves to the template', { properties: properties(SHADOW) }],
    ['leaves to another property', { properties: [...properties(REFERENCE), { name: 'Other', origins: [SHADOW] }] }],
    ['only shares its name with', { properties: properties({ source: 'ResourceReference', entity: 'Password' }) }],
    ['has nothing to do with', { properties: properties({ source: 'Automatic', evaluation: 'Dynamic' }) }],
  ])('is refused where it %s the resource', (_what, more) => {
    expect(compare([], [change(more)])).toMatchObject([{ where: 'One' }])
  })
})

describe('in nested stacks', () => {
  const AUTOMATIC: ChangeOrigin = { source: 'Automatic', evaluation: 'Dynamic' }
  const nested = change({
    logicalId: 'Inner',
    type: 'AWS::CloudFormation::Stack',
    properties: properties(REFERENCE, SHADOW, AUTOMATIC),
  })
  const within = (entity: string, path = ['Inner']): PlannedPart => ({
    ...{ path, stack: 'arn:inner', changeSet: 'arn:set' },
    changes: [change({ path, properties: properties({ ...REFERENCE, entity }) })],
  })
  const body =
    'Resources:\n  Inner: { Type: AWS::CloudFormation::Stack, Properties: { Parameters: { Db: !Ref Password, Size: !Ref Size } } }\n'
  const asked: string[] = []
  const { core } = coreOver({
    template: async (stack) => {
      asked.push(stack)
      return '{"Resources":{"Deep":{"Properties":{"Parameters":{"Pw":{"Ref":"Db"},"Mixed":{"Fn::Sub":"${Db}-1"}}}}}}'
    },
  })
  const judged = async (...parts: PlannedPart[]) => {
    const all = [root(nested), ...parts]
    const late = await lateNames(core, { template: { path: 't', body, sha256: 's' } }, all, ['Password'])
    return beyond([], all, late).map(({ where }) => where)
  }

  it('it is the parameter that the late one is handed to', async () => {
    expect(await judged(within('Db'))).toEqual([])
    expect(await judged(within('Size'))).toEqual(['Inner/One'])
    expect(await judged(within('Password'))).toEqual(['Inner/One'])
    expect(asked).toEqual([])
  })

  it('it is looked for in the template of the stack around, however deep', async () => {
    const deep = ['Inner', 'Deep']
    expect(await judged(within('Db'), within('Pw', deep))).toEqual([])
    expect(await judged(within('Db'), within('Mixed', deep))).toEqual(['Inner/Deep/One'])
    expect(asked).toEqual(['arn:inner', 'arn:inner'])
  })

  it('nothing is let through that nobody looked into', async () => {
    expect(await judged()).toEqual(['Inner'])
    expect(beyond([nested], [root(nested)], LATE)).toHaveLength(1)
    expect(beyond([nested], [root(nested)], new Map([['', new Set(['Other'])]]))).toEqual([])
  })

  it.each([
    [undefined],
    [{}],
    [{ Resources: { Inner: null } }],
    [{ Resources: { Inner: { Properties: { Parameters: 'Password' } } } }],
  ])('a template without them hands nothing on: %j', (template) =>
    expect(handedOn(template ?? {}, 'Inner', new Set(['Password', ''])).size).toBe(0),
  )
})
