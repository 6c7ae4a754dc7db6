import { describe, expect, it } from '@jest/globals'
import { checklist } from '../../src/gates/checklist.ts'
import { contextOf, judged, refused } from './context.ts'

const ITEMS = ['Told', 'On call']
const DONE = '## Before\n- [x] Told\n- [X]  On   call \n'
const issue = (number: number, body: unknown, more: object = {}) => ({
  number,
  body,
  user: { login: 'ana' },
  html_url: 'https://i',
  ...more,
})

const inIssue = (issues: unknown, options: object = {}) =>
  judged(checklist, { in: 'issue', items: ITEMS, ...options }, contextOf({ github: { issues } }))
const phaseOf = async (body: unknown, options: object = {}) => (await inIssue([issue(3, body)], options)).phase
const inRelease = (release: unknown, ref = 'refs/tags/v1.2.3') =>
  judged(
    checklist,
    { in: 'release', items: ITEMS },
    contextOf({ github: { 'releases/tags/v1.2.3': release }, identity: { ref } }),
  )

describe('the gate checklist', () => {
  it('passes what is ticked, and says that nothing proves it', async () => {
    const judgement = await inIssue([issue(3, DONE)])
    expect(judgement).toMatchObject({ phase: 'successful', link: 'https://i' })
    expect(judgement.reason).toBe('2 ticked in issue 3 by ana, or who may edit it; attested, not proved')
  })

  it('is unknown where there is no list', async () => {
    expect((await inIssue([])).phase).toBe('inconclusive')
    expect((await inIssue(refused('issues'))).phase).toBe('inconclusive')
    expect(await phaseOf(null)).toBe('inconclusive')
    expect(await phaseOf('Told, On call')).toBe('inconclusive')
    expect((await inRelease(refused('release'))).phase).toBe('inconclusive')
  })

  it('blocks what is not ticked everywhere', async () => {
    expect(await inIssue([issue(3, '- [x] Told\n- [ ] On call')])).toMatchObject({
      phase: 'failed',
      reason: 'not ticked in issue 3: On call',
    })
    expect(await phaseOf('- [x] Told')).toBe('failed')
    expect(await phaseOf(`${DONE}- [ ] Told`)).toBe('failed')
    expect(await phaseOf('- [x] told\n- [x] On call')).toBe('failed')
    expect(await phaseOf('- [x] Told them\n- [x] On call')).toBe('failed')
    expect(await phaseOf('- [xx] Told\n- [x] On call')).toBe('failed')
  })

  it('sees what a reader sees', async () => {
    expect(await phaseOf(`<!--\n${DONE}-->\n- [ ] Told`)).toBe('failed')
    expect(await phaseOf(`<!-- <!-- \n${DONE}`)).toBe('inconclusive')
    expect(await phaseOf(`\`\`\`md\n${DONE}\`\`\`\n- [ ] Told`)).toBe('failed')
    expect(await phaseOf(`~~~~\n~~~\n${DONE}~~~~\n- [ ] Told`)).toBe('failed')
    expect(await phaseOf(`\`\`\`\ncode\n\`\`\`\r\n${DONE.replaceAll('\n', '\r\n')}`)).toBe('successful')
  })

  it('blocks the list of somebody else', async () => {
    expect(await phaseOf(DONE, { by: ['Ana'] })).toBe('successful')
    expect(await phaseOf(DONE, { by: ['bob'] })).toBe('failed')
    expect((await inIssue([issue(3, DONE, { user: null })], { by: ['bob'] })).phase).toBe('failed')
  })

  it('takes the newest issue, and no pull request', async () => {
    const old = issue(3, DONE)
    expect((await inIssue([old, issue(4, '- [ ] Told')])).phase).toBe('failed')
    expect((await inIssue([old, issue(4, '- [ ] Told', { pull_request: {} })])).phase).toBe('successful')
  })

  it('reads the notes of the release of the tag', async () => {
    const release = { body: DONE, author: { login: 'ana' } }
    expect((await inRelease(release)).phase).toBe('successful')
    expect((await inRelease(release, 'refs/heads/main')).phase).toBe('failed')
  })

  it('reads inputs, which must be true', async () => {
    const judge = async (inputs: unknown) =>
      (await judged(checklist, { in: 'inputs', items: ['told'] }, contextOf({ event: { inputs } }))).phase
    expect(await judge({ told: 'true' })).toBe('successful')
    expect(await judge({ told: 'false' })).toBe('failed')
    expect(await judge({ told: 'TRUE' })).toBe('failed')
    expect(await judge(Object.create({ told: 'true' }))).toBe('failed')
    expect(await judge(undefined)).toBe('failed')
  })

  it('blocks triggers that cannot tick', async () => {
    const context = contextOf({ event: { inputs: { told: 'true' } }, identity: { event: 'release' } })
    expect((await judged(checklist, { in: 'inputs', items: ['told'] }, context)).phase).toBe('failed')
  })

  it('takes no time for hostile texts', async () => {
    expect(await phaseOf('<!--'.repeat(30_000))).toBe('inconclusive')
    expect(await phaseOf(`- [x] ${' '.repeat(100_000)}x`)).toBe('failed')
  })
})
