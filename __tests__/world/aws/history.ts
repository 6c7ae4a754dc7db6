/** A value with its past, so that a stale read can be answered with what was true then. */
export class History<T> {
  #entries: { readonly at: number; readonly value: T }[] = []

  constructor(at: number, value: T) {
    this.#entries.push({ at, value })
  }

  get now(): T {
    return (this.#entries.at(-1) as { value: T }).value
  }

  set(at: number, value: T): void {
    this.#entries.push({ at, value })
  }

  /** What was true at that time; nothing if it did not exist yet. */
  asOf(at: number): T | undefined {
    return this.#entries.findLast((entry) => entry.at <= at)?.value
  }
}
