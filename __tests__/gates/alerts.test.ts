import { describe, expect, it } from '@jest/globals'
import { alerts } from '../../src/gates/alerts.ts'
import type { Query } from '../../src/ports/github.ts'
import { ago, contextOf, judged, Page, refused, SHA } from './context.ts'

const analysis = (more: object = {}) => ({
  commit_sha: SHA,
  tool: { name: 'CodeQL' },
  error: '',
  created_at: ago(60_000),
  ...more,
})
const code = (rule: object) => ({
  html_url: 'https://github.com/octo-org/shop/security/code-scanning/4',
  rule: { description: 'SQL injection', ...rule },
  most_recent_instance: { location: { path: 'src/a.ts', start_line: 7 } },
})
const dependency = (severity: unknown) => ({
  dependency: { package: { name: 'left-pad' } },
  security_advisory: { severity, summary: 'bad' },
})

const context = (more: Readonly<Record<string, unknown>> = {}) =>
  contextOf({
    github: { 'code-scanning/alerts': [], 'code-scanning/analyses': [analysis()], 'dependabot/alerts': [], ...more },
  })
const judge = (more: Readonly<Record<string, unknown>> = {}, options: Readonly<Record<string, unknown>> = {}) =>
  judged(alerts, options, context(more))
const phaseOf = async (...given: Parameters<typeof judge>) => (await judge(...given)).phase

describe('the gate alerts', () => {
  it('passes where nothing is open, and asks for the ref of the run', async () => {
    const asked: Query[] = []
    const answer = (query: Query) => {
      asked.push(query)
      return []
    }
    expect(await judge({ 'code-scanning/alerts': answer })).toMatchObject({
      phase: 'successful',
      reason: 'no open alert of code-scanning, dependabot is high or worse',
    })
    expect(asked).toEqual([expect.objectContaining({ state: 'open', ref: 'refs/tags/v1.2.3' })])
  })

  it('blocks from the severity on', async () => {
    const medium = { 'code-scanning/alerts': [code({ severity: 'warning' })] }
    expect(await phaseOf(medium)).toBe('successful')
    expect(await phaseOf(medium, { severity: 'medium' })).toBe('failed')
    const high = await judge({ 'code-scanning/alerts': [code({ severity: 'note', security_severity_level: 'high' })] })
    expect(high).toMatchObject({
      phase: 'failed',
      reason: '1 open: SQL injection (high)',
      findings: [{ severity: 'high', where: 'src/a.ts:7' }],
    })
    expect(await phaseOf({ 'dependabot/alerts': [dependency('high')] })).toBe('failed')
    expect(await phaseOf({ 'dependabot/alerts': [dependency('high')] }, { severity: 'critical' })).toBe('successful')
  })

  it('takes every secret as critical, and never asks for the secret itself', async () => {
    const answer = ({ hide_secret: hidden }: Query) => [{ secret_type: 'aws', ...(hidden === 'true' ? {} : { secret: 'AKIAX' }) }]
    const judgement = await judge({ 'secret-scanning/alerts': answer }, { kinds: ['secret-scanning'], severity: 'critical' })
    expect(judgement.phase).toBe('failed')
    expect(JSON.stringify(judgement)).not.toContain('AKIAX')
  })

  it('is unknown where nothing analysed this commit', async () => {
    expect(await phaseOf({ 'code-scanning/analyses': [] })).toBe('inconclusive')
    expect(await phaseOf({ 'code-scanning/analyses': [analysis({ commit_sha: 'f'.repeat(40) })] })).toBe('inconclusive')
    expect(await phaseOf({}, { tools: ['CodeQL'] })).toBe('successful')
    const { phase, reason } = await judge({}, { tools: ['CodeQL', 'Semgrep'] })
    expect([phase, reason]).toEqual(['inconclusive', 'Semgrep did not analyse c0ffee000000 on refs/tags/v1.2.3'])
  })

  it('is unknown where a later commit was analysed since', async () => {
    const later = analysis({ commit_sha: 'f'.repeat(40), created_at: ago(1000) })
    expect(await phaseOf({ 'code-scanning/analyses': [analysis(), later] })).toBe('inconclusive')
    const earlier = analysis({ commit_sha: 'f'.repeat(40), created_at: ago(100_000) })
    expect(await phaseOf({ 'code-scanning/analyses': [earlier, analysis()] })).toBe('successful')
  })

  it('is unknown where the analysis had errors', async () => {
    expect(await phaseOf({ 'code-scanning/analyses': [analysis({ error: 'out of disk' })] })).toBe('inconclusive')
  })

  it('is unknown where a kind cannot be read, and names it', async () => {
    for (const kind of ['code-scanning', 'dependabot', 'secret-scanning']) {
      const judgement = await judge({ [`${kind}/alerts`]: refused(`${kind}/alerts`) }, { kinds: [kind] })
      expect(judgement.phase).toBe('inconclusive')
      expect(judgement.reason).toContain(`alerts of ${kind} cannot be read`)
    }
    expect(await phaseOf({ 'dependabot/alerts': { message: 'disabled' } })).toBe('inconclusive')
  })

  it('blocks what is known to be bad where another kind cannot be read', async () => {
    const off = refused('code-scanning/alerts')
    expect(await phaseOf({ 'code-scanning/alerts': off, 'dependabot/alerts': [dependency('critical')] })).toBe('failed')
  })

  it('reads 250 alerts to the end', async () => {
    const low = Array.from({ length: 100 }, () => dependency('low'))
    const pages = ({ after }: Query) => (after === 'b' ? [dependency('critical')] : new Page(low, { after: after ? 'b' : 'a' }))
    expect(await phaseOf({ 'dependabot/alerts': pages })).toBe('failed')
  })

  it('takes an unknown severity as the worst', async () => {
    expect(await phaseOf({ 'dependabot/alerts': [dependency('moderate')] }, { severity: 'critical' })).toBe('failed')
    expect(await phaseOf({ 'dependabot/alerts': [{}] }, { severity: 'critical' })).toBe('failed')
    expect(await phaseOf({ 'code-scanning/alerts': [code({ severity: null })] }, { severity: 'critical' })).toBe('failed')
    expect(await phaseOf({ 'code-scanning/alerts': [code({ severity: 'constructor' })] }, { severity: 'critical' })).toBe(
      'failed',
    )
  })

  it('keeps hostile titles in one bounded line', async () => {
    const description = `x\n::set-output name=a::b\u202e${'y'.repeat(5000)}`
    const { reason } = await judge({ 'code-scanning/alerts': [code({ description, severity: 'error' })] })
    expect(reason).not.toMatch(/\n|\u202e/)
    expect(reason.length).toBeLessThan(400)
  })
})
