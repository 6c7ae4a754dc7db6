import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { mistakesIn } from '../src/config/load.ts'
import { inputs, outputs, VERSION } from '../src/domain/contract.ts'
import { codes, docsOf, outcomes, type ReasonCode } from '../src/foundation/codes.ts'

interface Page {
  readonly path: string
  readonly text: string
}

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean)
const read = (path: string): Page => ({ path, text: readFileSync(path, 'utf8') })
const pages = tracked.filter((path) => path.endsWith('.md') && !path.startsWith('dist/')).map(read)
const action = parse(read('action.yml').text)

const DIST = ['deploy.schema.json', 'index.js', 'licenses.txt', 'package.json', 'post.js', 'record.schema.json', 'supervisor.js']
// What ncc splits off for an `import()`: its number changes with what it holds.
const CHUNK = /^\d+\.index\.js$/
/** First cells of the table that a page shows for a generated part. */
const firstCells = ({ text }: Page, part: string): readonly string[] =>
  [...(text.split(`<!-- generated: ${part} -->`)[1]?.split('<!-- /generated -->')[0] ?? '').matchAll(/^\| `([^`]+)` \|/gm)].map(
    ([, name = '']) => name,
  )

// What templates carry where the installer puts a commit.
const UNSET = '0'.repeat(40)

/** Links to this repository that are not at the major tag. */
const strayLinks = ({ path, text }: Page): readonly string[] =>
  [
    ...text.matchAll(
      /github\.com\/org\/deploy-action\/(?:blob|tree)\/([^/\s)]+)|raw\.githubusercontent\.com\/org\/deploy-action\/([^/\s)]+)|org\/deploy-action@([^\s`,)]+)/g,
    ),
  ]
    .filter(([, blob, raw, uses]) => !['v1', UNSET].includes(blob ?? raw ?? uses ?? ''))
    .map(([link]) => `${path}: ${link}`)

// Written in halves, so that this file is not one of those that it looks for.
const FOREIGN = new RegExp(
  [
    `(?<![\\w.])/(?:work|root|Users)${'/'}\\w`,
    `(?<![\\w.])/home${'/'}[a-z]`,
    `['"\`]/tmp${'/'}`,
    `registry\\.npm${'js'}`,
    `files\\.python${'hosted'}`,
  ].join('|'),
)
const foreign = ({ path, text }: Page): readonly string[] => (FOREIGN.test(text) ? [`${path}: ${FOREIGN.exec(text)?.[0]}`] : [])

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')

const anchorsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

/** Relative links to files or headings that are not there. */
function broken({ path, text }: Page, exists: (path: string) => string | undefined): readonly string[] {
  const prose = text.replace(/^ *```[\s\S]*?^ *```/gm, '')
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^https?:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const target = file === '' ? text : exists(posix.join(posix.dirname(path), file))
    return target === undefined || (anchor && !anchorsOf(target).includes(anchor)) ? [`${path}: ${link}`] : []
  })
}

const fileText = (path: string): string | undefined => (tracked.includes(path) ? read(path).text : undefined)

const SMALLEST = 'version: 1\nstacks:\n  - name: demo\n    template: template.yaml\n'
const values = {
  environment: 'production',
  run: { sha: 'a', ref: 'b', tag: 'c', id: '1', attempt: '1', actor: 'd', nonce: 'e' },
  inputs: {},
  env: { PROBE_TOKEN: 'probe-token' },
}

/** Examples of the configuration, whole or a part of it that is put behind the smallest file. */
const examplesOf = ({ path, text }: Page): readonly Page[] =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].flatMap(([, example = '']) => {
    if (/^version:/.test(example)) return [{ path, text: example }]
    return /^(?:verify|logs|report):/.test(example) ? [{ path, text: `${SMALLEST}${example}` }] : []
  })

const wrongIn = ({ path, text }: Page): readonly string[] =>
  mistakesIn({ path, text, values, ...(text.includes('\nenvironments:') ? { environment: 'production' } : {}) }).map(
    ({ message }) => `${path}: ${message}`,
  )

describe('the contract', () => {
  it('has the inputs in action.yml', () => {
    const described = Object.entries(inputs).map(([name, input]) => [name, { required: false, ...input }])
    expect(action.inputs).toEqual(Object.fromEntries(described))
  })
  it('has the outputs in action.yml', () => expect(action.outputs).toEqual(outputs))
  it('runs on Node 24, and finishes whatever happened', () =>
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js', post: 'dist/post.js', 'post-if': 'always()' }))
  it.each([
    ['README.md', 'inputs', Object.keys(inputs)],
    ['README.md', 'outputs', Object.keys(outputs)],
    ['docs/outputs-and-exit-status.md', 'outputs', Object.keys(outputs)],
  ])('has %s show all %s', (path, part, names) => expect(firstCells(read(path), part)).toEqual(names))
  it('has the version of the package', () => expect(VERSION).toBe(JSON.parse(read('package.json').text).version))
  it('has a paragraph for each code', () => {
    const anchors = anchorsOf(read('docs/errors.md').text)
    const wanted = [...Object.keys(codes), ...Object.keys(outcomes)].map((code) => docsOf(code as ReasonCode).split('#')[1])
    expect(anchors).toEqual(expect.arrayContaining(wanted))
  })
  it('has nothing else in dist than what is known', () =>
    expect(
      tracked
        .filter((path) => path.startsWith('dist/'))
        .map((path) => path.slice(5))
        .filter((name) => !CHUNK.test(name)),
    ).toEqual(DIST))
})

describe('the examples', () => {
  const examples = pages.flatMap(examplesOf)
  it('are many', () => expect(examples.length).toBeGreaterThan(5))
  it('tell a mistake', () => expect(wrongIn({ path: 'x.md', text: `${SMALLEST}gats: []\n` })).toHaveLength(1))
  it('can be loaded', () => expect(examples.flatMap(wrongIn)).toEqual([]))
  it('show the smallest file as it is', () => expect(read('README.md').text).toContain(`\`\`\`yaml\n${SMALLEST}\`\`\``))
})

describe('the files', () => {
  const texts = tracked.filter((path) => !/\.(?:png|ico|gz|zip)$/.test(path)).map(read)
  it('tell a link to another version', () =>
    expect(
      ['org/deploy-action@main', 'https://github.com/org/deploy-action/blob/main/x.md'].flatMap((text) =>
        strayLinks({ path: 'x', text }),
      ),
    ).toHaveLength(2))
  it('link to the major tag', () =>
    expect(texts.filter(({ path }) => !path.includes('contract.test')).flatMap(strayLinks)).toEqual([]))
  it.each([`cd /work${'/'}main`, `'/tmp${'/'}x'`, `https://registry.npm${'js'}.org`])(
    'tell what belongs to one machine: %s',
    (text) => expect(foreign({ path: 'x', text })).toHaveLength(1),
  )
  it('name nothing that belongs to one machine', () => expect(texts.flatMap(foreign)).toEqual([]))
  it('tell a broken link', () =>
    expect(
      broken({ path: 'docs/a.md', text: '# A\n[b](b.md) [c](#c) [d](../d.md#d) [a](#a)' }, (path) =>
        path === 'd.md' ? '# E' : undefined,
      ),
    ).toEqual(['docs/a.md: b.md', 'docs/a.md: #c', 'docs/a.md: ../d.md#d']))
  it('have links that lead somewhere', () => expect(pages.flatMap((page) => broken(page, fileText))).toEqual([]))
})
