import { withTexts } from './json.ts'
import { formsOf } from './secret-forms.ts'
import { secretShapes } from './secret-shapes.ts'

// Shorter values would black out ordinary words; the runner's own masking still covers them in the log.
const SHORTEST_SECRET = 4
// Shorter ones stand in templates as ordinary words.
const SHORTEST_FOUND = 8

type Shapes = readonly (readonly [RegExp, string])[]

/** Keys and tokens that are known by how they look, whatever stands around them. */
const KEYS: Shapes = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '***'],
  [/\b(?:AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}\b/g, '***'],
  [
    /\b(?:gh[pousr]_[0-9A-Za-z]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abeoprs]-[\w-]{10,}|sk-[\w-]{20,}|[sr]k_(?:live|test)_\w{10,}|npm_\w{30,})/g,
    '***',
  ],
  [/\beyJ[\w-]{5,1000}\.[\w-]{5,}\.[\w-]*/g, '***'],
]

/**
 * Shapes that are secrets, whatever they are called: keys, tokens, private keys, passwords in addresses and pairs. What a
 * shape begins with is bounded where it can begin at every other character, or a megabyte of it would take minutes.
 */
const SHAPES: Shapes = [
  ...KEYS,
  [/\b(Bearer|Basic)(\s+)[\w.~+/=-]{8,}/gi, '$1$2***'],
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi, '$1***'],
  [/([?&](?:X-Amz-(?:Signature|Security-Token|Credential)|sig|access_token|token|api_?key)=)[^&\s"'<>]+/gi, '$1***'],
  [
    /(?<!:|Request)((?:pass(?:word|wd|phrase)?|secret|api[_-]?key|(?:access|auth|refresh|session|id)?[_-]?token|credentials?|private[_-]?key)["']?\s*[=:]\s*["']?)(?!\*{3})[^\s"',;&}]{4,}/gi,
    '$1***',
  ],
]

/** A secret in a text: where it begins, and what it is. */
export interface FoundSecret {
  readonly at: number
  readonly kind: string
}

const ACCOUNT = /^\d{12}$/

/** The secrets that this run knows, and the only way in which text from outside is made fit to be written. */
export class Secrets {
  #values = new Set<string>()
  /** Those that were given as secrets for certain, in all their forms. */
  #given = new Set<string>()
  /** Numbers of accounts: not secret, but nothing that others read names them. */
  #accounts = new Set<string>()
  #pattern: RegExp | undefined

  /**
   * Remembers a value, line by line, in the forms in which it may turn up. Returns the lines that were taken. One that is not
   * `certain` may be something else than a secret: it is never written, but nothing stops because of it.
   */
  add(value: string, certain = true): readonly string[] {
    const lines = [value, ...value.split(/\r?\n/)].map((line) => line.trim()).filter((line) => line.length >= SHORTEST_SECRET)
    for (const line of lines) for (const form of formsOf(line)) this.#values.add(form)
    if (certain)
      for (const line of lines) if (line.length >= SHORTEST_FOUND) for (const form of formsOf(line)) this.#given.add(form)
    this.#pattern = undefined
    return [...new Set(lines)]
  }

  /** Remembers the number of an account. */
  conceal(account: string): void {
    if (ACCOUNT.test(account)) this.#accounts.add(account)
  }

  /** The text as anybody may read it: without secrets, what looks like one, and numbers of known accounts. */
  redact(text: string): string {
    return [...this.#accounts].reduce((rest, account) => rest.replaceAll(account, '<account>'), this.#withoutSecrets(text))
  }

  /** Whether there is a secret in the text, or what looks like one. */
  holds(text: string): boolean {
    return this.#withoutSecrets(text) !== text
  }

  /**
   * Whether something that is a secret for certain stands in the text: a value that was given as one, or a key or token by its
   * shape. A word such as `Password:` alone is no sign of one: templates are full of references behind it.
   */
  exposes(text: string): boolean {
    const given = [...this.#values].some((value) => text.includes(value))
    return given || KEYS.some(([shape]) => text.search(shape) >= 0)
  }

  /** Every secret in a text that is one for certain: given as one and long enough to be no word, or recognised. In order. */
  find(text: string): readonly FoundSecret[] {
    const given = [...this.#given].flatMap((value) =>
      placesOf(text, value).map((at) => ({ at, end: at + value.length, kind: 'a secret of this run' })),
    )
    const recognised = secretShapes.flatMap(({ kind, shape }) =>
      [...text.matchAll(shape)].map(({ index: at, 0: found }) => ({ at, end: at + found.length, kind })),
    )
    const all = [...given, ...recognised].sort((a, b) => a.at - b.at || b.end - a.end)
    return all.filter(({ at }, index) => !all.slice(0, index).some(({ end }) => at < end)).map(({ at, kind }) => ({ at, kind }))
  }

  /** A copy of plain data in which every string, keys included, is redacted. */
  redactAll<T>(data: T): T {
    const redacted = (text: string) => this.redact(text)
    return withTexts(data, redacted, redacted) as T
  }

  #withoutSecrets(text: string): string {
    return SHAPES.reduce((rest, [shape, by]) => rest.replace(shape, by), this.#known(text))
  }

  #known(text: string): string {
    if (this.#values.size === 0) return text
    this.#pattern ??= new RegExp(
      [...this.#values]
        .sort((a, b) => b.length - a.length)
        .map(escaped)
        .join('|'),
      'g',
    )
    return text.replace(this.#pattern, '***')
  }
}

function placesOf(text: string, value: string): readonly number[] {
  const places: number[] = []
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) places.push(at)
  return places
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
