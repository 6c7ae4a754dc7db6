import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { type Held, scenarios } from './list.ts'

const QUOTES = ["'", '"', '`']

/** Titles that the source of their file does not have. */
const missing = ({ file, titles }: Held, source: string): readonly string[] =>
  titles
    .filter((title) => !QUOTES.some((quote) => source.includes(`${quote}${title}${quote}`)))
    .map((title) => `${file}: ${title}`)

const rows = Object.values(scenarios).flat()
const all = rows.flatMap(({ held }) => held)

describe('the list of scenarios', () => {
  it('names tests that are there', () => {
    expect(all.flatMap((held) => missing(held, readFileSync(held.file, 'utf8')))).toEqual([])
  })

  it('would tell of one that is not', () => {
    const held = { file: 'a.test.ts', titles: ['is there', 'is gone'] }
    expect(missing(held, "it('is there', async () => undefined)")).toEqual(['a.test.ts: is gone'])
  })

  it('names something for every circumstance, and each circumstance once', () => {
    expect(rows.filter(({ held }) => held.flatMap(({ titles }) => titles).length === 0)).toEqual([])
    expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length)
  })
})
