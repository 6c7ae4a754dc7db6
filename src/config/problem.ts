import type { Code } from '../foundation/codes.ts'
import { clean, short } from '../foundation/markdown.ts'
import type { Mistake } from './tree.ts'

/** A mistake as a person meets it; an annotation is made of message, line and column. */
export interface Problem {
  readonly code: Code
  /** What is wrong, what was expected, the nearest known word. */
  readonly message: string
  /** Both count from 1; a column is a character, not a byte. */
  readonly line: number
  readonly column: number
  /** The line of the file with a caret under the spot. */
  readonly excerpt: string
}

/** Keys and values of the file stand in messages, and those can be of any length. */
const LONGEST_MESSAGE = 1000
/** How much of a line is shown on both sides of the spot. */
const AROUND = 60

/** Mistakes with their places, in the order of the file; the same mistake seen in several environments counts once. */
export function problemsOf(text: string, mistakes: readonly Mistake[]): readonly Problem[] {
  const unique = new Map(mistakes.map((mistake) => [`${mistake.span.at} ${mistake.message}`, mistake]))
  const starts = lineStarts(text)
  return [...unique.values()].sort((a, b) => a.span.at - b.span.at).map((mistake) => problemOf(text, starts, mistake))
}

/** All problems as the text of one failure. */
export const listed = (path: string, problems: readonly Problem[]): string =>
  [
    `${path} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:`,
    ...problems.map(({ message, line, column, excerpt }) => `\n${path}:${line}:${column}: ${message}\n${excerpt}`),
  ].join('\n')

function lineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function problemOf(text: string, starts: readonly number[], { code, span, message }: Mistake): Problem {
  let index = starts.findLastIndex((start) => start <= span.at)
  // What ends with the file stands behind its last line: point at that line's end.
  if (index > 0 && span.at >= text.length && starts[index] === text.length) index--
  const start = starts[index] ?? 0
  const line = text.slice(start, starts[index + 1] ?? text.length).replace(/[\r\n]+$/, '')
  const at = Math.min(span.at - start, line.length)
  const end = Math.max(at + 1, Math.min(span.end - start, line.length))
  const said = short(clean(message).replace(/\s+/g, ' '), LONGEST_MESSAGE)
  return {
    code,
    message: said,
    line: index + 1,
    column: [...line.slice(0, at)].length + 1,
    excerpt: excerpt(line, index + 1, at, end),
  }
}

function excerpt(line: string, number: number, at: number, end: number): string {
  const from = at > AROUND ? at - AROUND : 0
  const to = Math.min(line.length, Math.max(end, at + AROUND))
  const before = `${from > 0 ? '…' : ''}${clean(line.slice(from, at))}`
  const spot = clean(line.slice(at, Math.min(end, at + AROUND)))
  const shown = `${before}${spot}${clean(line.slice(Math.min(end, at + AROUND), to))}${to < line.length ? '…' : ''}`
  const gutter = String(number)
  const caret = '^'.repeat(Math.max(1, blank(spot.trimEnd()).length))
  return `  ${gutter} | ${shown}\n  ${' '.repeat(gutter.length)} | ${blank(before)}${caret}`
}

const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/gu

/** White space as wide as the text: wide characters take two cells, combining ones none, tabs stay tabs. */
const blank = (text: string): string => text.replace(/\p{M}/gu, '').replace(WIDE, '  ').replace(/[^\t]/gu, ' ')
