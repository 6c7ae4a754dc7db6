import { describe, expect, it } from '@jest/globals'
import { confirmation } from '../../src/gates/confirmation.ts'
import { contextOf, judged } from './context.ts'

const PHRASE = 'DEPLOY TO PRODUCTION'
const typing = (confirm: unknown, event = 'workflow_dispatch', options: object = {}) =>
  judged(confirmation, { phrase: PHRASE, ...options }, contextOf({ event: { inputs: { confirm } }, identity: { event } }))

describe('the gate confirmation', () => {
  it.each([
    ['deploy to production', 'another case'],
    [` ${PHRASE}`, 'a space before'],
    [`${PHRASE} `, 'a space behind'],
    ['DEPLOY  TO PRODUCTION', 'two spaces'],
    ['DEPLOY TO PRODUCTIO', 'a letter less'],
    [`${PHRASE}\u200b`, 'a space of no width'],
  ])('takes the phrase as it is, and nothing like it: %j is %s', async (typed) => {
    expect((await typing(PHRASE)).phase).toBe('successful')
    const { phase, reason } = await typing(typed)
    expect([phase, reason]).toEqual(['failed', expect.stringContaining(PHRASE)])
  })

  it('takes the phrase as it is, and nothing like it', async () => expect((await typing(PHRASE)).phase).toBe('successful'))

  it.each([undefined, '', null, 7, [PHRASE]])('blocks where nothing was typed: %j', async (typed) =>
    expect((await typing(typed)).phase).toBe('failed'),
  )

  it('blocks where nothing was typed', async () => {
    const { phase, fix } = await judged(confirmation, { phrase: PHRASE }, contextOf({ event: {} }))
    expect([phase, fix]).toEqual(['failed', expect.stringContaining('`confirm`')])
  })

  it('blocks triggers that cannot type', async () => {
    for (const event of ['push', 'schedule', 'release', 'workflow_run', 'repository_dispatch'])
      expect((await typing(PHRASE, event)).phase).toBe('failed')
  })

  it('lets a release through where that is said, and nothing else', async () => {
    expect((await typing(undefined, 'release', { 'or-release': true })).phase).toBe('successful')
    expect((await typing(PHRASE, 'push', { 'or-release': true })).phase).toBe('failed')
  })

  it('never repeats what was typed', async () => {
    const typed = '::set-output name=x::y`$(rm -rf /)`'
    expect(JSON.stringify(await typing(typed))).not.toContain('set-output')
  })
})
