import { describe, expect, it } from '@jest/globals'
import { Secrets } from '../../src/foundation/redact.ts'
import { diffSecrets } from '../../src/gates/diff-secrets.ts'
import { addedIn } from '../../src/gates/patch.ts'
import { contextOf, judged, refused, SHA } from './context.ts'

// Put together here, so that no scanner takes this file for a leak.
const KEY = ['AKIA', 'ABCDEFGHIJKLMNOP'].join('')
const BASE = 'b'.repeat(40)
const COMPARE = `compare/${BASE}...${SHA}`
const DEPLOYED = { deployments: [{ id: 9, sha: BASE, ref: 'v1.2.2' }], 'deployments/9/statuses': [{ id: 1, state: 'success' }] }

const file = (patch: string | undefined, more: object = {}) => ({
  ...{
    filename: 'src/a.ts',
    status: 'modified',
    additions: (patch ?? '').split('\n').filter((each) => each.startsWith('+')).length,
  },
  ...(patch === undefined ? {} : { patch }),
  ...more,
})
const judge = (files: unknown, options: Readonly<Record<string, unknown>> = {}, more: object = {}) =>
  judged(
    diffSecrets,
    options,
    contextOf({ github: { ...DEPLOYED, [COMPARE]: { status: 'ahead', files, html_url: 'https://c', ...more } } }),
  )
const phaseOf = async (...given: Parameters<typeof judge>) => (await judge(...given)).phase

describe('the gate diff-secrets', () => {
  it('passes where nothing looks like a secret', async () => {
    expect(await judge([file('@@ -1 +1,2 @@\n a\n+b')])).toMatchObject({
      phase: 'successful',
      reason: 'no secret in 1 files since bbbbbbbbbbbb, which is deployed',
      link: 'https://c',
    })
  })

  it('says file, line and kind, and never the secret', async () => {
    const judgement = await judge([file(`@@ -10,2 +20,3 @@ class A {\n a\n-b\n+c\n+key = '${KEY}'`)])
    expect(judgement).toMatchObject({
      phase: 'failed',
      reason: '1 added since bbbbbbbbbbbb, which is deployed: AWS access key in src/a.ts:22',
      findings: [{ severity: 'critical', where: 'src/a.ts:22' }],
    })
    expect(JSON.stringify(judgement)).not.toContain(KEY)
  })

  it('looks at added lines only', async () => {
    expect(await phaseOf([file(`@@ -1,2 +1,2 @@\n ${KEY}\n-${KEY}\n+a`)])).toBe('successful')
    expect(await phaseOf([file(undefined, { status: 'removed' })])).toBe('successful')
  })

  it.each([
    ['github', ['ghp', '0123456789abcdefghijklmnopqrstuvwxyz'].join('_')],
    ['slack', ['xoxb', '1234567890123', '1234567890123', 'abcdefghijklmnopqrstuvwx'].join('-')],
    ['npm', ['npm', 'abcdefghijklmnopqrstuvwxyz0123456789'].join('_')],
    ['database', ['mysql://root:hunter2', 'hunter@db.example.com/x'].join('')],
  ])('finds what others know by its shape: %s', async (_name, secret) => {
    const judgement = await judge([file(`@@ -1 +1 @@\n+const it = '${secret}'`)])
    expect(judgement).toMatchObject({ phase: 'failed', findings: [{ where: 'src/a.ts:1' }] })
    expect(JSON.stringify(judgement)).not.toContain(secret)
  })

  it('finds a secret of this run', async () => {
    const secrets = new Secrets()
    secrets.add('correct-horse-battery')
    const compared = { status: 'ahead', files: [file('@@ -1 +1 @@\n+x: correct-horse-battery')] }
    const context = contextOf({ github: { ...DEPLOYED, [COMPARE]: compared }, ports: { secrets } })
    expect(await judged(diffSecrets, {}, context)).toMatchObject({ phase: 'failed', findings: [{ where: 'src/a.ts:1' }] })
  })

  it('looks at all that came since the newest good deployment', async () => {
    const secret = file(`@@ -0,0 +1 @@\n+${KEY}`)
    const clean = { files: [file('@@ -0,0 +1 @@\n+a')], html_url: 'https://one' }
    const bad = { status: 'ahead', files: [secret] }
    const phase = async (github: object) =>
      judged(diffSecrets, {}, contextOf({ github: { ...github, [`commits/${SHA}`]: clean } }))
    expect((await phase({ ...DEPLOYED, [COMPARE]: bad })).phase).toBe('failed')
    expect(await phase({ deployments: [] })).toMatchObject({
      phase: 'successful',
      reason: 'no secret in 1 files in c0ffee000000 alone, since nothing is known to be deployed',
    })
    expect((await phase({ ...DEPLOYED, [COMPARE]: refused('compare') })).phase).toBe('inconclusive')
    expect((await phase({ deployments: refused('deployments') })).phase).toBe('inconclusive')
  })

  it('is unknown where a file is not shown', async () => {
    const judgement = await judge([file(undefined, { filename: 'a/b.bin' }), file('@@ -1 +1 @@\n+b')])
    expect(judgement).toMatchObject({ phase: 'inconclusive', reason: 'not shown by GitHub: a/b.bin' })
    expect(await phaseOf([file(undefined, { filename: 'a/b.bin' })], { ignore: ['a/**'] })).toBe('successful')
    expect(await phaseOf([file(undefined, { status: 'renamed', changes: 0 })])).toBe('successful')
    expect(await phaseOf([file(undefined, { status: 'renamed', changes: 4 })])).toBe('inconclusive')
    expect(await phaseOf([file(undefined, { sha: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391' })])).toBe('successful')
  })

  it('is unknown where something is cut off', async () => {
    const many = Array.from({ length: 300 }, () => file('@@ -1 +1 @@\n+b'))
    expect(await phaseOf(many)).toBe('inconclusive')
    expect(await phaseOf(many, { ignore: ['**'] })).toBe('inconclusive')
    expect(await phaseOf([file('@@ -1 +1 @@\n+b', { additions: 2 })])).toBe('inconclusive')
    expect(await phaseOf(undefined)).toBe('inconclusive')
  })

  it('tells an empty commit from files that are not shown', async () => {
    const commit = (sha: string) => ({ commit: { tree: { sha } } })
    const phase = async (more: object, tree: object) => {
      const compared = { status: 'ahead', files: [], ...more }
      const context = contextOf({ github: { ...DEPLOYED, [COMPARE]: compared, [`commits/${SHA}`]: tree } })
      return (await judged(diffSecrets, {}, context)).phase
    }
    expect(await phase({ status: 'identical' }, {})).toBe('successful')
    expect(await phase({ merge_base_commit: commit('1') }, commit('1'))).toBe('successful')
    expect(await phase({ merge_base_commit: commit('1') }, commit('2'))).toBe('inconclusive')
    expect(await phase({}, {})).toBe('inconclusive')
  })

  it('finds a key over several lines', async () => {
    const lines = ['-----BEGIN RSA PRIVATE', 'KEY-----'].join(' ')
    const key = `${lines}\n+${'A'.repeat(64)}`
    expect(await judge([file(`@@ -1 +1,3 @@\n+a\n+${key}`)])).toMatchObject({
      phase: 'failed',
      findings: [{ where: 'src/a.ts:2' }],
    })
  })

  it('reports what is allowed', async () => {
    const allow = [{ path: 'src/*.ts', reason: 'made up' }]
    expect(await judge([file(`@@ -1 +1 @@\n+${KEY}`)], { allow })).toMatchObject({
      phase: 'successful',
      findings: [{ severity: 'low', cause: 'Allowed: made up' }],
    })
  })

  it('keeps hostile names in one bounded line', async () => {
    const { reason } = await judge([file(undefined, { filename: `a\n::error::\u202e${'y'.repeat(5000)}` })])
    expect(reason).not.toMatch(/\n|\u202e/)
    expect(reason.length).toBeLessThan(400)
  })
})

describe('the lines that a patch adds', () => {
  it('are numbered as in the new file', () => {
    expect(addedIn('@@ -1,3 +1,3 @@\n a\n-b\n+++ c\n d\n\\ No newline at end of file\n@@ -9 +9 @@ x\n+@@ -1 +1 @@')).toEqual([
      [{ number: 2, text: '++ c' }],
      [{ number: 9, text: '@@ -1 +1 @@' }],
    ])
  })
})
