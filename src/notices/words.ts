import { clean, plain, short } from '../foundation/markdown.ts'

const ZERO_WIDTH_SPACE = '&#8203;'
const LONGEST_WORDS = 500

/**
 * One line of outside text as Markdown in which nothing acts. GitHub looks for mentions and references in the rendered
 * text, where a character entity is a character again, so only a space of no width behind them keeps them from acting.
 * https://github.com/github/cmark-gfm/issues/181
 */
export const words = (text: string, length = LONGEST_WORDS): string =>
  plain(short(text, length))
    .replaceAll('&#64;', `&#64;${ZERO_WIDTH_SPACE}`)
    .replaceAll('&#35;', `&#35;${ZERO_WIDTH_SPACE}`)
    .replace(/\bGH-(?=\d)/gi, (match) => `${match.slice(0, 2)}${ZERO_WIDTH_SPACE}-`)

/** Names in a row, at most `most` of them. */
export function row(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => words(name, 128))
  return names.length > most ? `${shown.join(', ')} and ${names.length - most} more` : shown.join(', ')
}

/** A text as one argument of a POSIX shell, safe to be pasted. */
export function quoted(text: string): string {
  const line = clean(text).replace(/\s+/g, ' ')
  return /^[A-Za-z0-9_./:@%+=,][\w./:@%+=,-]*$/.test(line) ? line : `'${line.replaceAll("'", "'\\''")}'`
}

/** A link, where the address is an ordinary one; else only its words, which are Markdown already. */
export const link = (label: string, address: string): string =>
  /^https?:\/\/[\w.:-]+(\/[\w./%#?=&~+-]*)?$/.test(address) ? `[${label}](${address})` : label
