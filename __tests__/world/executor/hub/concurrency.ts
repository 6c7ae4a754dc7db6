/** How one joins a group. https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency */
export interface Group {
  readonly name: string
  readonly queue: 'single' | 'max'
  readonly cancelInProgress: boolean
}

/** A run or a job that wants to be the only one of its group. */
export interface Member {
  /** It is told that a newer one takes its place while it runs. */
  giveWay(group: string): void
}

/** `superseded` where a newer one waits in its place, `gone` where it left by itself, `full` where no more may wait. */
export type Entry = 'in' | 'superseded' | 'gone' | 'full'

interface Waiting {
  readonly member: Member
  readonly settle: (entry: Entry) => void
}

/** https://docs.github.com/en/actions/reference/limits */
const MOST_WAITING = 100

/** The concurrency groups of one repository. */
export class Lines {
  readonly #inside = new Map<string, Member>()
  readonly #waiting = new Map<string, Waiting[]>()

  /** Waits until the group is free. */
  async enter({ name, queue, cancelInProgress }: Group, member: Member): Promise<Entry> {
    const key = name.toLowerCase()
    const inside = this.#inside.get(key)
    const line = this.#waiting.get(key) ?? []
    this.#waiting.set(key, line)
    if (!inside) {
      this.#inside.set(key, member)
      return 'in'
    }
    // The older one keeps its place until it has ended: https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
    if (queue === 'single') for (const older of line.splice(0)) older.settle('superseded')
    if (line.length >= MOST_WAITING) return 'full'
    const entry = new Promise<Entry>((settle) => line.push({ member, settle }))
    if (cancelInProgress) inside.giveWay(name)
    return entry
  }

  /** Gives the place, or the place in the line, back. */
  leave(name: string, member: Member): void {
    const key = name.toLowerCase()
    const line = this.#waiting.get(key) ?? []
    const at = line.findIndex((waiting) => waiting.member === member)
    if (at >= 0) line.splice(at, 1)[0]?.settle('gone')
    if (this.#inside.get(key) !== member) return
    const next = line.shift()
    if (next) this.#inside.set(key, next.member)
    else this.#inside.delete(key)
    next?.settle('in')
  }

  /** How many wait in a group. */
  waiting(name: string): number {
    return this.#waiting.get(name.toLowerCase())?.length ?? 0
  }
}
