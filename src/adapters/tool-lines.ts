import { StringDecoder } from 'node:string_decoder'

/** A longer line is cut. What stands before the cut is redacted with this much more of it, and that much is taken off again. */
const LONGEST_LINE = 16_384
const MARGIN = 16_384

/** Takes a line, and whether its end was left out. */
export type TakeLine = (text: string, cut: boolean) => void

/** Cuts a stream of bytes into lines; what a terminal would write over itself is a line as well. Holds one line at most. */
export class Lines {
  readonly #decoder = new StringDecoder('utf8')
  readonly #take: TakeLine
  #held = ''
  #cut = false
  #returned = false

  constructor(take: TakeLine) {
    this.#take = take
  }

  read(bytes: Buffer): void {
    const text = this.#decoder.write(bytes)
    if (text === '') return
    // The other half of a line end that was cut in two.
    const rest = this.#returned && text.startsWith('\n') ? text.slice(1) : text
    this.#returned = text.endsWith('\r')
    const [first = '', ...others] = rest.split(/\r\n|\n|\r/)
    this.#hold(first)
    for (const other of others) {
      this.#release()
      this.#hold(other)
    }
  }

  end(): void {
    this.#hold(this.#decoder.end())
    if (this.#held !== '') this.#release()
  }

  #hold(text: string): void {
    const room = LONGEST_LINE + MARGIN - this.#held.length
    if (text.length > room) this.#cut = true
    if (room > 0) this.#held += text.slice(0, room)
  }

  #release(): void {
    this.#take(this.#held, this.#cut)
    this.#held = ''
    this.#cut = false
  }
}

/** The line as it may be read: what makes it safe sees more of it than is kept, so no half of a secret is left at the cut. */
export function safe(text: string, cut: boolean, printable: (text: string) => string): string {
  const whole = printable(text)
  return cut ? `${whole.slice(0, Math.max(0, whole.length - MARGIN))}… (the rest of this line is left out)` : whole
}
