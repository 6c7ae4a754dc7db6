import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { RunRecord } from '../../src/domain/record.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import { tell } from '../../src/notices/index.ts'
import { blockOf, MAX_RELEASE_CHARACTERS, marksOf, withBlock } from '../../src/notices/release-block.ts'
import { realClock } from '../world/clock.ts'
import { type ScriptedGitHub, startGitHub } from '../world/github/github.ts'
import { contextFor } from './elsewhere.ts'
import { hostile, soaked } from './hostile.ts'
import { deployed, identity, operation, rolledBack, stack } from './records.ts'

const REPOSITORY = 'octo/demo'
const options = { issue: { off: true, labels: [], assign: [] }, release: { on: true }, status: { on: false } }
const tagged = { identity: { ...identity, ref: 'refs/tags/v1.2.3' } }
const AUTHORS = '# What is new\r\n\r\n- **Faster**  \r\n- `code` @octocat\n\n<!-- a comment -->\n\ttail  '

let server: ScriptedGitHub
let repo: ReturnType<ScriptedGitHub['repository']>
beforeEach(async () => {
  server = await startGitHub({ clock: realClock })
  repo = server.repository(REPOSITORY)
})
afterEach(() => server.close())

const send = async (made: RunRecord, permissions: Parameters<typeof contextFor>[2] = { contents: 'write' }) =>
  (await tell(made, options, contextFor(server, REPOSITORY, permissions)))[0]
const body = () => repo.releases.all()[0]?.body ?? ''
const blocks = (text: string) => [...text.matchAll(/<!-- deploy-action:(.*?) -->/g)].map(([, name]) => name)
const count = (method: string) => server.calls.filter((call) => call.method === method).length

describe('the block in a release', () => {
  it('tells what became of the deployment, below what its author wrote', async () => {
    repo.releases.publish({ tag: 'v1.2.3', body: AUTHORS })
    const made = deployed({ ...tagged, address: 'https://shop.example/' })
    expect(await send(made)).toMatchObject({ kind: 'release', sent: true, reason: 'the release of v1.2.3 tells of it' })
    expect(body().startsWith(`${AUTHORS}\n\n<!-- deploy-action:production -->\n### Deployment to production\n`)).toBe(true)
    expect(body().endsWith('<!-- /deploy-action:production -->')).toBe(true)
    for (const part of [
      '✅ demo on production: the new version',
      '- Result: successful (DEPLOYED)',
      'v1.2.3, commit 0123456789ab',
      'https',
      '[Run 4711, attempt 1]',
    ])
      expect(body()).toContain(part)
  })

  it('stays where it is and leaves every other byte as it was', async () => {
    repo.releases.publish({ tag: 'v1.2.3', body: `${AUTHORS}` })
    await send(rolledBack(tagged))
    const { id } = repo.releases.all()[0] ?? { id: 0 }
    const moved = `Before\r\n${body().slice(AUTHORS.length)}\r\n\r\nAfter, ${AUTHORS}`
    repo.releases.publish({ ...repo.releases.get(id), tag: 'v1.2.3', body: moved })
    await send(deployed(tagged))
    const [before, after] = body().split(/<!-- deploy-action:production -->[\s\S]*<!-- \/deploy-action:production -->/)
    expect([before, after]).toEqual(['Before\r\n\n\n', `\r\n\r\nAfter, ${AUTHORS}`])
    expect(body()).toContain('the new version is deployed')
    expect(body()).not.toContain('put the old version back')
  })

  it('is one for each environment, side by side', async () => {
    repo.releases.publish({ tag: 'v1.2.3', body: AUTHORS })
    for (const environment of ['staging', 'production', 'staging']) await send(deployed({ ...tagged, environment }))
    expect(blocks(body())).toEqual(['staging', 'production'])
    expect(body().startsWith(AUTHORS)).toBe(true)
  })

  it('is written again where another environment wrote at the same time', async () => {
    const { id } = repo.releases.publish({ tag: 'v1.2.3', body: AUTHORS })
    const context = contextFor(server, REPOSITORY, { contents: 'write' })
    const { github } = context
    if (!github) throw new Error('there is no port')
    const theirs = `${AUTHORS}\n\n${blockOf(deployed({ ...tagged, environment: 'staging' }), 9999)}`
    let first = true
    const editRelease: typeof github.editRelease = async (...given) => {
      await github.editRelease(...given)
      if (first) repo.releases.publish({ ...repo.releases.get(id), tag: 'v1.2.3', body: theirs })
      first = false
    }
    const racing = { ...context, github: { ...github, editRelease } }
    expect(await tell(deployed(tagged), options, racing)).toMatchObject([{ sent: true }])
    expect(blocks(body())).toEqual(['staging', 'production'])
  })

  it('of a release that is immutable is written all the same', async () => {
    repo = server.repository('octo/fixed', { immutableReleases: true })
    repo.releases.publish({ tag: 'v1.2.3', body: AUTHORS })
    const context = contextFor(server, 'octo/fixed', { contents: 'write' })
    expect(await tell(deployed(tagged), options, context)).toMatchObject([{ sent: true }])
    expect(blocks(body())).toEqual(['production'])
  })

  it('is told of where there is no release, and nothing is made', async () => {
    expect(await send(deployed(tagged))).toMatchObject({ sent: true, reason: 'there is no release of the tag v1.2.3' })
    expect([count('POST'), count('PATCH')]).toEqual([0, 0])
  })

  it('is for tags alone, and where it is asked for', async () => {
    expect(await send(deployed())).toBeUndefined()
    const context = contextFor(server, REPOSITORY, { contents: 'write' })
    expect(await tell(deployed(tagged), { ...options, release: { on: false } }, context)).toEqual([])
  })

  it('needs the permission, and says which', async () => {
    repo.releases.publish({ tag: 'v1.2.3', body: AUTHORS })
    expect(await send(deployed(tagged), { contents: 'read' })).toMatchObject({
      sent: false,
      code: 'GITHUB_REFUSED',
      reason: expect.stringContaining('contents: write'),
    })
    expect(body()).toBe(AUTHORS)
  })

  it('is not begun by half a mark of an author', () => {
    const { begin, end } = marksOf('production')
    const odd = `text ${begin} more`
    const once = withBlock(odd, deployed(tagged)) ?? ''
    expect(once.startsWith(`${odd}\n\n${begin}`)).toBe(true)
    const twice = withBlock(once, rolledBack(tagged)) ?? ''
    expect(twice.startsWith(`${odd}\n\n${begin}`)).toBe(true)
    expect(twice.split(end)).toHaveLength(2)
    const ended = withBlock(`x ${end} y`, deployed(tagged)) ?? ''
    expect(ended.startsWith(`x ${end} y\n\n${begin}`)).toBe(true)
    expect(withBlock(ended, deployed(tagged))).toBe(ended)
  })
})

describe('what GitHub takes', () => {
  it('is kept to by a shorter block, then by none', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`Output${at}`, 'x'.repeat(200)]))
    const made = deployed({
      ...tagged,
      stacks: { demo: stack({ operation: operation('succeeded', 'UPDATE_COMPLETE'), outputs: many }) },
    })
    expect(blockOf(made, 100_000).length).toBeGreaterThan(4000)
    const tight = withBlock('a'.repeat(MAX_RELEASE_CHARACTERS - 1500), made) ?? ''
    expect(tight.length).toBeLessThanOrEqual(MAX_RELEASE_CHARACTERS)
    expect(tight).toContain('Too long for here: outputs.')
    expect(withBlock('a'.repeat(MAX_RELEASE_CHARACTERS - 100), made)).toBeUndefined()
  })

  it('is told where nothing fits', async () => {
    repo.releases.publish({ tag: 'v1.2.3', body: 'a'.repeat(MAX_RELEASE_CHARACTERS) })
    expect(await send(deployed(tagged))).toMatchObject({
      sent: false,
      reason: expect.stringContaining('as long as GitHub takes'),
    })
    expect(count('PATCH')).toBe(0)
  })
})

describe('what must not stand in a release', () => {
  it.each(hostile)('acts nowhere: %j', (text) => {
    const made = { ...soaked(text), address: text }
    const { begin, end } = marksOf(text)
    const written = withBlock(AUTHORS, made) ?? ''
    expect(written.startsWith(`${AUTHORS}\n\n${begin}\n`)).toBe(true)
    const inner = written.slice(AUTHORS.length + begin.length + 3, -end.length)
    expect(inner).not.toMatch(/<!--|-->|<script|<img|@octocat|octo\/demo#2|(?<!\\)!\[/)
    expect(inner).not.toMatch(/\]\((?!https:\/\/github\.com)/)
    // The next run finds its own block, and no more than that.
    expect((withBlock(written, made) ?? '').split(begin)).toHaveLength(2)
  })

  it('no account number, and no secret', () => {
    const secrets = new Secrets()
    secrets.add('a-planted-secret')
    const outputs = {
      QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
      Arn: 'arn:aws:sns:eu-west-1:123456789012:topic',
      Word: 'a-planted-secret',
    }
    const made = deployed({
      ...tagged,
      address: 'https://123456789012.example/?x=a-planted-secret',
      stacks: { demo: stack({ operation: operation('succeeded', 'UPDATE_COMPLETE'), outputs }) },
    })
    const block = blockOf(secrets.redactAll(made), 100_000)
    expect(block).not.toMatch(/123456789012|a-planted-secret/)
    expect(block).toContain('QueueUrl')
  })
})
