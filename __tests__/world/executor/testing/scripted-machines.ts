import type { JobEnd, JobOrder, RunningJob } from '../job.ts'

type Conclusion = JobEnd['conclusion']

/** What a job without a machine does. */
export interface Part {
  readonly conclusion?: Conclusion
  readonly outputs?: Readonly<Record<string, string>>
  /** It goes on until `finish`, or until it is cancelled. */
  readonly hold?: boolean
  /** It does not hear when it is cancelled. */
  readonly deaf?: boolean
}

/** Jobs without machines, for tests of what is around them. */
export class ScriptedMachines {
  /** What was ordered, the newest last. */
  readonly orders: JobOrder[] = []
  readonly #parts = new Map<string, Part>()
  readonly #finish = new Map<string, (part: Part) => void>()

  play(name: string, part: Part): void {
    this.#parts.set(name, part)
  }

  /** Ends a job that was held. */
  finish(name: string, part: Part = {}): void {
    const finish = this.#finish.get(name)
    if (!finish) throw new Error(`${name} does not run`)
    finish(part)
  }

  order(name: string): JobOrder {
    const found = this.orders.findLast((order) => order.name === name)
    if (!found) throw new Error(`${name} was never begun`)
    return found
  }

  readonly startJob = (order: JobOrder): RunningJob => {
    const part = this.#parts.get(order.name) ?? {}
    this.orders.push(order)
    const { promise, resolve } = Promise.withResolvers<JobEnd>()
    const end = ({ conclusion = 'success', outputs = {} }: Part): void => {
      this.#finish.delete(order.name)
      resolve({ conclusion, outputs, steps: [], annotations: [], summaries: [], log: '' })
    }
    const stop = (conclusion: Conclusion) => () => (part.deaf && conclusion !== 'lost' ? undefined : end({ conclusion }))
    this.#finish.set(order.name, end)
    if (!part.hold) end(part)
    return { done: promise, steps: () => [], cancel: stop('cancelled'), lose: stop('lost'), timeOut: stop('cancelled') }
  }
}
