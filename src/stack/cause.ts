import type { RootCause, StackEvent } from '../domain/stack.ts'

/** An event with the stacks that lead to it. */
export interface PlacedEvent {
  readonly event: StackEvent
  readonly path: readonly string[]
}

const STACK = 'AWS::CloudFormation::Stack'
// Failures that only follow from another one.
const CONSEQUENCE = /^Resource (?:creation|update|deletion) cancelled/i
// What turns a whole stack round without any resource having failed: a cancel, a deletion, an alarm.
const TURN = /(?:ROLLBACK|DELETE)_IN_PROGRESS$/

/**
 * The first failure that is not a consequence and not a stack that merely holds the failed resource; where none failed, what
 * turned the stack round. Events come in the order in which AWS made them, nested ones merged in by time.
 */
export function rootCause(
  events: readonly PlacedEvent[],
  lineOf?: (logicalId: string) => number | undefined,
): RootCause | undefined {
  const failures = events
    .filter(({ event }) => event.status.endsWith('_FAILED') && !CONSEQUENCE.test(event.reason ?? ''))
    .sort((a, b) => (a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : b.path.length - a.path.length))
  const turn = events.find(
    ({ event, path }) => path.length === 1 && event.type === STACK && TURN.test(event.status) && event.reason,
  )
  const found = failures.find(({ event }) => event.type !== STACK) ?? (failures.length > 0 ? failures[0] : turn)
  if (!found) return undefined
  const { logicalId, type, status, reason, at } = found.event
  const line = found.path.length === 1 ? lineOf?.(logicalId) : undefined
  return { logicalId, type, status, reason: reason ?? 'no reason given', at, path: found.path, ...(line ? { line } : {}) }
}

/** Whether somebody asked for the end; CloudFormation gives no other sign of it than these words. */
export const wasCancelled = ({ type, status, reason }: RootCause): boolean =>
  type === STACK && TURN.test(status) && reason.startsWith('User Initiated')
