import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Secrets } from '../foundation/redact.ts'
import { printable } from './runner.ts'
import { Lines, safe, type TakeLine } from './tool-lines.ts'

/** Of what a tool prints its log keeps so much of the beginning and so much of the end; a build says a few megabytes at most. */
const HEAD_CHARS = 4_000_000
const END_CHARS = 500_000
const STDOUT_BYTES = 1_048_576
/** The job's own log is for people. */
const SHOWN_LINES = 500
const TAIL_LINES = 20
const TAIL_CHARS = 400

const KEY_HINT = 'PRIVATE KEY-----'
const KEY_BEGINS = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
const KEY_ENDS = /-----END [A-Z ]*PRIVATE KEY-----/
/** A line that has no word in it, or is a package manager's advice, is no help to who reads the last ones. */
const USELESS = /^[^\p{L}\p{N}]*$|^npm notice\b/u

interface Kept {
  readonly text: string
  readonly cut: boolean
  /** From 0. */
  readonly number: number
}

/** What a tool prints: kept in its log, shown, and the end of it remembered. Never more than some megabytes are held. */
export class Output {
  bytes = 0
  readonly #file: number
  readonly #secrets: Secrets
  readonly #show: (line: string) => void
  readonly #take: TakeLine = (text, cut) => this.#line(text, cut)
  readonly #streams = { o: new Lines(this.#take), e: new Lines(this.#take) }
  readonly #stdout: Buffer[] = []
  #stdoutRoom = STDOUT_BYTES
  #headRoom = HEAD_CHARS
  #count = 0
  #logged = 0
  #inKey = false
  #broken = false
  #end: Kept[] = []
  #endChars = 0

  constructor(log: string, secrets: Secrets, show: (line: string) => void) {
    mkdirSync(dirname(log), { recursive: true })
    this.#file = openSync(log, 'w', 0o600)
    this.#secrets = secrets
    this.#show = show
  }

  read(stream: 'o' | 'e', bytes: Buffer): void {
    this.bytes += bytes.length
    if (stream === 'o' && this.#stdoutRoom > 0) {
      // A copy: the piece itself would keep the whole chunk that it was cut from.
      this.#stdout.push(Buffer.from(bytes.subarray(0, this.#stdoutRoom)))
      this.#stdoutRoom -= bytes.length
    }
    this.#streams[stream].read(bytes)
  }

  get stdout(): string {
    return Buffer.concat(this.#stdout).toString('utf8')
  }

  /** The last line that says something. */
  get last(): string {
    return this.#useful(1)[0] ?? ''
  }

  /** The last useful lines; known once it is closed. */
  get tail(): readonly string[] {
    return this.#useful(TAIL_LINES)
  }

  close(): void {
    this.#streams.o.end()
    this.#streams.e.end()
    const left = this.#end.filter(({ number }) => number >= this.#logged)
    const lost = this.#count - this.#logged - left.length
    if (lost > 0) this.#write(`… ${lost} lines are left out here …\n`)
    this.#write(left.map((line) => `${this.#safe(line)}\n`).join(''))
    closeSync(this.#file)
  }

  // There may be millions of them: what is not needed is not done.
  #line(given: string, cut: boolean): void {
    const line = { text: this.#withoutKey(given), cut, number: this.#count }
    this.#count += 1
    this.#remember(line)
    if (line.number === SHOWN_LINES) this.#show('… the rest stands in the log of the tool')
    if (this.#headRoom <= 0 && line.number >= SHOWN_LINES) return
    const text = this.#safe(line)
    if (line.number < SHOWN_LINES) this.#show(text)
    if (this.#headRoom <= 0) return
    this.#write(`${text}\n`)
    this.#headRoom -= text.length + 1
    this.#logged += 1
  }

  /** A full disk is no reason to lose the run. */
  #write(text: string): void {
    if (this.#broken) return
    try {
      writeSync(this.#file, text)
    } catch (thrown) {
      this.#broken = true
      this.#show(`its log cannot be kept: ${(thrown as Error).message}`)
    }
  }

  /** A private key has many lines, and only its first looks like one. */
  #withoutKey(text: string): string {
    if (!this.#inKey && !text.includes(KEY_HINT)) return text
    const begins = KEY_BEGINS.test(text)
    const hidden = this.#inKey || begins
    this.#inKey = hidden && !KEY_ENDS.test(text)
    if (!hidden) return text
    return begins ? text.replace(/-----BEGIN .*$/, '***') : '***'
  }

  #remember(line: Kept): void {
    this.#end.push(line)
    this.#endChars += line.text.length + 1
    if (this.#endChars < 2 * END_CHARS) return
    let from = this.#end.length
    for (let chars = 0; from > 0 && chars < END_CHARS; from -= 1) chars += (this.#end[from - 1]?.text.length ?? 0) + 1
    this.#end = this.#end.slice(from)
    this.#endChars = this.#end.reduce((sum, { text }) => sum + text.length + 1, 0)
  }

  #useful(most: number): readonly string[] {
    const found: string[] = []
    for (let at = this.#end.length - 1; at >= 0 && found.length < most; at -= 1) {
      const kept = this.#end[at]
      const text = kept && this.#safe(kept).trimEnd()
      if (text && !USELESS.test(text) && text !== found[0]) found.unshift(text.slice(0, TAIL_CHARS))
    }
    return found
  }

  #safe({ text: whole, cut }: Kept): string {
    return safe(whole, cut, (text) => printable(stripVTControlCharacters(text), this.#secrets).replaceAll('\n', ' '))
  }
}
