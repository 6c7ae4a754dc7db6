import type { Signature } from '../domain/signature.ts'
import { crash } from './crash.ts'
import { errorLine } from './error-line.ts'
import { gateway } from './gateway.ts'
import { init } from './init.ts'
import { initRetry } from './init-retry.ts'
import { memory } from './memory.ts'
import { timeout } from './timeout.ts'
import { unhandled } from './unhandled.ts'

/**
 * The known shapes of trouble, in the order in which they are asked: the one that says most comes first, and of several
 * fatal lines of one request the first of these names the cause. A new one is a file and a line here.
 */
export const signatures: readonly Signature[] = [timeout, memory, init, initRetry, unhandled, crash, gateway, errorLine]
