import { describe, expect, it } from '@jest/globals'
import type { Assembly, PlannedParameter } from '../../src/domain/stack.ts'
import {
  cancelToken,
  changeSetDescription,
  changeSetName,
  changeSetOrigin,
  contentDigest,
  isCancel,
  planDigest,
  tokenOf,
  tokenPrefix,
} from '../../src/stack/tokens.ts'
import { assemblyWith } from './assembly.ts'

const run = { repository: 'octo-org/demo', runId: '42', attempt: '1' }
const size: PlannedParameter = { name: 'Size', source: 'given', secret: false, value: '3' }
const draft = { parameters: [size], contentDigest: 'c'.repeat(64) }
const token = tokenOf(run, 'execute', assemblyWith(), draft)

describe('a token', () => {
  it('is the same for every attempt of a run', () => {
    expect(tokenOf({ ...run, attempt: '2' } as typeof run, 'execute', assemblyWith(), draft)).toBe(token)
  })

  const others: Readonly<Record<string, () => string>> = {
    purpose: () => tokenOf(run, 'plan', assemblyWith(), draft),
    run: () => tokenOf({ ...run, runId: '43' }, 'execute', assemblyWith(), draft),
    repository: () => tokenOf({ ...run, repository: 'octo-org/other' }, 'execute', assemblyWith(), draft),
    stack: () => tokenOf(run, 'execute', assemblyWith({ stack: 'other' }), draft),
    region: () => tokenOf(run, 'execute', assemblyWith({ region: 'eu-west-1' }), draft),
    template: () => tokenOf(run, 'execute', assemblyWith({ template: { path: 't', body: 'b', sha256: 'b'.repeat(64) } }), draft),
    tags: () => tokenOf(run, 'execute', assemblyWith({ tags: { team: 'a' } }), draft),
    role: () => tokenOf(run, 'execute', assemblyWith({ roleArn: 'arn:aws:iam::123456789012:role/r' }), draft),
    parameter: () => tokenOf(run, 'execute', assemblyWith(), { ...draft, parameters: [{ ...size, value: '4' }] }),
    state: () => tokenOf(run, 'execute', assemblyWith(), { ...draft, contentDigest: 'd'.repeat(64) }),
  }
  it.each(Object.keys(others))('is another one for another %s', (what) => expect(others[what]?.()).not.toBe(token))

  it('fits what AWS takes, also when it asks to cancel', () => {
    expect(cancelToken(token)).toMatch(/^[a-zA-Z0-9][-a-zA-Z0-9]{0,127}$/)
    expect([isCancel(token), isCancel(cancelToken(token))]).toEqual([false, true])
  })

  it('begins alike whatever state the stack was in, and whatever it keeps', () => {
    const kept: PlannedParameter = { name: 'Kept', source: 'previous', secret: false }
    expect(token.startsWith(tokenPrefix(run, 'execute', assemblyWith(), [size, kept]))).toBe(true)
  })

  it('holds nothing of a secret value', () => {
    const secret: PlannedParameter = { name: 'Password', source: 'given', secret: true }
    const withValue = (value: string): Assembly => assemblyWith({ parameters: { Password: value } })
    const made = (value: string) => tokenOf(run, 'execute', withValue(value), { ...draft, parameters: [secret] })
    expect(made('one')).toBe(made('two'))
  })
})

describe('names and digests', () => {
  it('of a change set are what AWS takes, whatever the run is called', () => {
    for (const runId of ['42', '', '../..', '🚀', '1-2'])
      expect(changeSetName({ runId }, 'c'.repeat(64))).toMatch(/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/)
  })

  it('differ with what the stack was and with the change set', () => {
    const content = { stack: 'demo', region: 'us-east-1', template: 'a', parameters: [], capabilities: [], wishes: {} }
    expect(contentDigest({ ...content, basedOn: 'yesterday' })).not.toBe(contentDigest({ ...content, basedOn: 'today' }))
    expect(planDigest('c', 'one', [])).not.toBe(planDigest('c', 'two', []))
    const artifact = { bucket: 'b', key: 'k', pinned: false, bytes: 1, etag: 'e' }
    expect(planDigest('c', 'one', [artifact])).not.toBe(planDigest('c', 'one', [{ ...artifact, etag: 'f' }]))
  })
})

describe('the description of a change set', () => {
  it.each([undefined, 'rollback'] as const)('tells later runs whose it is (%s)', (purpose) => {
    const key = { ...run, ...(purpose ? { purpose } : {}) }
    expect(changeSetOrigin(changeSetName(key, 'c'.repeat(64)), changeSetDescription(key))).toEqual(run)
  })

  it.each([
    ['by-hand', 'deploy-action run 42, attempt 1, of octo-org/demo'],
    ['deploy-42-cccccccccccc', 'made by hand'],
    ['deploy-42-cccccccccccc', 'deploy-action run 42, attempt 1, of octo-org/demo and more'],
  ])('is not taken for ours (%s, %s)', (name, text) => expect(changeSetOrigin(name, text)).toBeUndefined())
})
