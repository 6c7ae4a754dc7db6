import { describe, expect, it } from '@jest/globals'
import { Ajv } from 'ajv'
import { fromRecord, interrupted, recordSchema, toRecord, withoutAccounts } from '../../src/domain/record.ts'
import { sha256 } from '../../src/foundation/digest.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { deployed, operation, plan, record, rolledBack, run, stack, stage } from '../notices/records.ts'

const valid = new Ajv({ strict: false }).compile(recordSchema)
const all = { deployed: deployed(), rolledBack: rolledBack(), bare: record({ stacks: {} }) }

describe('a record', () => {
  it.each(Object.entries(all))('fits the published schema: %s', (_name, made) => {
    expect(valid(JSON.parse(JSON.stringify(made))) ? [] : valid.errors).toEqual([])
  })

  it.each(Object.entries(all))('is read back as it was written: %s', (_name, made) => {
    const text = JSON.stringify(made, undefined, 2)
    expect(fromRecord(text, sha256(text))).toEqual(JSON.parse(text))
  })

  it('holds no template body, tag, role or secret value', () => {
    const secret = { name: 'Password', source: 'given', secret: true, value: 'hunter22' } as const
    const known = stack({ plan: plan({ parameters: [secret, { name: 'Size', source: 'default', secret: false, value: '3' }] }) })
    const assembly = known.assembly && { ...known.assembly, roleArn: 'arn:aws:iam::123456789012:role/r', tags: { team: 'blue' } }
    const made = record({ stacks: { demo: { ...known, ...(assembly && { assembly }) } } })
    expect(JSON.stringify(made)).not.toMatch(/Resources|hunter22|role\/r|blue/)
    expect(made.stacks[0]?.parameters).toEqual([
      { name: 'Password', source: 'given', secret: true },
      { name: 'Size', source: 'default', secret: false, value: '3' },
    ])
  })

  it('writes no parameter value before the plan tells which are NoEcho', () => {
    const { assembly } = stack()
    const known = { assembly: assembly && { ...assembly, parameters: { A: 'one', B: 'two' }, secretParameters: ['B'] } }
    expect(record({ stacks: { demo: known as ReturnType<typeof stack> } }).stacks[0]?.parameters).toEqual([
      { name: 'A', source: 'given', secret: false },
      { name: 'B', source: 'given', secret: true },
    ])
  })

  it('is running until the run has ended, however well it went so far', () => {
    const { endedAt: _ended, ...going } = run({ current: 'deploy', results: [stage('plan', 'successful')] })
    const made = toRecord(going, { action: '1.0.0' })
    expect(made).toMatchObject({ verdict: 'running', current: 'deploy', resume: expect.stringContaining('run it again') })
    expect(made).not.toHaveProperty('reasonCode')
  })

  it('is an error once the run is known to be lost, in the stage that it was at', () => {
    const { endedAt: _ended, ...going } = run({ current: 'deploy', results: [stage('plan', 'successful')] })
    const made = interrupted(toRecord(going, { action: '1.0.0' }), '2026-01-02T04:00:00.000Z')
    expect(made).toMatchObject({ verdict: 'error', reasonCode: 'INTERRUPTED', endedAt: '2026-01-02T04:00:00.000Z' })
    expect(made.stages.at(-1)).toMatchObject({ stage: 'deploy', phase: 'error', code: 'INTERRUPTED' })
    expect(made).not.toHaveProperty('current')
    expect(valid(JSON.parse(JSON.stringify(made)))).toBe(true)
  })

  it('says how to go on', () => {
    expect(record({ results: [stage('plan', 'successful')] }).resume).toContain('run the stage `deploy`')
    expect(deployed().resume).toContain('no work left')
    expect(rolledBack().resume).toBe('Correct the root cause shown above, then deploy again.')
    expect(record({ results: [stage('deploy', 'error', { code: 'TIME_LIMIT', fix: 'Wait.' })] }).resume).toBe('Wait.')
  })

  it('keeps the order of deployment', () => {
    const stacks = { zeta: stack(), alpha: stack({ operation: operation('running', 'UPDATE_IN_PROGRESS') }) }
    expect(record({ stacks }).stacks.map(({ name }) => name)).toEqual(['zeta', 'alpha'])
  })
})

describe('a record that is refused', () => {
  const text = JSON.stringify(deployed())
  const changed = (change: (data: Record<string, unknown>) => void) => {
    const data = JSON.parse(text) as Record<string, unknown>
    change(data)
    return JSON.stringify(data)
  }
  const refusal = (content: string, expected = sha256(content)): Failure => {
    try {
      fromRecord(content, expected)
    } catch (thrown) {
      if (thrown instanceof Failure) return thrown
    }
    throw new Error('it was not refused')
  }

  it.each([
    ['no sha256', text, '', 'came without a sha256'],
    ['a sha256 of other bytes', `${text} `, sha256(text), 'not the one that was written'],
    ['no JSON', 'hello', sha256('hello'), 'not a record'],
    ['null', 'null', sha256('null'), 'not a record'],
  ])('%s', (_name, content, expected, said) => {
    const failure = refusal(content, expected)
    expect(failure).toMatchObject({ code: 'RECORD_INVALID', message: expect.stringContaining(said) })
    expect(failure.fix).not.toBe('')
  })

  it.each<[string, (data: Record<string, unknown>) => void, string]>([
    ['another document', (data) => Object.assign(data, { schema: 'else' }), 'not a record'],
    ['a later version', (data) => Object.assign(data, { version: 2 }), 'version 2'],
    ['a missing key', (data) => Reflect.deleteProperty(data, 'stacks'), 'record.stacks is missing'],
    ['an unknown key', (data) => Object.assign(data, { more: 1 }), 'record.more'],
    ['an inherited name', (data) => Object.defineProperty(data, '__proto__', { value: 1, enumerable: true }), 'record.__proto__'],
    ['a wrong type', (data) => Object.assign(data, { whole: 'yes' }), 'record.whole is string, boolean wanted'],
    ['a wrong word', (data) => Object.assign(data, { verdict: 'fine' }), 'record.verdict is none of'],
    ['a wrong item', (data) => Object.assign(data, { checks: [{}] }), 'record.checks[0].name is missing'],
  ])('%s', (_name, change, said) => {
    expect(refusal(changed(change)).message).toContain(said)
  })
})

describe('account numbers', () => {
  // A small generator with a fixed seed: many places, the same on every machine.
  const draws = (count: number) => {
    let state = 7
    const next = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((state / 2_147_483_648) * below)
    }
    return Array.from({ length: count }, () => {
      const account = Array.from({ length: 12 }, () => next(10)).join('')
      const separator = ['', '-cn', '-us-gov'][next(3)]
      const service = ['cloudformation', 'iam', 'sts', 'lambda', 'sqs'][next(5)]
      const region = ['', 'eu-west-1', 'us-gov-west-1'][next(3)]
      const arn = `arn:aws${separator}:${service}:${region}:${account}:thing/${next(1000)}`
      return { account, arn: next(2) ? arn : encodeURIComponent(arn) }
    })
  }

  it('leave every ARN, wherever it stands', () => {
    for (const { account, arn } of draws(300)) {
      const data = { [`key ${arn}`]: [`before ${arn},${arn} behind`, { deep: `"${arn}"` }], plain: 7, nothing: null }
      const text = JSON.stringify(withoutAccounts(data))
      expect(text).not.toContain(account)
      expect(text.match(/<account>/g)).toHaveLength(4)
    }
  })

  it('leave every other place when the account is known', () => {
    for (const { account } of draws(100)) {
      const texts = [account, `https://sqs.eu-west-1.amazonaws.com/${account}/q`, `bucket-${account}-eu`, `role: ${account}.`]
      expect(JSON.stringify(withoutAccounts(texts, account))).not.toContain(account)
    }
  })

  it('does not touch other numbers, nor data without accounts', () => {
    const data = { id: '1234567890123', time: 123456789012, sha: 'a123456789012b', arn: 'arn:aws:s3:::bucket/123456789012' }
    expect(withoutAccounts(data)).toEqual(data)
    expect(withoutAccounts('0123456789012 and 123456789012', '123456789012')).toBe('0123456789012 and <account>')
    expect(withoutAccounts(deployed())).toEqual(deployed())
  })
})
