import { describe, expect, it } from '@jest/globals'
import { type About, aboutOf, header, readHeader, stacksOf } from '../../src/notices/marker.ts'
import type { Issue } from '../../src/ports/github.ts'
import { hostile } from './hostile.ts'
import { operation, record, rolledBack, stack, stage, unhealthy } from './records.ts'

const about: About = { repository: 'octo/demo', environment: 'production', stacks: ['demo'], code: 'DEPLOY_FAILED' }
const issue = (body: string, more: Partial<Issue> = {}): Issue => ({
  number: 1,
  url: '',
  title: '',
  state: 'open',
  labels: [],
  trusted: true,
  body,
  ...more,
})

describe('the header of an issue', () => {
  it('is read back', () => {
    expect(readHeader(issue(`${header(about, ['1/1'])}\n\nmore`), 'octo/demo')).toEqual({ about, told: ['1/1'] })
  })

  it.each(hostile)('holds any name without leaving its comment: %j', (text) => {
    const odd = { ...about, environment: text, stacks: [text] }
    const lines = header(odd, [text])
    expect(lines).toMatch(/^<!-- [^<>]* -->\n<!-- [^<>]* -->$/)
    expect(lines.replace(/<!--|-->/g, '')).not.toContain('--')
    expect(readHeader(issue(lines), 'octo/demo')).toEqual({ about: odd, told: [text] })
  })

  it('is what Windows line ends make of it, too', () => {
    expect(readHeader(issue(header(about, []).replaceAll('\n', '\r\n')), 'octo/demo')?.about).toEqual(about)
  })

  it('keeps the last twenty attempts', () => {
    const told = Array.from({ length: 30 }, (_, index) => `${index}/1`)
    expect(readHeader(issue(header(about, told)), 'octo/demo')?.told).toEqual(told.slice(-20))
  })

  it.each([
    ['of somebody without rights', issue(header(about, []), { trusted: false })],
    ['that does not stand first', issue(`text\n${header(about, [])}`)],
    ['with another hash', issue(header(about, []).replace(/[0-9a-f]{64}/, '0'.repeat(64)))],
    ['that is no JSON', issue(header(about, []).replace(/about\/1 \S+/, 'about/1 aGVsbG8='))],
    ['that is null', issue(header(about, []).replace(/about\/1 \S+/, 'about/1 bnVsbA=='))],
    ['that is empty', issue('')],
  ])('is ignored %s', (_name, other) => {
    expect(readHeader(other, 'octo/demo')).toBeUndefined()
  })

  it('is ignored in another repository', () => {
    expect(readHeader(issue(header(about, [])), 'octo/other')).toBeUndefined()
  })
})

describe('the stacks to blame', () => {
  const three = (results: Parameters<typeof record>[0]) =>
    record({
      stacks: {
        network: stack({ operation: operation('succeeded', 'UPDATE_COMPLETE') }),
        api: stack({ operation: operation('failed', 'UPDATE_ROLLBACK_COMPLETE') }),
        web: {},
      },
      ...results,
    })

  it('are those that failed', () => {
    expect(stacksOf(three({ results: [stage('deploy', 'failed', { code: 'DEPLOY_FAILED' })] }))).toEqual(['api'])
  })

  it('are those without a plan, where planning failed', () => {
    const made = record({ stacks: { b: {}, a: stack() }, results: [stage('plan', 'failed', { code: 'PLAN_FAILED' })] })
    expect(stacksOf(made)).toEqual(['b'])
  })

  it('are those without a template, where reading failed', () => {
    const made = record({ stacks: { b: stack(), a: {} }, results: [stage('synthesize', 'error', { code: 'TEMPLATE_MISSING' })] })
    expect(stacksOf(made)).toEqual(['a'])
  })

  it('are all where a check failed', () => {
    expect(stacksOf(three({ results: [stage('verify', 'failed', { code: 'CHECK_FAILED' })] }))).toEqual(['network', 'api', 'web'])
  })

  it('make the same key in any order', () => {
    const [ab, ba] = [
      { a: stack(), b: stack() },
      { b: stack(), a: stack() },
    ].map((stacks) => aboutOf(unhealthy({ stacks })))
    expect(ab).toEqual(ba)
    expect(aboutOf(rolledBack())).toEqual(about)
  })
})
