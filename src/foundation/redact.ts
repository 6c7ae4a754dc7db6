// Shorter values would black out ordinary words; the runner's own masking still covers them in the log.
const SHORTEST_SECRET = 4

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

/** The secrets that this run knows, and the only way in which text from outside is made fit to be written. */
export class Secrets {
  #values = new Map<string, string>()
  #pattern: RegExp | undefined

  /** Remembers a value, line by line, in the forms in which it may turn up. Returns the lines that were taken. */
  add(value: string, replacement = '***'): readonly string[] {
    const lines = [value, ...value.split(/\r?\n/)].map((line) => line.trim()).filter((line) => line.length >= SHORTEST_SECRET)
    for (const line of lines) for (const form of formsOf(line)) if (!this.#values.has(form)) this.#values.set(form, replacement)
    this.#pattern = undefined
    return [...new Set(lines)]
  }

  /** The text with known secrets and things that look like secrets replaced. */
  redact(text: string): string {
    return SHAPES.reduce((rest, [shape, by]) => rest.replace(shape, by), this.#known(text))
  }

  /** Whether redaction would change the text. */
  holds(text: string): boolean {
    return this.redact(text) !== text
  }

  /**
   * Whether something that is a secret for certain stands in the text: a value that was given as one, or a key or token by its
   * shape. A word such as `Password:` alone is no sign of one: templates are full of references behind it.
   */
  exposes(text: string): boolean {
    const given = [...this.#values].some(([value, by]) => by === '***' && text.includes(value))
    return given || KEYS.some(([shape]) => text.search(shape) >= 0)
  }

  /** A copy of plain data in which every string, keys included, is redacted. */
  redactAll<T>(data: T): T {
    return walk(data, (text) => this.redact(text)) as T
  }

  #known(text: string): string {
    if (this.#values.size === 0) return text
    this.#pattern ??= new RegExp(
      [...this.#values.keys()]
        .sort((a, b) => b.length - a.length)
        .map(escaped)
        .join('|'),
      'g',
    )
    return text.replace(this.#pattern, (match) => this.#values.get(match) ?? '***')
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

function walk(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === 'string') return change(data)
  if (Array.isArray(data)) return data.map((item) => walk(item, change))
  if (data === null || typeof data !== 'object') return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [change(key), walk(value, change)]))
}

/** As it is, in JSON once and twice, in an address and a form, in HTML, in hexadecimal, and in both alphabets of base64. */
function formsOf(value: string): readonly string[] {
  const html = value.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
  const named = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  const json = inJson(value)
  const form = new URLSearchParams([['', value]]).toString().slice(1)
  const hex = Buffer.from(value).toString('hex')
  const base64 = [0, 1, 2].map((shift) => alignedBase64(value, shift)).filter((text) => text.length >= 8)
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  const encoded = [encodeURIComponent(value), form, html, named, hex, hex.toUpperCase(), ...base64, ...base64url]
  return [...new Set([value, json, inJson(json), ...encoded])]
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

function alignedBase64(value: string, shift: number): string {
  const encoded = Buffer.from('\0'.repeat(shift) + value)
    .toString('base64')
    .replace(/=+$/, '')
  // The characters that mix with what stands before or behind the value are left out.
  return encoded.slice(shift === 0 ? 0 : shift + 1, -1)
}
