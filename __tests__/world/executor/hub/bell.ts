/** Rings whenever something changed, so that whoever waits looks again. */
export class Bell {
  readonly #waiting = new Set<() => void>()

  ring(): void {
    for (const look of [...this.#waiting]) look()
  }

  /** Waits until something is so; a look that throws ends the wait. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          if (!holds()) return
          resolve()
        } catch (error) {
          reject(error)
        }
        this.#waiting.delete(look)
      }
      this.#waiting.add(look)
      look()
    })
  }
}
