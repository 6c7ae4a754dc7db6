import type { RootCause, StackEvent } from '../domain/stack.ts'

/** An event with the stacks that lead to it. */
export interface PlacedEvent {
  readonly event: StackEvent
  readonly path: readonly string[]
}

// Failures that only follow from another one.
const CONSEQUENCE = /^Resource (?:creation|update|deletion) cancelled/i

/**
 * The first failure that is not a consequence and not a stack that merely holds the failed resource.
 * Events come in the order in which AWS made them, nested ones merged in by time.
 */
export function rootCause(events: readonly PlacedEvent[], lines: Readonly<Record<string, number>>): RootCause | undefined {
  const failures = events
    .filter(({ event }) => event.status.endsWith('_FAILED') && !CONSEQUENCE.test(event.reason ?? ''))
    .sort((a, b) => (a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : b.path.length - a.path.length))
  const found = failures.find(({ event }) => event.type !== 'AWS::CloudFormation::Stack') ?? failures[0]
  if (!found) return undefined
  const { logicalId, type, status, reason } = found.event
  const line = found.path.length === 1 ? lines[logicalId] : undefined
  return { logicalId, type, status, reason: reason ?? 'no reason given', path: found.path, ...(line ? { line } : {}) }
}
