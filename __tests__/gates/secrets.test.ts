import { describe, expect, it } from '@jest/globals'
import { Failure } from '../../src/foundation/failure.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import { secrets } from '../../src/gates/secrets.ts'
import type { Ports, SecretsStore } from '../../src/ports/index.ts'
import type { Described } from '../../src/ports/secrets-store.ts'
import { ago, contextOf, judged } from './context.ts'

const DAY = 86_400_000
const DB = 'shop/production/db'

interface Kept extends Partial<Described> {
  readonly text?: string
  readonly since?: string
}

const described = (kept: Readonly<Record<string, Kept | Failure>>, id: string): Described | undefined => {
  const found = kept[id]
  if (found instanceof Failure) throw found
  if (!found) return undefined
  const { text: _text, since: _since, ...more } = found
  const base = { name: id, arn: `arn:aws:secretsmanager:us-east-1:111122223333:secret:${id}-AbCdEf`, currentVersion: id }
  return { ...base, replaced: false, rotation: false, changedAt: ago(DAY), ...more }
}

function judge(
  kept: Readonly<Record<string, Kept | Failure>>,
  options: Readonly<Record<string, unknown>> = {},
  more: object = {},
) {
  const known = new Secrets()
  const masked: string[] = []
  const asked: string[] = []
  const of = (id: string): Kept => kept[id] as Kept
  const store = {
    describeSecret: async (id: string) => described(kept, id),
    describeParameter: async (id: string) => described(kept, id),
    secretSince: async (id: string) => of(id).since,
    secret: async (id: string) => {
      asked.push(id)
      return of(id).text
    },
    parameter: async (id: string) => ({ text: of(id).text ?? '', type: 'String' }),
  } as unknown as SecretsStore
  const runner = { mask: async (line: string) => void masked.push(line) } as unknown as Ports['runner']
  const context = contextOf({ ports: { secrets: known, runner, secretsStore: () => store }, ...more })
  return { known, masked, asked, judgement: judged(secrets, { exist: Object.keys(kept), ...options }, context) }
}
const phaseOf = async (...given: Parameters<typeof judge>) => (await judge(...given).judgement).phase

describe('the gate secrets', () => {
  it('passes what is there, and never reads a value for that', async () => {
    const { judgement, asked } = judge({ [DB]: {}, 'ssm:/shop/key': {} }, { exist: [DB] })
    expect(await judgement).toMatchObject({ phase: 'successful', reason: `1 as wanted: ${DB}` })
    expect(asked).toEqual([])
  })

  it('blocks what is not there', async () => {
    expect(await judge({}, { exist: [DB, 'ssm:/shop/key'] }).judgement).toMatchObject({
      phase: 'failed',
      reason: `${DB} is not there, ssm:/shop/key is not there`,
    })
  })

  it('asks the parameter store for what has its prefix', async () => {
    expect(await phaseOf({ '/shop/key': {} }, { exist: ['ssm:/shop/key'] })).toBe('successful')
  })

  it('blocks what is to be deleted', async () => {
    expect(await phaseOf({ [DB]: { deletedAt: ago(DAY) } })).toBe('failed')
  })

  it('blocks what has no current version', async () => {
    expect(await phaseOf({ [DB]: { currentVersion: undefined } as unknown as Kept })).toBe('failed')
  })

  it('is unknown where it may not look', async () => {
    const denied = new Failure('secretsmanager:DescribeSecret: no', { code: 'ACCESS_DENIED' })
    expect(await phaseOf({ [DB]: denied })).toBe('inconclusive')
  })

  it('is unknown where stacks are in several regions', async () => {
    const stacks = [
      { name: 'a', region: 'us-east-1' },
      { name: 'b', region: 'eu-west-1' },
    ]
    expect(await phaseOf({ [DB]: {} }, {}, { stacks })).toBe('inconclusive')
    expect(await phaseOf({ [DB]: {} }, { region: 'eu-west-1' }, { stacks })).toBe('successful')
  })

  it('blocks what is shared', async () => {
    const shared = { 'not-shared-with': 'staging', exist: [DB] }
    const theirs = 'shop/staging/db'
    expect(await phaseOf({ [DB]: {} }, shared)).toBe('successful')
    expect(await phaseOf({ [DB]: {}, [theirs]: {} }, shared)).toBe('successful')
    expect(await phaseOf({ [DB]: { currentVersion: 'x' }, [theirs]: { currentVersion: 'x' } }, shared)).toBe('failed')
    expect(await phaseOf({ [DB]: { arn: 'arn:a' }, [theirs]: { arn: 'arn:a' } }, shared)).toBe('failed')
    expect(await phaseOf({ [theirs]: {} }, { ...shared, exist: [theirs] })).toBe('failed')
    expect(await phaseOf({ [DB]: { arn: 'arn:aws:secretsmanager:x:1:secret:Staging-db' } }, shared)).toBe('failed')
    expect(await phaseOf({ 'shop/db': {} }, { ...shared, exist: ['shop/db'] })).toBe('inconclusive')
  })

  it('does not take the same number of versions of parameters for the same value', async () => {
    const parameters = { '/production/key': { currentVersion: '1' }, '/staging/key': { currentVersion: '1' } }
    expect(await phaseOf(parameters, { exist: ['ssm:/production/key'], 'not-shared-with': 'staging' })).toBe('successful')
  })

  it('takes the age of the value, not of the last change', async () => {
    const aged = (since: string | undefined) =>
      phaseOf({ [DB]: { changedAt: ago(0), ...(since ? { since } : {}) } }, { 'max-age': '90d' })
    expect(await aged(ago(89 * DAY))).toBe('successful')
    expect(await aged(ago(91 * DAY))).toBe('failed')
    expect(await aged(undefined)).toBe('inconclusive')
    const parameter = (changedAt: string) => phaseOf({ k: { changedAt } }, { exist: ['ssm:k'], 'max-age': '90d' })
    expect(await parameter(ago(89 * DAY))).toBe('successful')
    expect(await parameter(ago(91 * DAY))).toBe('failed')
  })

  it('blocks what does not rotate', async () => {
    expect(await phaseOf({ [DB]: { rotation: true } }, { rotation: true })).toBe('successful')
    expect(await phaseOf({ [DB]: {} }, { rotation: true })).toBe('failed')
    expect(await phaseOf({ k: {} }, { exist: ['ssm:k'], rotation: true })).toBe('failed')
  })

  it('blocks what was not changed since it was made', async () => {
    expect(await phaseOf({ [DB]: { replaced: true } }, { 'changed-since-creation': true })).toBe('successful')
    expect(await phaseOf({ [DB]: { changedAt: ago(0) } }, { 'changed-since-creation': true })).toBe('failed')
  })

  it('blocks placeholders, and never shows a value', async () => {
    const placeholders = { placeholders: ['changeme'] }
    for (const text of ['changeme', ' CHANGEME\n', '', '{"user":"u","deep":[{"password":"changeme"}]}', '{"password":""}'])
      expect(await phaseOf({ [DB]: { text } }, placeholders)).toBe('failed')
    const { judgement, known, masked } = judge({ [DB]: { text: 'correct-horse-battery' } }, placeholders)
    expect((await judgement).phase).toBe('successful')
    expect(known.redact('x correct-horse-battery')).toBe('x ***')
    expect(masked).toEqual(['correct-horse-battery'])
    expect(JSON.stringify(await judgement)).not.toContain('correct-horse')
    expect(await phaseOf({ k: { text: 'changeme' } }, { exist: ['ssm:k'], ...placeholders })).toBe('failed')
    expect(await phaseOf({ [DB]: {} }, placeholders)).toBe('failed')
  })

  it('conceals the account of what it looked at', async () => {
    const { judgement, known } = judge({ [DB]: {} })
    await judgement
    expect(known.redact('in 111122223333')).toBe('in <account>')
  })
})
