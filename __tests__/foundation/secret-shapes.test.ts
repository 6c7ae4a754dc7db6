import { describe, expect, it } from '@jest/globals'
import { Secrets } from '../../src/foundation/redact.ts'
import { secretShapes } from '../../src/foundation/secret-shapes.ts'

// Put together here, so that nobody's scanner takes them for real ones.
const of = (...parts: readonly string[]) => parts.join('')
const letters = (count: number) => 'aB3dE5gH7j'.repeat(10).slice(0, count)
const SAMPLES: Readonly<Record<string, string>> = {
  'AWS access key': of('AK', 'IA', 'QWERTYUIOPASDFGH'),
  'AWS secret access key': of('SecretAccessKey: ', letters(40)),
  'private key': of('-----BEGIN RSA PRIV', 'ATE KEY-----\\n', letters(64)),
  'GitHub token': of('gh', 'p_', letters(36)),
  'GitLab token': of('glp', 'at-', letters(20)),
  'Slack token': of('xo', 'xb-', '123456789012-', letters(24)),
  'Slack webhook': of('https://hooks.slack', '.com/services/T01234567/B01234567/', letters(24)),
  'Stripe key': of('sk', '_live_', letters(24)),
  'npm token': of('np', 'm_', letters(36)),
  'SendGrid key': of('S', 'G.', letters(22), '.', letters(43)),
  'OpenAI or Anthropic key': of('s', 'k-ant-', letters(60)),
  'signed token (JWT)': of('ey', 'JhbGciOiJIUzI1NiJ9', '.ey', 'JzdWIiOiIxIn0', '.', letters(43)),
}

describe('a secret that is recognised', () => {
  it.each(secretShapes.map(({ kind, source }) => [kind, source] as const))('is %s, told by %s', (kind, source) => {
    const sample = SAMPLES[kind] ?? ''
    expect(new Secrets().find(`Value: "${sample}"`)).toMatchObject([{ kind }])
    expect(new Secrets().find(`Value: "${sample.slice(0, sample.length / 2)}"`)).toEqual([])
    expect(source).toMatch(/^https:\/\//)
  })

  it.each([
    [
      'the example keys of the documentation of AWS',
      `AKIAIOSFODNN7EXAMPLE SecretAccessKey: ${of('wJalrXUtnFEMI/K7MDENG/', 'bPxRfiCYEXAMPLEKEY')}`,
    ],
    ['the id of a role', of('AR', 'OA', 'QWERTYUIOPASDFGH')],
    ['a reference to a secret', '{{resolve:secretsmanager:app/db:SecretString:password}}'],
    ['a header alone', '-----BEGIN PRIVATE KEY----- is how such a file begins'],
    ['an Arn and a digest', `arn:aws:lambda:us-east-1:123456789012:function:x ${'0a'.repeat(32)}`],
  ])('is not %s', (_what, text) => expect(new Secrets().find(text)).toEqual([]))

  it('takes no long time on a long text', () => {
    const text = `${'eyJ'.repeat(30_000)}${'-----BEGIN PRIVATE KEY-----'.repeat(3000)}${'secret_access_key: '.repeat(3000)}`
    const begun = performance.now()
    new Secrets().find(text)
    expect(performance.now() - begun).toBeLessThan(2000)
  })
})

describe('a secret that was given', () => {
  it('is found in every form, once, and only where it is for certain', () => {
    const secrets = new Secrets()
    secrets.add('rosebud-1941')
    secrets.add('prod')
    secrets.add('app/db/name', false)
    const encoded = Buffer.from('rosebud-1941').toString('base64')
    expect(secrets.find(`a: rosebud-1941\nb: ${encoded}\nc: prod app/db/name`)).toEqual([
      { at: 3, kind: 'a secret of this run' },
      { at: 19, kind: 'a secret of this run' },
    ])
  })
})
