import { clean, plain, short } from '../foundation/markdown.ts'

const LONGEST_WORDS = 500

/** One line of outside text as Markdown in which nothing acts, cut where it is too long. */
export const words = (text: string, length = LONGEST_WORDS): string => plain(short(text, length))

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
