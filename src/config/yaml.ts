import { type Document, isAlias, isMap, isScalar, isSeq, parseDocument, type Range, type Scalar, type YAMLError } from 'yaml'
import { type Entry, type Mistake, mistake, type Node, type Span } from './tree.ts'

/** A configuration is some kilobytes; what is larger is another file by mistake. */
export const MAX_BYTES = 1_000_000
/** How often `*name` may stand for something: a few are handy, many are a bomb. */
export const MAX_ALIASES = 100
/** How many keys, items and values are read, with what aliases stand for: a hundred aliases of something large are a bomb too. */
export const MAX_NODES = 100_000
/** Deeper than any configuration, shallower than the stack of calls. */
export const MAX_DEPTH = 50

/** A file as a tree, or what is wrong with it. */
export interface Parsed {
  readonly root?: Node
  readonly mistakes: readonly Mistake[]
}

/** Where a mistake of the whole file is said to stand. */
export const START: Span = { at: 0, end: 1 }

/** The text without its byte order mark, which editors do not count as a column. */
export const unmarked = (text: string): string => text.replace(/^\ufeff/, '')

/** Reads a configuration file: YAML with keys. The text has no byte order mark. */
export function parseYaml(text: string): Parsed {
  const { root, mistakes } = parseTree(text)
  if (!root || root.type === 'map') return root ? { root, mistakes } : { mistakes }
  const empty = isEmpty(root)
  const found = empty ? 'the file is empty' : `the file holds ${root.type === 'list' ? 'a list' : 'one value'}`
  return { mistakes: [mistake(empty ? START : root.span, `${found}; expected keys such as \`version: 1\` and \`stacks:\``)] }
}

/** Whether there is nothing at all, comments aside. */
export const isEmpty = (root: Node): boolean => root.type === 'scalar' && root.value === null

/** A file of more bytes than are ever needed is not even parsed. */
export function tooLarge(text: string): readonly Mistake[] {
  const bytes = Buffer.byteLength(text)
  return bytes > MAX_BYTES ? [mistake(START, `the file has ${bytes} bytes; at most ${MAX_BYTES} are read`)] : []
}

/** Reads YAML 1.2, which JSON is a part of, as a tree that knows its positions, or says what is wrong with it. */
export function parseTree(text: string): Parsed {
  const large = tooLarge(text)
  if (large.length > 0) return { mistakes: large }
  // Unique keys are looked after below: the package compares every key with every other.
  const document = parseDocument(text, { version: '1.2', prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  const errors = [...document.errors, ...document.warnings]
  // What the parser says once its stack is used up is noise.
  const exhausted = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION')
  if (errors.length > 0) return { mistakes: syntaxMistakes(text, exhausted ? [exhausted] : errors) }
  const reader = new Reader(document)
  const root = reader.read(document.contents, START)
  return reader.mistakes.length > 0 ? { mistakes: reader.mistakes } : { root, mistakes: [] }
}

/** Our words for what happens most; the rest is said in the parser's. */
const WORDS: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  TAB_AS_INDENT: 'a tab is used to indent; YAML wants spaces',
  BAD_INDENT: 'this line is indented differently from what it belongs to, or a bracket before it is not closed',
  MULTIPLE_DOCS: 'a second document begins here; the file may hold one',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines; is a `:`, the space behind it or a quote missing?',
  BLOCK_AS_IMPLICIT_KEY: 'a second `:` stands in one line; put the value in quotes',
  BLOCK_IN_FLOW: 'behind this a comma or a closing bracket is missing',
  RESOURCE_EXHAUSTION: 'the file is nested too deeply to be read',
  TAG_RESOLVE_FAILED: 'YAML tags such as `!Sub` mean nothing here',
}

/** One mistake a line: once the parser has lost its way, it loses it at every token up to the line's end. */
function syntaxMistakes(text: string, errors: readonly YAMLError[]): readonly Mistake[] {
  const sorted = [...errors].sort((a, b) => a.pos[0] - b.pos[0])
  return sorted
    .filter((error, index) => index === 0 || text.slice(sorted[index - 1]?.pos[0], error.pos[0]).includes('\n'))
    .map(({ code, pos: [at, end], message }) => {
      if (text.startsWith('${', at - 1)) return mistake({ at: at - 1, end }, 'between brackets a `${…}` must stand in quotes')
      return mistake({ at, end }, WORDS[code] ?? `this is not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`)
    })
}

class Reader {
  readonly mistakes: Mistake[] = []
  readonly #document: Document.Parsed
  #aliases = 0
  #nodes = 0

  constructor(document: Document.Parsed) {
    this.#document = document
  }

  /** `fallback` is where something empty is said to stand: its key. */
  read(node: unknown, fallback: Span, depth = 0): Node {
    const span = spanOf(node, fallback)
    const empty: Node = { type: 'scalar', span, value: null, written: '' }
    this.#nodes++
    if (this.#nodes > MAX_NODES) {
      return this.#nodes === MAX_NODES + 1 ? this.#refuse(span, `more than ${MAX_NODES} values are in the file`, empty) : empty
    }
    if (depth > MAX_DEPTH) return this.#refuse(span, `nested more than ${MAX_DEPTH} levels deep`, empty)
    if (isAlias(node)) {
      this.#aliases++
      if (this.#aliases === MAX_ALIASES + 1)
        return this.#refuse(span, `more than ${MAX_ALIASES} aliases (\`*name\`) are used`, empty)
      if (this.#aliases > MAX_ALIASES) return empty
      const target = node.resolve(this.#document)
      return target ? this.read(target, span, depth + 1) : this.#refuse(span, `nothing is anchored as \`&${node.source}\``, empty)
    }
    if (isSeq(node)) return { type: 'list', span, items: node.items.map((item) => this.read(item, span, depth + 1)) }
    if (isMap(node)) return { type: 'map', span, entries: this.#entries(node.items, span, depth) }
    return isScalar(node) ? scalar(node, span) : empty
  }

  #entries(
    pairs: readonly { readonly key: unknown; readonly value: unknown }[],
    fallback: Span,
    depth: number,
  ): readonly Entry[] {
    const seen = new Set<string>()
    return pairs.flatMap(({ key, value }) => {
      const span = spanOf(key, fallback)
      if (!isScalar(key) || key.value === null) return this.#refuse(span, 'a key must be a text', [])
      const name = written(key)
      if (name === '<<' && key.type === 'PLAIN') {
        return this.#refuse(span, 'merge keys (`<<`) are not part of YAML 1.2; what stacks share stands under `defaults:`', [])
      }
      if (seen.has(name)) return this.#refuse(span, `the key “${name}” stands here twice`, [])
      seen.add(name)
      return [{ key: name, span, value: this.read(value, span, depth + 1) }]
    })
  }

  #refuse<T>(span: Span, message: string, instead: T): T {
    this.mistakes.push(mistake(span, message))
    return instead
  }
}

const written = (node: Scalar): string =>
  node.type === 'PLAIN' && typeof node.value !== 'string' ? (node.source ?? '') : String(node.value)

function scalar(node: Scalar, span: Span): Node {
  const value = node.value
  const known = value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return { type: 'scalar', span, value: known ? value : String(value), written: written(node) }
}

function spanOf(node: unknown, fallback: Span): Span {
  const range = (node as { range?: Range | null } | null)?.range
  return range && range[1] > range[0] ? { at: range[0], end: range[1] } : fallback
}
