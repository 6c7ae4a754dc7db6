/** The texts that a job's log must not show. */
export interface Masks {
  /** A text of several lines is masked as a whole and line by line. */
  add(secret: string): void
  /** A text as it may be shown. */
  over(text: string): string
}

const MASK = '***'
/** Only longer texts are also looked for without the quotes around them. */
const SHORT_QUOTED = 8

/**
 * The masks of a runner, which also know what a secret becomes in other forms.
 * https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
export function masksOf(secrets: readonly string[]): Masks {
  const hidden = new Set<string>()
  const add = (secret: string): void => {
    if (secret.trim() === '') return
    const lines = secret.split(/[\r\n]/).map((line) => line.trim())
    for (const text of [secret, ...lines].filter((each) => each !== '')) for (const form of formsOf(text)) hidden.add(form)
  }
  secrets.forEach(add)
  return { add, over: (text) => covered(text, rangesOf(text, hidden)) }
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].filter((shift) => bytes.length > shift).map((shift) => bytes.subarray(shift).toString('base64'))
  const bare = secret.length > SHORT_QUOTED && /^".*"$/s.test(secret) ? [secret.slice(1, -1)] : []
  const uri = encodeURIComponent(secret).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return [secret, ...shifted, secret.replaceAll("'", "''"), JSON.stringify(secret).slice(1, -1), uri, xml(secret), ...bare]
}

function xml(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }
  return text.replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)
}

type Range = readonly [start: number, end: number]

function rangesOf(text: string, hidden: ReadonlySet<string>): readonly Range[] {
  const found: Range[] = []
  for (const secret of hidden) {
    for (let at = text.indexOf(secret); at !== -1; at = text.indexOf(secret, at + 1)) found.push([at, at + secret.length])
  }
  return found.sort(([one], [other]) => one - other)
}

// Ranges that touch become one mask.
function covered(text: string, ranges: readonly Range[]): string {
  let shown = ''
  let end = 0
  for (const [start, stop] of ranges) {
    if (start > end || (start === 0 && end === 0)) shown += text.slice(end, start) + MASK
    end = Math.max(end, stop)
  }
  return shown + text.slice(end)
}
