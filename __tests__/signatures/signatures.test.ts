import { describe, expect, it } from '@jest/globals'
import type { LogEvent } from '../../src/domain/signature.ts'
import { signatures } from '../../src/signatures/index.ts'
import { shapes } from './shapes.ts'

const event = (message: string): LogEvent => ({ id: '1', group: '/aws/lambda/demo', stream: 's', at: 0, message })
const first = (message: string) => {
  const asked = event(message)
  return signatures.find((signature) => signature.recognise(asked))
}
const what = (message: string) => first(message)?.recognise(event(message))?.what

describe('signatures', () => {
  it.each(shapes.map(([kind, message, from]) => ({ kind: kind || 'nobody', message, from })))(
    '$kind recognises $message',
    ({ kind, message, from }) => {
      expect(from).toMatch(/^https:\/\//)
      expect(first(message)?.kind ?? 'nobody').toBe(kind)
    },
  )

  it('are told apart, documented, and help', () => {
    expect(new Set(signatures.map((s) => s.kind)).size).toBe(signatures.length)
    for (const signature of signatures) {
      const own = shapes.filter(([kind]) => kind === signature.kind)
      expect(own.length).toBeGreaterThan(0)
      expect(signature.doc).toMatch(/\.$/)
      for (const [, message] of own) {
        const found = signature.recognise(event(message))
        expect(found?.what).not.toMatch(/\n/)
        expect(found?.fix.length).toBeGreaterThan(60)
      }
    }
  })

  it('let only the ends of an invocation decide alone', () => {
    expect(signatures.filter((s) => s.fatal).map((s) => s.kind)).toEqual([
      'lambda-timeout',
      'lambda-memory',
      'lambda-init',
      'unhandled-error',
      'crash',
    ])
  })

  it('say what happened in words of the log', () => {
    expect(what('2026-11-02T08:00:00Z 79b4f56e-95b1-4643-9700-2807f4e68189 Task timed out after 3.00 seconds')).toBe(
      'Lambda time-out: Task timed out after 3.00 seconds',
    )
    expect(what('a\tb\tERROR\tInvoke Error \t{"errorType":"TypeError","errorMessage":"db refused"}')).toBe(
      'Unhandled error: TypeError: db refused',
    )
    expect(what("[ERROR] KeyError: 'name'\rTraceback (most recent call last):")).toBe("Unhandled error: KeyError: 'name'")
    expect(what('Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: 1')).toBe('Error in the log: KeyError: 1')
    expect(what('INIT_REPORT Init Duration: 1.0 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError')).toBe(
      'Lambda cannot start: Runtime.ImportModuleError',
    )
  })

  it('take hostile lines in linear time', () => {
    const mega = 1 << 20
    const lines = [
      'a.'.repeat(mega / 2),
      'A'.repeat(mega),
      `{"level":"ERROR","message":"${'x'.repeat(mega)}"}`,
      '\u0000'.repeat(mega),
    ]
    const nasty = ['[ERROR] '.repeat(mega / 8), `thread '${'x'.repeat(mega)}`, ' '.repeat(mega), `${'\u001b['.repeat(mega / 2)}m`]
    const began = performance.now()
    const kinds = [...lines, ...nasty].map((line) => first(line)?.kind)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(kinds[2]).toBe('error-line')
  })
})
