/** How loud a line says that it is; `quiet` is every level below error. */
export type Level = 'quiet' | 'error' | 'fatal'

const WORDS: Readonly<Record<string, Level>> = {
  ...words('quiet', 'trace trce debug dbug verbose info information notice config fine finer finest warn warning log'),
  ...words('error', 'error err eror fail severe'),
  ...words('fatal', 'fatal critical crit panic emerg emergency alert'),
}

function words(level: Level, names: string): Record<string, Level> {
  return Object.fromEntries(names.split(' ').map((name) => [name, level]))
}

// Pino and bunyan count in tens: 50 is error, 60 is fatal. https://github.com/pinojs/pino/blob/main/docs/api.md#level-string
const NUMERIC_ERROR = 50
const NUMERIC_FATAL = 60

/** The level that a structured log gives as its field, whatever its case. */
export function levelNamed(value: unknown): Level | undefined {
  if (typeof value === 'number') return value >= NUMERIC_FATAL ? 'fatal' : value >= NUMERIC_ERROR ? 'error' : 'quiet'
  return typeof value === 'string' ? WORDS[value.trim().toLowerCase()] : undefined
}

/** Behind more words than these no logger writes its level. */
const HEAD = 400
const MOST_WORDS = 9

const FIELDS = /^\S+\t[^\t]{1,80}\t([a-z]{3,11})(?:\t|$)/i
const PAIR = /(?:^|[\s,{])(?:level|lvl|severity|log_level)=["']?([a-z]{3,11})\b/i
const KLOG = /^[EF]\d{4} \d\d:\d\d:\d\d\.\d/
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/**
 * The level that a line of text gives itself: a word where loggers put it, behind nothing but dates, ids, brackets and
 * a logger's name. A level's name further inside is prose, so an INFO line that speaks of an error stays quiet.
 */
export function levelOf(text: string): Level | undefined {
  const head = text.slice(0, HEAD)
  const field = FIELDS.exec(head)?.[1] ?? PAIR.exec(head)?.[1]
  const named = field && levelNamed(field)
  if (named) return named
  if (KLOG.test(head)) return head.startsWith('F') ? 'fatal' : 'error'
  const parts = head.trimStart().split(/\s+/, MOST_WORDS)
  for (const [at, part] of parts.entries()) {
    const level = levelWord(part)
    if (level) return level
    if (!introduces(part, at, parts[at + 1])) return undefined
  }
  return undefined
}

/** `ERROR`, `[error]`, `<Error>`, `[core:error]`, `error:` and `ERROR:name:…`; lower case only where marked so. */
function levelWord(part: string): Level | undefined {
  if (/^[A-Z]{3,11}$/.test(part)) return levelNamed(part)
  const marked = /^[[(<](?:\w+:)?([a-z]{3,11})[\])>]/i.exec(part)?.[1] ?? /^([a-z]{3,11})[:\]]/i.exec(part)?.[1]
  return marked === undefined ? undefined : levelNamed(marked)
}

/** Whether a word may stand before the level. */
const introduces = (part: string, at: number, next: string | undefined): boolean =>
  /^(?:[[(<]|[-|]+$|undefined$|[DIWEF],$)/.test(part) ||
  /^\d[\dTZ:.,+/-]*[:/.-][\dTZ:.,+/-]*\]?$/.test(part) ||
  (at > 0 && /^#?\d+\]?$/.test(part)) ||
  UUID.test(part) ||
  /^[-|]$/.test(next ?? '')
