import type { StackEvent } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import type { Stream } from './events.ts'
import { settled } from './statuses.ts'

const STACK = 'AWS::CloudFormation::Stack'
const WITH_NEWS_MS = 10_000
const WITHOUT_NEWS_MS = 60_000
const MOST_NAMED = 3
// What was seen to begin just now runs for an unknown moment only.
const WORTH_NAMING_MS = 1000

/** How far an operation is, in one line from time to time. Moments are of the machine's clock: AWS's may differ. */
export class Progress {
  readonly #stack: string
  readonly #planned: ReadonlySet<string>
  readonly #done = new Set<string>()
  /** Since when, by path and logical id. */
  readonly #running = new Map<string, number>()
  #last: string | undefined
  #turned = false
  #goingBack = false
  #saidAt: number
  /** When the last event was seen. */
  newsAt: number

  constructor(stack: string, planned: Iterable<string>, now: number) {
    this.#stack = stack
    this.#planned = new Set(planned)
    this.#saidAt = now
    this.newsAt = now
  }

  note(event: StackEvent, { stackId, path }: Stream, now: number): void {
    this.newsAt = now
    const top = path.length === 1
    if (event.physicalId === stackId && event.type === STACK) {
      if (top) this.#turn(event.status)
      return
    }
    const name = [...path.slice(1), event.logicalId].join('/')
    this.#last = `${name} ${event.status}`
    if (settled(event.status)) {
      this.#running.delete(name)
      if (top && this.#planned.has(name)) this.#done.add(name)
      // What a nested stack is busy with tells more than that it is busy.
    } else if (event.type !== STACK && !this.#running.has(name)) this.#running.set(name, now)
  }

  /** A line where one is due: when the stack turned, every few seconds with news, every minute without. */
  line(now: number): string | undefined {
    const every = this.newsAt > this.#saidAt ? WITH_NEWS_MS : WITHOUT_NEWS_MS
    const due = this.#turned || now - this.#saidAt >= every
    const left = this.#goingBack || this.#done.size < this.#planned.size
    if (!due || !left) return undefined
    this.#turned = false
    this.#saidAt = now
    const count = this.#goingBack ? 'going back' : `${this.#done.size}/${this.#planned.size}`
    return [`${this.#stack}: ${count}`, ...(this.#last ? [`last: ${this.#last}`] : []), ...this.#longest(now)].join(', ')
  }

  #turn(status: string): void {
    this.#turned = true
    this.#goingBack = /ROLLBACK|^DELETE/.test(status)
  }

  #longest(now: number): readonly string[] {
    if (this.#running.size === 0) return []
    const longest = [...this.#running]
      .map(([name, since]) => ({ name, ms: now - since }))
      .filter(({ ms }) => ms >= WORTH_NAMING_MS)
      .sort((a, b) => b.ms - a.ms)
      .slice(0, MOST_NAMED)
      .map(({ name, ms }) => `${name} ${spoken(ms)}`)
    return [`running ${this.#running.size}`, ...(longest.length > 0 ? [`longest: ${longest.join(', ')}`] : [])]
  }
}
