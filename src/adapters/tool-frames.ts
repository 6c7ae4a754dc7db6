const LINE_END = 10

/** Takes the frames of the supervisor out of its standard output, however that is cut into chunks. */
export class Frames {
  #rest = Buffer.alloc(0)
  readonly #take: (kind: string, body: Buffer) => void

  constructor(take: (kind: string, body: Buffer) => void) {
    this.#take = take
  }

  read(chunk: Buffer): void {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    for (;;) {
      const head = rest.indexOf(LINE_END)
      if (head < 0) break
      const end = head + 1 + Number(rest.toString('latin1', 1, head))
      if (rest.length <= end) break
      this.#take(rest.toString('latin1', 0, 1), rest.subarray(head + 1, end))
      rest = rest.subarray(end + 1)
    }
    this.#rest = Buffer.from(rest)
  }
}
