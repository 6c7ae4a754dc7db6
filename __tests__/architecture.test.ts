import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { describe, expect, it } from '@jest/globals'

interface Source {
  readonly path: string
  readonly text: string
}

const FLOORS: Readonly<Record<string, number>> = {
  foundation: 0,
  domain: 1,
  ports: 2,
  adapters: 2,
  ...{ stack: 3, logs: 3, artifacts: 3 },
  ...{ gates: 4, engines: 4, checks: 4, hooks: 4, rules: 4, destinations: 4, signatures: 4, notices: 4 },
  config: 5,
  stages: 6,
  entry: 7,
  index: 8,
}
const SDK = /^(?:@actions|@aws-sdk|@smithy|@octokit)\//
// What touches nothing outside the process may be imported anywhere.
const HARMLESS = ['node:path', 'node:crypto', 'node:buffer', 'node:util', 'node:url', 'node:zlib']
const AMBIENT =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.\w|\bset(?:Timeout|Interval|Immediate)\b|\bconsole\.\w|\bAbortSignal\.timeout\b|\bperformance\.now\b|\bfetch\(/
const CATCH = /\bcatch\s*[({]|\.catch\(/
const CATCHERS = ['foundation/retry.ts', 'foundation/json.ts', 'stages/pipeline.ts', 'main.ts', 'post.ts']
const MOST_LINES = 150
/** Files that are longer, up to which line, and why. */
const LONGER: Readonly<Record<string, readonly [number, string]>> = {
  'foundation/codes.ts': [540, 'one table'],
  'ports/cloudformation.ts': [190, 'one port'],
  'domain/record-schema.ts': [355, 'one schema'],
  'stack/plan.ts': [180, 'one change set from asking to reading'],
  'config/config.ts': [215, 'one configuration'],
  'notices/tables.ts': [160, 'the tables of one report'],
  'logs/tally.ts': [175, 'one count'],
  'stages/deploy.ts': [175, 'one stage from plan to end'],
  'domain/run.ts': [215, 'one run'],
  'config/keys.ts': [165, 'the keys of one file'],
  'config/editor.ts': [170, 'one schema in another form'],
  'adapters/cloudformation.ts': [160, 'one port'],
  'adapters/objects.ts': [170, 'one port'],
  'notices/issue.ts': [180, 'the life of an issue'],
}

/** `foundation` of `foundation/retry.ts`; `index.ts` stands alone, the other files of the root are the entry. */
function roomOf(path: string): string {
  const [room, rest] = path.split('/')
  return rest === undefined ? (path === 'index.ts' ? 'index' : 'entry') : (room ?? '')
}

/** The text without comments. */
const code = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line))
    .map((line) => line.replace(/\s\/\/\s.*$/, ''))
    .join('\n')

const importsOf = ({ text }: Source): readonly string[] =>
  [...code(text).matchAll(/^(?:import|export)\b[^;'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)].map(
    ([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '',
  )

/** Files of ours that a file imports. */
const filesOf = (source: Source): readonly string[] =>
  importsOf(source)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(source.path), name))

function floors(sources: readonly Source[]): readonly string[] {
  const wrong = (from: string, to: string): string | undefined => {
    const [room, other] = [roomOf(from), roomOf(to)]
    if (FLOORS[room] === undefined || FLOORS[other] === undefined) return 'has no floor'
    if (room === other) return undefined
    if (other === 'adapters') return room === 'index' ? undefined : 'only index.ts imports adapters'
    if (room === 'adapters') return FLOORS[other] <= 2 ? undefined : 'adapters import floors 0 to 2'
    return FLOORS[other] < FLOORS[room] ? undefined : 'only lower floors are imported'
  }
  return sources.flatMap((source) =>
    filesOf(source).flatMap((to) => {
      const why = wrong(source.path, to)
      return why ? [`${source.path} → ${to}: ${why}`] : []
    }),
  )
}

function cycles(sources: readonly Source[]): readonly string[] {
  const edges = new Map(sources.map((source) => [source.path, filesOf(source)]))
  const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
    (edges.get(from) ?? []).some((next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))))
  return [...edges.keys()].filter((path) => reaches(path, path))
}

const packages = (sources: readonly Source[]): readonly string[] =>
  sources
    .filter(({ path }) => !['adapters', 'index'].includes(roomOf(path)))
    .flatMap((source) =>
      importsOf(source)
        .filter((name) => SDK.test(name) || (name.startsWith('node:') && !HARMLESS.includes(name)))
        .map((name) => `${source.path} → ${name}`),
    )

const lines = (sources: readonly Source[], shape: RegExp, allowed: (path: string) => boolean): readonly string[] =>
  sources
    .filter(({ path }) => !allowed(path))
    .flatMap(({ path, text }) =>
      code(text)
        .split('\n')
        .filter((line) => shape.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    )

const ambient = (sources: readonly Source[]): readonly string[] =>
  lines(sources, AMBIENT, (path) => ['adapters', 'index'].includes(roomOf(path)))

const catches = (sources: readonly Source[]): readonly string[] =>
  lines(sources, CATCH, (path) => roomOf(path) === 'adapters' || CATCHERS.includes(path))

const lengthOf = (text: string): number => text.split('\n').length - 1

const long = (sources: readonly Source[], longer: typeof LONGER): readonly string[] =>
  sources
    .filter(({ path, text }) => lengthOf(text) > (longer[path]?.[0] ?? MOST_LINES))
    .map(({ path, text }) => `${path}: ${lengthOf(text)} lines`)

const ours: readonly Source[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path, text: readFileSync(`src/${path}`, 'utf8') }))

const planted = (path: string, text: string): readonly Source[] => [{ path, text }]

describe('the house', () => {
  it('has sources', () => expect(ours.length).toBeGreaterThan(50))

  it.each([
    ['an upper floor', 'domain/run.ts', "import type { Stage } from '../stages/stage.ts'"],
    ['a room of the same floor', 'stack/plan.ts', "import {\n  scan,\n} from '../logs/scan.ts'"],
    ['an adapter', 'main.ts', "const { clock } = await import('./adapters/clock.ts')"],
    ['a core from an adapter', 'adapters/logs.ts', "export { admit } from '../stack/statuses.ts'"],
    ['a room without a floor', 'main.ts', "import { pick } from './utils/pick.ts'"],
  ])('tells an import of %s', (_what, path, text) => expect(floors(planted(path, text))).toHaveLength(1))
  it('imports lower floors only', () => expect(floors(ours)).toEqual([]))

  it('tells a cycle', () => {
    const a = { path: 'stack/a.ts', text: "import { b } from './b.ts'" }
    const b = { path: 'stack/b.ts', text: "import { a } from './a.ts'" }
    expect(cycles([a, b, { path: 'stack/c.ts', text: "import { a } from './a.ts'" }])).toEqual(['stack/a.ts', 'stack/b.ts'])
  })
  it('has no cycles', () => expect(cycles(ours)).toEqual([]))

  it.each(['@actions/core', '@aws-sdk/client-sts', '@smithy/core', '@octokit/core', 'node:fs', 'node:child_process'])(
    'tells an import of %s',
    (name) => {
      expect(packages(planted('stages/plan.ts', `import { x } from '${name}'`))).toHaveLength(1)
      expect(packages(planted('adapters/x.ts', `import { x } from '${name}'`))).toEqual([])
    },
  )
  it('has SDKs and the outside in adapters only', () => expect(packages(ours)).toEqual([]))

  it.each(['Date.now()', 'new Date()', 'Math.random()', 'process.env', 'setTimeout(f, 1)', 'console.log(1)'])(
    'tells %s',
    (text) => expect(ambient(planted('stack/plan.ts', `const x = ${text}`))).toHaveLength(1),
  )
  it('leaves comments and given dates alone', () =>
    expect(ambient(planted('stack/plan.ts', '// never Date.now()\nconst x = new Date(at) // process.env'))).toEqual([]))
  it('takes time, chance and environment from ports', () => expect(ambient(ours)).toEqual([]))

  it.each(['try { f() } catch (e) { g() }', 'try { f() } catch { g() }', 'f().catch(g)'])('tells %s', (text) =>
    expect(catches(planted('stack/plan.ts', text))).toHaveLength(1),
  )
  it('catches in few places', () => expect(catches(ours)).toEqual([]))

  it('tells a long file', () => {
    expect(long(planted('stack/plan.ts', 'x\n'.repeat(MOST_LINES + 1)), {})).toEqual([`stack/plan.ts: ${MOST_LINES + 1} lines`])
    expect(long(planted('stack/plan.ts', 'x\n'.repeat(MOST_LINES)), {})).toEqual([])
  })
  // What an old version needs from buckets must be there when somebody goes back to it. A site keeps a copy of what it takes away.
  it('deletes nothing in a bucket', () =>
    expect(
      ours
        .filter(({ path, text }) => path !== 'adapters/sites.ts' && /DeleteObject|DeleteBucket/.test(code(text)))
        .map(({ path }) => path),
    ).toEqual([]))
  it('has short files', () => expect(long(ours, LONGER)).toEqual([]))
  it('names long files that are there', () =>
    expect(Object.keys(LONGER).filter((path) => !ours.some((source) => source.path === path))).toEqual([]))
})
