import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { retry } from '../foundation/retry.ts'
import type { HookContext } from './hook.ts'

/** How long a call is tried again that fails for a reason that passes. */
const CALL_LIMIT_MS = 90_000
const POLL_MS = 5000

type Patience = Pick<HookContext, 'ports' | 'signal' | 'say' | 'limit'>

/** A call that may be repeated, tried again while its failure is one that passes. */
export const patiently = <T>({ ports, signal, say }: Patience, call: () => Promise<T>): Promise<T> =>
  retry(call, {
    pace: ports.clock,
    signal,
    limit: CALL_LIMIT_MS,
    say,
  })

/** Asks until it is so, within the limit of the hook. */
export async function until(context: Patience, what: string, asked: () => Promise<boolean>): Promise<void> {
  const { clock } = context.ports
  const end = clock.now().getTime() + context.limit
  while (!(await patiently(context, asked))) {
    if (clock.now().getTime() + POLL_MS > end) {
      throw new Failure(`${what} took longer than ${spoken(context.limit)}.`, {
        code: 'HOOK_FAILED',
        fix: 'It goes on by itself. Look at it in AWS, and raise the `limit` of the hook where it only needs longer.',
      })
    }
    await clock.sleep(POLL_MS, context.signal)
  }
}
