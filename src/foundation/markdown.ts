// Everything that comes from outside goes through these before it stands in a summary or an issue.

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: an ANSI sequence begins with the escape character
const ANSI = /\u001b\[[0-9;?]*[ -/]*[@-~]/g

/** Text without terminal sequences, control characters and direction marks. Tabs and line ends stay. */
export const clean = (text: string): string => text.replace(ANSI, '').replace(/\r\n?/g, '\n').replace(CONTROL, '')

/** At most `length` characters, with a word on what was left out; never half of a surrogate pair. */
export function short(text: string, length: number): string {
  if (text.length <= length) return text
  const kept = text.slice(0, length).replace(/[\ud800-\udbff]$/, '')
  return `${kept}… (${text.length - kept.length} more characters)`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '@': '&#64;&#8203;',
  '#': '&#35;&#8203;',
  '|': '&#124;',
  ':': '&#58;',
}

/**
 * One line of outside text that Markdown, HTML, mentions, references and bare links cannot act in. GitHub looks for mentions
 * and references in the rendered text, where a character entity is a character again, so a space of no width stands behind
 * them. https://github.com/github/cmark-gfm/issues/181
 */
export const plain = (text: string): string =>
  clean(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[&<>@#|]|:(?=\/\/)/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\\`*_{}[\]()!~$]/g, '\\$&')
    .replace(/\bwww\./gi, (match) => `${match.slice(0, 3)}&#46;`)
    .replace(/\bGH-(?=\d)/gi, (match) => `${match.slice(0, 2)}&#8203;-`)

/** Outside text as a code span; safe in a table cell too. */
export function code(text: string): string {
  const line = clean(text).replace(/\s+/g, ' ').trim().replaceAll('|', '\\|')
  if (line === '') return '` `'
  const fence = '`'.repeat(longestRun(line) + 1)
  const edge = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${edge}${line}${edge}${fence}`
}

/** Outside text as a fenced block, whatever fences it holds itself. */
export function block(text: string, language = 'text'): string {
  const body = clean(text)
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return `${fence}${language}\n${body}\n${fence}`
}

/** A Markdown table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
