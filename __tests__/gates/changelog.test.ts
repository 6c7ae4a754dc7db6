import { describe, expect, it } from '@jest/globals'
import { changelog } from '../../src/gates/changelog.ts'
import type { Query } from '../../src/ports/github.ts'
import { contextOf, judged, refused, SHA } from './context.ts'

const file = (text: string, more: object = {}) => {
  const bytes = Buffer.from(text)
  return { type: 'file', encoding: 'base64', content: bytes.toString('base64'), size: bytes.length, ...more }
}
const judge = (answer: unknown, options: Readonly<Record<string, unknown>> = {}, ref = 'refs/tags/v1.2.3') =>
  judged(changelog, options, contextOf({ github: { 'contents/CHANGELOG.md': answer }, identity: { ref } }))
const phaseOf = async (text: string, options: Readonly<Record<string, unknown>> = {}, ref = 'refs/tags/v1.2.3') =>
  (await judge(file(text), options, ref)).phase

describe('the gate changelog', () => {
  it.each(['## 1.2.3', '## [1.2.3]', '## v1.2.3 - 2026-01-05', '# [v1.2.3](https://x) (today)', '### 1.2.3: more'])(
    'takes the heading %s',
    async (heading) => expect(await phaseOf(`# Changes\n\n${heading}\n\n- It is faster.\n`)).toBe('successful'),
  )

  it('wants a heading of this very version', async () => {
    for (const text of ['## 1.2.30', '## 1.2.3-rc.1', '## 11.2.3', '1.2.3', '## Since 1.2.3', '##1.2.3', '## 1.2'])
      expect(await phaseOf(`${text}\n\n- It is faster than 1.2.3.`)).toBe('failed')
    expect(await phaseOf('## 2.0.0-rc.1\n- x', {}, 'refs/tags/v2.0.0-rc.1')).toBe('successful')
    expect(await phaseOf('## 1.2.3\n- x', {}, 'refs/heads/main')).toBe('failed')
    expect(await phaseOf('## 1.2.3\n- x', { version: 'v1.2.3' }, 'refs/heads/main')).toBe('successful')
  })

  it('sees what a reader sees', async () => {
    expect(await phaseOf('<!--\n## 1.2.3\n- x\n-->\n')).toBe('failed')
    expect(await phaseOf('```\n## 1.2.3\n- x\n```\n')).toBe('failed')
  })

  it('blocks a heading with nothing below it', async () => {
    expect(await phaseOf('## 1.2.3\n\n## 1.2.2\n- x')).toBe('failed')
    expect(await phaseOf('## 1.2.3\n### Added\n\n## 1.2.2\n- x')).toBe('failed')
    expect(await phaseOf('## 1.2.3')).toBe('failed')
  })

  it('wants breaking changes below this heading', async () => {
    const major = (text: string) => phaseOf(text, { breaking: true }, 'refs/tags/v2.0.0')
    expect(await major('## 2.0.0\n### Breaking changes\n- x')).toBe('successful')
    expect(await major('## 2.0.0\n- BREAKING: x')).toBe('successful')
    expect(await major('## 2.0.0\n- x\n## 1.0.0\n- BREAKING: x')).toBe('failed')
    expect(await major('## 2.0.0\n- groundbreaking\n')).toBe('failed')
    expect(await phaseOf('## 1.2.3\n- x', { breaking: true })).toBe('successful')
  })

  it('reads the file at the commit', async () => {
    const answer = ({ ref }: Query) => file(ref === SHA ? '## 1.2.3\n- x' : '')
    const judgement = await judge(answer)
    expect(judgement.phase).toBe('successful')
    expect(judgement.link).toBe(`https://github.com/octo-org/shop/blob/${SHA}/CHANGELOG.md`)
  })

  it('is unknown where there is no content', async () => {
    expect((await judge(file('', { encoding: 'none', size: 2_000_000 }))).phase).toBe('inconclusive')
    expect((await judge(file('## 1.2.3\n- x', { size: 2_000_000 }))).phase).toBe('inconclusive')
    expect((await judge(file('## 1.2.3\n- x', { type: 'symlink' }))).phase).toBe('inconclusive')
    expect((await judge([])).phase).toBe('inconclusive')
    expect((await judge(refused('contents'))).phase).toBe('inconclusive')
  })

  it('reads the notes of the release', async () => {
    const release = (body: unknown, options: object = {}) =>
      judged(
        changelog,
        { in: 'release', ...options },
        contextOf({ github: { 'releases/tags/v1.2.3': { body, html_url: 'https://r' } } }),
      )
    expect(await release('It is faster.')).toMatchObject({ phase: 'successful', link: 'https://r' })
    expect((await release(null)).phase).toBe('inconclusive')
    expect((await release('<!-- nothing -->\n## New')).phase).toBe('inconclusive')
  })

  it.each(['../other/CHANGELOG.md', '/etc/passwd', 'a/../b', './a', 'a//b', 'a/'])('refuses the path %s', async (path) => {
    await expect(judge(file(''), { file: path })).rejects.toThrow('pattern')
  })
})
