import type { World } from '../world.ts'
import type { ErrorShape } from './runtime.ts'
import type { Ending } from './sandbox.ts'

interface Run {
  readonly key: string
  readonly memory: number
  readonly requestId: string
}

/**
 * Writes the log of one invocation, line by line as Lambda writes it; each call is one event, with newlines inside it as `\r`.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export class Journal {
  readonly requestId: string
  readonly #world: World
  readonly #group: string
  readonly #stream: string
  readonly #memory: number
  readonly #born = performance.now()
  #started = performance.now()
  #init: string | undefined

  constructor(world: World, group: string, { key, memory, requestId }: Run) {
    this.#world = world
    this.#group = group
    this.#memory = memory
    this.requestId = requestId
    const day = world.clock.now().toISOString().slice(0, 10).replaceAll('-', '/')
    this.#stream = `${day}/[$LATEST]${key.slice(0, 32)}`
  }

  initStart(runtime: string): void {
    const digits = runtime.replace(/\D/g, '')
    this.#write(
      `INIT_START Runtime Version: nodejs:${digits}.v1\tRuntime Version ARN: arn:aws:lambda:${this.#world.region}::runtime:${'0'.repeat(64)}`,
    )
    this.#init = ''
  }

  /** A line that was written while the code was loaded: there is no request yet. */
  early(level: string, text: string): void {
    this.#write(`${this.#now()}\tundefined\t${level}\t${text}`)
  }

  start(): void {
    if (this.#init !== undefined) this.#init = `\tInit Duration: ${(performance.now() - this.#born).toFixed(2)} ms`
    this.#started = performance.now()
    this.#write(`START RequestId: ${this.requestId} Version: $LATEST`)
  }

  line(level: string, text: string): void {
    this.#write(`${this.#now()}\t${this.requestId}\t${level}\t${text}`)
  }

  /** Loading failed: Lambda tries once more as part of the invocation, and says both. */
  initFailed(ending: Ending): Ending {
    const type = ending.kind === 'init-error' ? ending.error.errorType : 'Runtime.ExitError'
    const failed = ending.kind === 'timeout' ? 'timeout' : `error\tError Type: ${type}`
    const took = (performance.now() - this.#born).toFixed(2)
    for (const phase of ['init', 'invoke']) {
      if (ending.kind === 'init-error')
        this.#write(`${this.#now()}\tundefined\tERROR\tUncaught Exception \t${JSON.stringify(ending.error)}`)
      this.#write(`INIT_REPORT Init Duration: ${took} ms\tPhase: ${phase}\tStatus: ${failed}`)
    }
    this.#init = undefined
    this.start()
    this.#close(`\tStatus: ${failed}`)
    return ending
  }

  end(ending: Ending, limitMs: number): void {
    if (ending.kind === 'error') this.line('ERROR', `${ending.label} \t${JSON.stringify(shown(ending))}`)
    if (ending.kind === 'exit') {
      this.#write(
        `RequestId: ${this.requestId} Error: Runtime exited with error: exit status ${ending.status ?? 1}\nRuntime.ExitError`,
      )
    }
    if (ending.kind === 'timeout') {
      const seconds = (limitMs / 1000).toFixed(2)
      this.#write(`${this.#now()} ${this.requestId} Task timed out after ${seconds} seconds`)
    }
    const status =
      { timeout: '\tStatus: timeout', exit: '\tStatus: error\tError Type: Runtime.ExitError' }[ending.kind as string] ?? ''
    this.#close(status)
  }

  #close(status: string): void {
    const took = performance.now() - this.#started
    const parts = [
      `Duration: ${took.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(took)} ms`,
      `Memory Size: ${this.#memory} MB`,
      'Max Memory Used: 70 MB',
    ]
    this.#write(`END RequestId: ${this.requestId}`)
    this.#write(`REPORT RequestId: ${this.requestId}\t${parts.join('\t')}${this.#init ?? ''}${status}`)
  }

  #now(): string {
    return this.#world.clock.now().toISOString()
  }

  #write(text: string): void {
    this.#world.logs.put(this.#group, this.#stream, [{ message: `${text.replaceAll('\n', '\r')}\n` }])
  }
}

/** Outside the invocation's own promise, Lambda gives a rejection a type of its own. */
function shown({ label, error }: { readonly label: string; readonly error: ErrorShape }): object {
  if (label !== 'Unhandled Promise Rejection') return error
  const { errorType, errorMessage, stack } = error
  const message = `${errorType}: ${errorMessage}`
  return { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: message, reason: error, promise: {}, stack }
}
