import { describe, expect, it } from '@jest/globals'
import { ref } from '../../src/gates/ref.ts'
import { contextOf, judged } from './context.ts'

const on = (name: string, options: object) => judged(ref, { ...options }, contextOf({ identity: { ref: name } }))
const BOTH = { branches: ['main', 'release/*'], tags: ['v*'] }

describe('the gate ref', () => {
  it.each([
    ['refs/heads/main', 'successful'],
    ['refs/heads/release/1', 'successful'],
    ['refs/heads/release/1/2', 'failed'],
    ['refs/heads/feature', 'failed'],
    ['refs/tags/v1.2.3', 'successful'],
    ['refs/heads/mainly', 'failed'],
    ['main', 'failed'],
    ['', 'failed'],
  ])('lets what is named through: %s is %s', async (name, phase) => expect((await on(name, BOTH)).phase).toBe(phase))

  it('tells a tag from a branch of its name', async () => {
    expect((await on('refs/tags/main', { branches: ['main'] })).phase).toBe('failed')
    expect((await on('refs/heads/v1', { tags: ['v*'] })).phase).toBe('failed')
  })

  it('blocks a pull request', async () =>
    expect((await on('refs/pull/7/merge', { branches: ['**'], tags: ['**'] })).phase).toBe('failed'))

  it('lets nothing through where nothing is named', async () => expect((await on('refs/heads/main', {})).phase).toBe('failed'))
})
