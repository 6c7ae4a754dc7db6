import type { Budget } from '../foundation/budget.ts'
import type { Failure } from '../foundation/failure.ts'
import type { Secrets } from '../foundation/redact.ts'
import { type RetryOptions, retry } from '../foundation/retry.ts'
import type { Clock, CloudFormation, Objects } from '../ports/index.ts'

/** What every part of the CloudFormation core works with: one region, one run. */
export interface Core {
  readonly cloudformation: CloudFormation
  readonly objects: Objects
  readonly secrets: Pick<Secrets, 'exposes' | 'find'>
  readonly clock: Clock
  /** Every call of `cloudformation` takes its turn in it. */
  readonly budget: Pick<Budget, 'halve' | 'sharing' | 'spacing'>
  readonly signal: AbortSignal
  /** Values that turned out to be secrets: from here on nobody writes them. */
  conceal(values: readonly string[]): Promise<void>
  /** The text without any known secret, for whoever shortens it before it is written. */
  redact(text: string): string
  /** A line for the log. */
  say(line: string): void
}

/**
 * What is safe to ask of CloudFormation: so many reads in all, and so many of each kind of request. It publishes no rate; five of a kind a
 * second is what users report, and the command line of the CDK has twenty under way at a time and no rate. A throttle makes less of both.
 * https://github.com/aws/aws-sam-cli/issues/2671, https://github.com/aws/aws-cli/pull/3186, https://github.com/aws/aws-cdk-cli/pull/927
 */
export const CALLS = { perSecond: 5, burst: 25 } as const

const READ_LIMIT_MS = 90_000
const THROTTLE_LIMIT_MS = 15 * 60_000

/** How long a call is tried again while no operation of ours is under way. A throttle is no sign of anything broken: it passes. */
export const READ_LIMIT = ({ code }: Failure): number => (code === 'AWS_THROTTLED' ? THROTTLE_LIMIT_MS : READ_LIMIT_MS)

/** A call that may be repeated: it is tried again while the failure is transient, and says so. */
export const patiently = <T>(core: Core, limit: RetryOptions['limit'], call: () => Promise<T>): Promise<T> =>
  retry(call, {
    pace: core.clock,
    signal: core.signal,
    limit,
    say: (line) => core.say(line),
    failed: ({ code }) => {
      if (code === 'AWS_THROTTLED') core.budget.halve()
    },
  })

/** Reads a list to its end, page by page. */
export async function everyPage<Page extends { readonly next?: string }>(
  core: Core,
  read: (next: string | undefined) => Promise<Page>,
): Promise<readonly Page[]> {
  const pages: Page[] = []
  let next: string | undefined
  do {
    const from = next
    const page = await patiently(core, READ_LIMIT, () => read(from))
    pages.push(page)
    next = page.next
  } while (next !== undefined)
  return pages
}
