import { describe, expect, it } from '@jest/globals'
import type { HubEvent } from './event.ts'
import { load } from './load.ts'
import { fnmatch, matches } from './patterns.ts'
import { triggered } from './triggers.ts'

const on = (text: string) =>
  load('.github/workflows/a.yml', `on:\n${text.replace(/^/gm, '  ')}\njobs:\n  a:\n    runs-on: x\n    steps: [{run: "true"}]\n`)
    .on
const event = (more: Partial<HubEvent> = {}): HubEvent => ({
  name: 'push',
  ref: 'refs/heads/main',
  sha: '0',
  actor: 'bob',
  payload: {},
  ...more,
})
const starts = (text: string, more: Partial<HubEvent>) => triggered(on(text), event(more))

describe('filters of `on`', () => {
  it.each([
    ['push:', {}, true],
    ['push:', { ref: 'refs/tags/v1' }, true],
    ['push: {branches: [main]}', {}, true],
    ['push: {branches: [main]}', { ref: 'refs/heads/feature' }, false],
    ['push: {branches: [main]}', { ref: 'refs/tags/v1' }, false],
    ['push: {tags: ["v*"]}', { ref: 'refs/tags/v1' }, true],
    ['push: {tags: ["v*"]}', {}, false],
    ['push: {branches: ["**", "!main"]}', {}, false],
    ['push: {branches-ignore: [main]}', { ref: 'refs/heads/feature/x' }, true],
    ['push: {branches: ["releases/**"]}', { ref: 'refs/heads/releases/a/b' }, true],
    ['push: {branches: ["releases/*"]}', { ref: 'refs/heads/releases/a/b' }, false],
    ['push: {paths: ["src/**"]}', { files: ['src/a/b.ts'] }, true],
    ['push: {paths: ["src/**"]}', { files: ['README.md'] }, false],
    ['push: {paths: ["src/**"]}', { files: [], ref: 'refs/tags/v1' }, true],
    ['push: {paths-ignore: ["**.md"]}', { files: ['docs/a.md', 'b.md'] }, false],
    ['push: {paths-ignore: ["**.md"]}', { files: ['docs/a.md', 'b.ts'] }, true],
    ['push: {branches: [main], paths: [a]}', { files: ['a'], ref: 'refs/heads/x' }, false],
  ])('%s with %j: %s', (text, more, yes) => expect(starts(text, more)).toBe(yes))

  it.each([
    ['release:', 'created', true],
    ['release: {types: [published]}', 'published', true],
    ['release: {types: [published]}', 'created', false],
    ['pull_request:', 'opened', true],
    ['pull_request:', 'labeled', false],
    ['pull_request: {types: [labeled]}', 'labeled', true],
  ])('%s with the activity %s: %s', (text, action, yes) => {
    const [name = ''] = text.split(':')
    expect(starts(text, { name, action })).toBe(yes)
  })

  it('holds a pull request against the branch that it goes to', () => {
    const more = { name: 'pull_request', action: 'opened', base: 'main', head: 'feature', ref: 'refs/pull/1/merge' }
    expect(starts('pull_request: {branches: [main]}', more)).toBe(true)
    expect(starts('pull_request: {branches: [feature]}', more)).toBe(false)
  })

  it.each([
    [{ workflow: 'Deploy', base: 'main' }, true],
    [{ workflow: 'Other', base: 'main' }, false],
    [{ workflow: 'Deploy', base: 'feature' }, false],
    [{ workflow: 'Deploy', base: 'main', action: 'requested' }, false],
  ])('takes workflow_run by the name of the workflow, its branch and what it did: %j %s', (more, yes) =>
    expect(
      starts('workflow_run: {workflows: [Deploy], types: [completed], branches: [main]}', {
        name: 'workflow_run',
        action: 'completed',
        ...more,
      }),
    ).toBe(yes),
  )

  it('does not model other events, and says so', () => expect(() => on('gollum:')).toThrow('not modelled: the event gollum'))
  it('wants to know the files where it filters by them', () =>
    expect(() => starts('push: {paths: [a]}', {})).toThrow('needs `files`'))
  it('says what the parser says of a broken file', () =>
    expect(() => load('.github/workflows/a.yml', 'on: push\njobs:\n  a:\n    steps: 1\n')).toThrow(
      'The workflow is not valid. .github/workflows/a.yml',
    ))
})

describe('patterns', () => {
  it.each([
    ['*', 'main', true],
    ['*', 'a/b', false],
    ['**', 'a/b', true],
    ['v[12].[0-9]+.[0-9]+', 'v1.10.1', true],
    ['v[12].[0-9]+.[0-9]+', 'v3.0.0', false],
    ['*.jsx?', 'page.js', true],
    ['**/docs/**', 'docs/a.md', true],
    ['**/docs/**', 'x/docs/a/b.md', true],
  ])('of filters: %s on %s: %s', (pattern, text, yes) => expect(matches([pattern], text)).toBe(yes))
  it.each([
    ['release/*', 'release/a', true],
    ['release/*', 'release/a/b', false],
    ['*', 'a/b', false],
    ['**/*', 'a/b', true],
    ['v?', 'v1', true],
    ['v?', 'v', false],
  ])('of environments: %s on %s: %s', (pattern, text, yes) => expect(fnmatch(pattern, text)).toBe(yes))
})
