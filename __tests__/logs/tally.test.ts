import { describe, expect, it } from '@jest/globals'
import { Secrets } from '../../src/foundation/redact.ts'
import { Tally } from '../../src/logs/tally.ts'
import { signatures } from '../../src/signatures/index.ts'

const ID = '79b4f56e-95b1-4643-9700-2807f4e68189'

function tally(
  lines: readonly (string | readonly [at: number, message: string, stream?: string])[],
  redact = (text: string) => text,
) {
  const all = new Tally({ signatures, ignore: ['known noise'], redact })
  lines.forEach((line, n) => {
    const [at, message, stream = 's'] = typeof line === 'string' ? [n, line] : line
    all.add({ id: `${n}`, group: 'g', stream, at, message })
  })
  all.settle()
  return all
}

describe('Tally', () => {
  it('shows stack lines that come as events of their own below their error', () => {
    const { incidents } = tally([
      'TypeError: db refused',
      '    at handler (/var/task/index.js:3:9)',
      '    at run (x.js:1:1)',
      'hello',
    ])
    expect(incidents).toMatchObject([
      { count: 1, evidence: ['TypeError: db refused', '    at handler (/var/task/index.js:3:9)', '    at run (x.js:1:1)'] },
    ])
  })

  it('takes a Python traceback in pieces as one error, named by its last line', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "a.py", line 3, in handler',
      '    raise KeyError(1)',
      'KeyError: 1',
    ]
    expect(tally(lines).incidents).toEqual([
      expect.objectContaining({ what: 'Error in the log: KeyError: 1', count: 1, evidence: lines }),
    ])
    const [own] = tally([...lines.slice(0, 3), 'shop.NoOrder: 17']).incidents
    expect(own?.what).toContain('shop.NoOrder: 17')
    expect(tally(lines.slice(0, 2)).incidents).toMatchObject([{ count: 1 }])
    expect(tally([...lines.slice(0, 3), 'KeyError: known noise'])).toMatchObject({ incidents: [], ignored: 1 })
  })

  it('leaves lines alone that are another stream’s or come later', () => {
    const { incidents } = tally([
      [0, 'TypeError: x'],
      [1, '    at other (a.js:1:1)', 't'],
      [2000, '    at late (a.js:1:1)'],
      [2001, 'Error: second'],
    ])
    expect(incidents.map((i) => i.evidence)).toEqual([['TypeError: x'], ['Error: second']])
  })

  it('counts one failed request once, under the line that says most', () => {
    const { incidents } = tally([
      `RequestId: ${ID} Error: Runtime exited with error: exit status 134\nRuntime.ExitError`,
      `REPORT RequestId: ${ID}\tDuration: 1 ms\tStatus: error\tError Type: Runtime.OutOfMemory`,
      `REPORT RequestId: ${ID}\tDuration: 1 ms\tStatus: error\tError Type: Runtime.ExitError`,
    ])
    expect(incidents).toMatchObject([{ kind: 'lambda-memory', count: 1 }])
  })

  it('counts equal lines without a request each, and groups them whatever their numbers', () => {
    const { incidents } = tally(['ERROR order 17 failed', 'ERROR order 18 failed', 'ERROR stock is empty'])
    expect(incidents.map((i) => [i.count, i.what])).toEqual([
      [2, 'Error in the log: ERROR order 17 failed'],
      [1, 'Error in the log: ERROR stock is empty'],
    ])
  })

  it('does not count what is only noted as an error', () => {
    const noted = tally(['INIT_REPORT Init Duration: 10008.42 ms\tPhase: init\tStatus: timeout'])
    expect([noted.errors, noted.fatal, noted.incidents.length]).toEqual([0, false, 1])
  })

  it('takes secrets out before it cuts', () => {
    const secrets = new Secrets()
    const secret = 'planted-value-of-a-secret'
    secrets.add(secret)
    const [incident] = tally([`ERROR ${'x'.repeat(445)}${secret}`], (text) => secrets.redact(text)).incidents
    expect(JSON.stringify(incident)).not.toContain('plant')
  })

  it('bounds what a hostile line can fill', () => {
    const mega = 1 << 20
    const [incident] = tally([`ERROR \u001b[31m\u0000\u202e${'y'.repeat(mega)}`, `    at ${'z'.repeat(mega)}`]).incidents
    expect(incident?.evidence).toHaveLength(2)
    for (const line of incident?.evidence ?? []) expect(line.length).toBeLessThanOrEqual(500)
    expect(incident?.evidence[0]).toMatch(/^ERROR y+… \(\d+ more characters\)$/)
    const many = tally(
      Array.from(
        { length: 2000 },
        (_, n) =>
          `ERROR ${'abcdefghij'[n % 10]}${'klmnopqrst'[Math.floor(n / 10) % 10]}${'uvwxyzabcd'[Math.floor(n / 100) % 10]}${n < 1000 ? 'q' : 'w'} is broken`,
      ),
    )
    expect(many.incidents).toHaveLength(501)
    expect(many.errors).toBe(2000)
  })
})
