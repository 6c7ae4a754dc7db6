import type { Clock } from '../ports/index.ts'

/** Runs a call with a signal that also aborts after `ms`, so that one unanswered request cannot hold a run. */
export async function within<T>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const over = new AbortController()
  const done = new AbortController()
  const timer = clock.sleep(ms, AbortSignal.any([signal, done.signal])).then(
    () => over.abort(new Error(`no answer within ${ms / 1000} s`)),
    () => undefined,
  )
  try {
    return await call(AbortSignal.any([signal, over.signal]))
  } catch (thrown) {
    signal.throwIfAborted()
    throw over.signal.aborted ? over.signal.reason : thrown
  } finally {
    done.abort()
    await timer
  }
}
