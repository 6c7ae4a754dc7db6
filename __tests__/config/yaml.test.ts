import { describe, expect, it } from '@jest/globals'
import { MAX_ALIASES, MAX_BYTES, MAX_DEPTH, MAX_NODES } from '../../src/config/yaml.ts'
import { config, mistakes, smallest } from './source.ts'

const EXPECTED = 'expected keys such as `version: 1` and `stacks:`'

describe('text that is no configuration', () => {
  it.each([
    ['an empty file', '', `1:1 the file is empty; ${EXPECTED}`],
    ['only a comment', '# nothing\n', `1:1 the file is empty; ${EXPECTED}`],
    ['a list', '- a\n- b\n', `1:1 the file holds a list; ${EXPECTED}`],
    ['one value', 'hello\n', `1:1 the file holds one value; ${EXPECTED}`],
    ['a tab', 'version: 1\nstacks:\n\t- name: demo\n', '3:1 a tab is used to indent; YAML wants spaces'],
    ['two documents', `${smallest}---\nversion: 1\n`, '5:1 a second document begins here; the file may hold one'],
    ['a key twice', `${smallest}version: 1\n`, '5:1 the key “version” stands here twice'],
    ['a key that is a map', `${smallest}? { a: b }\n: c\n`, '5:3 a key must be a text'],
    [
      'a merge key',
      `${smallest}    tags: { <<: { a: b } }\n`,
      '5:13 merge keys (`<<`) are not part of YAML 1.2; what stacks share stands under `defaults:`',
    ],
    ['an alias of nothing', `${smallest}region: *nowhere\n`, '5:9 nothing is anchored as `&nowhere`'],
    ['a tag', `${smallest}region: !Ref Region\n`, '5:9 YAML tags such as `!Sub` mean nothing here'],
    [
      'depth',
      `a: ${'['.repeat(MAX_DEPTH + 1)}${']'.repeat(MAX_DEPTH + 1)}\n`,
      `1:${MAX_DEPTH + 4} nested more than ${MAX_DEPTH} levels deep`,
    ],
    [
      'a name without quotes',
      `${smallest}    tags: { a: \${run.id}, b: 1 }\n`,
      '5:16 between brackets a `${…}` must stand in quotes',
    ],
    ['size', `#${'x'.repeat(MAX_BYTES)}`, `1:1 the file has ${MAX_BYTES + 1} bytes; at most ${MAX_BYTES} are read`],
  ])('%s', (_what, text, expected) => {
    expect(mistakes(text)).toEqual([expected])
  })

  it.each([
    ['bad indentation', 'version: 1\nstacks:\n  - name: demo\n   template: a\n', /^\d:\d /],
    ['an open quote', 'version: 1\nregion: "eu\n', /^\d:\d+ this is not YAML: missing closing "quote/],
    ['an open bracket', 'version: 1\nstacks: [\n', /^\d:\d+ (this is not YAML|this line)/],
    ['a second colon', 'version: 1\nregion: a: b\n', /^2:\d+ /],
  ])('%s is said with its place', (_what, text, expected) => {
    expect(mistakes(text)[0]).toMatch(expected)
  })

  it.each([
    ['brackets', '['.repeat(20_000)],
    ['dashes', '- '.repeat(20_000)],
    ['question marks', '? '.repeat(20_000)],
    ['braces', '{a: '.repeat(20_000)],
  ])('bears %s without end', (_what, text) => {
    expect(mistakes(text)).toEqual([expect.stringMatching(/^1:\d+ the file is nested too deeply to be read$/)])
  })

  it('stops a bomb of aliases', () => {
    const lines = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`)]
    expect(mistakes(`${lines.join('\n')}\n`)[0]).toMatch(new RegExp(`more than ${MAX_ALIASES} aliases`))
  })

  it('stops many aliases of something large', () => {
    const text = `a: &a [${'x,'.repeat(20_000)}]\nb: [*a, *a, *a, *a, *a]\n`
    expect(mistakes(text)).toEqual([`1:39986 more than ${MAX_NODES} values are in the file`])
  })

  it('stops an alias of itself', () => {
    expect(mistakes(`${smallest}verify: &v [*v]\n`).join()).toMatch(/nested more than|more than \d+ aliases/)
  })

  it('reads anchors and aliases', () => {
    expect(config(`${smallest}    tags: &t { a: b }\n  - { name: c, template: c, tags: *t }\n`).stacks[1]?.tags).toEqual({
      a: 'b',
    })
  })

  it('does not take a quoted `<<` for a merge key', () => {
    expect(config(`${smallest}    tags: { "<<": a }\n`).stacks[0]?.tags).toEqual({ '<<': 'a' })
  })
})
