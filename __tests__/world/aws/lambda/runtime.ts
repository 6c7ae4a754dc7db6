/**
 * Runs one function's handler in a process of its own, as Lambda's runtime does, and tells the parent what it logs and answers. It is
 * started with nothing in its environment but what a function has.
 */
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'

interface Invoke {
  readonly requestId: string
  readonly event: unknown
  readonly deadline: number
  readonly arn: string
}

type Handler = (event: unknown, context: unknown, callback: (error: unknown, result?: unknown) => void) => unknown

/** What the parent is told. */
export type Told =
  | { readonly kind: 'log'; readonly level: string; readonly text: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-error'; readonly error: ErrorShape }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly label: string; readonly error: ErrorShape }

export interface ErrorShape {
  readonly errorType: string
  readonly errorMessage: string
  readonly stack: readonly string[]
}

const tell = (told: Told): void => void process.send?.(told)

for (const level of ['log', 'info', 'debug', 'warn', 'error', 'trace'] as const) {
  const shown = level === 'log' ? 'INFO' : level.toUpperCase()
  console[level] = (...args: unknown[]) => tell({ kind: 'log', level: shown, text: format(...args) })
}

function shape(error: unknown): ErrorShape {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), stack: [] }
  return { errorType: error.name, errorMessage: error.message, stack: (error.stack ?? '').split('\n') }
}

/** The names that Lambda gives to what can go wrong while a function's code is loaded. */
function loadError(error: unknown): ErrorShape {
  const plain = shape(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (error instanceof SyntaxError) return { ...plain, errorType: 'Runtime.UserCodeSyntaxError', errorMessage: String(error) }
  if (code.endsWith('MODULE_NOT_FOUND')) return { ...plain, errorType: 'Runtime.ImportModuleError', errorMessage: String(error) }
  return plain
}

async function load(file: string, name: string): Promise<Handler> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown> & {
    readonly default?: Record<string, unknown>
  }
  const found = module[name] ?? module.default?.[name]
  if (typeof found === 'function') return found as Handler
  const missing = new Error(`index.${name} is undefined or not exported`)
  missing.name = 'Runtime.HandlerNotFound'
  throw missing
}

function run(handler: Handler, { requestId, event, deadline, arn }: Invoke): Promise<unknown> {
  const context = {
    awsRequestId: requestId,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  return new Promise((resolve, reject) => {
    const done = (error: unknown, result?: unknown): void => (error ? reject(error) : resolve(result))
    const returned = handler(event, context, done)
    if (returned instanceof Promise || handler.length < 3) resolve(returned)
  })
}

const crash = (label: string) => (error: unknown) => tell({ kind: 'error', label, error: shape(error) })
process.on('disconnect', () => process.exit())

const [file = '', name = 'handler'] = process.argv.slice(2)
try {
  const handler = await load(file, name)
  process.on('uncaughtException', crash('Uncaught Exception'))
  process.on('unhandledRejection', crash('Unhandled Promise Rejection'))
  process.on('message', (invoke: Invoke) => {
    Promise.resolve()
      .then(() => run(handler, invoke))
      .then(
        (result) => tell({ kind: 'result', result }),
        (error: unknown) => tell({ kind: 'error', label: 'Invoke Error', error: shape(error) }),
      )
  })
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'init-error', error: loadError(error) })
}
