import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ErrorShape, Told } from './runtime.ts'

const RUNTIME = fileURLToPath(new URL('./runtime.js', import.meta.url))

/** What a sandbox is made for: one function with one code. */
export interface Code {
  readonly text: string
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
}

/** How a start or an invocation ended. */
export type Ending =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly label: string; readonly error: ErrorShape }
  | { readonly kind: 'init-error'; readonly error: ErrorShape }
  | { readonly kind: 'exit'; readonly status: number | null }
  | { readonly kind: 'timeout' }

/** A process that runs one function's code; it is used again until it breaks. */
export class Sandbox {
  readonly #folder: string
  readonly #child: ChildProcess
  #told: (told: Told) => void = () => undefined
  #exited: (status: number | null) => void = () => undefined
  #alive = true

  constructor({ text, handler, environment }: Code) {
    this.#folder = mkdtempSync(join(tmpdir(), 'function-'))
    const file = join(this.#folder, 'index.js')
    writeFileSync(file, text)
    this.#child = fork(RUNTIME, [file, handler.split('.')[1] ?? 'handler'], {
      cwd: this.#folder,
      env: { ...environment, TZ: ':UTC', LAMBDA_TASK_ROOT: this.#folder, NODE_NO_WARNINGS: '1' },
      execArgv: [],
      serialization: 'json',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child.on('message', (told: Told) => this.#told(told))
    this.#child.on('exit', (status) => {
      this.#alive = false
      rmSync(this.#folder, { recursive: true, force: true })
      this.#exited(status)
    })
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Waits until the code is loaded, or could not be. */
  start(log: (level: string, text: string) => void, limitMs: number): Promise<Ending> {
    return this.#until(log, limitMs)
  }

  invoke(message: object, log: (level: string, text: string) => void, limitMs: number): Promise<Ending> {
    const ending = this.#until(log, limitMs)
    this.#child.send(message)
    return ending
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }

  /** Handlers run in real time whatever the world's clock says, so their limit is real too. */
  #until(log: (level: string, text: string) => void, limitMs: number): Promise<Ending> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => end({ kind: 'timeout' }), limitMs)
      const end = (ending: Ending): void => {
        clearTimeout(timer)
        if (ending.kind !== 'ready' && ending.kind !== 'result') this.kill()
        resolve(ending)
      }
      this.#told = (told) => (told.kind === 'log' ? log(told.level, told.text) : end(told))
      this.#exited = (status) => end({ kind: 'exit', status })
    })
  }
}
