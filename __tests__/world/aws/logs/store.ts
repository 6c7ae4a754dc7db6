/** An event to be put in; times are milliseconds. */
export interface LogInput {
  readonly message: string
  /** When it happened; now, if left out. */
  readonly timestamp?: number
  /** From when on readers see it; at once, if left out. */
  readonly visibleFrom?: number
}

export interface LogEvent {
  readonly id: string
  readonly sequence: number
  readonly stream: string
  readonly timestamp: number
  readonly ingestedAt: number
  readonly message: string
}

/** How reading a group behaves. */
export interface GroupScript {
  /** Events on a page at most. */
  readonly pageSize?: number
  /** Pages without events, but with a token, before each page. */
  readonly emptyPages?: number
}

export interface LogGroup {
  readonly name: string
  readonly createdAt: number
  readonly events: LogEvent[]
  script: GroupScript
}

/** The log groups of a world. */
export class Logs {
  readonly groups = new Map<string, LogGroup>()
  readonly #now: () => number
  #sequence = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** The group of that name, made if it is not there. */
  group(name: string): LogGroup {
    const found = this.groups.get(name)
    if (found) return found
    const group: LogGroup = { name, createdAt: this.#now(), events: [], script: {} }
    this.groups.set(name, group)
    return group
  }

  put(groupName: string, stream: string, inputs: readonly LogInput[]): void {
    const { events } = this.group(groupName)
    for (const { message, timestamp = this.#now(), visibleFrom = this.#now() } of inputs) {
      this.#sequence += 1
      const id = `3${String(timestamp).padStart(20, '0')}${String(this.#sequence).padStart(35, '0')}`
      events.push({ id, sequence: this.#sequence, stream, timestamp, ingestedAt: visibleFrom, message })
    }
  }

  /** Sets how a group is read. */
  script(groupName: string, script: GroupScript): void {
    this.group(groupName).script = script
  }

  delete(groupName: string): void {
    this.groups.delete(groupName)
  }
}
