import type { Operation, StackEvent } from '../domain/stack.ts'
import { rootCause } from './cause.ts'
import { endOf, settled } from './statuses.ts'
import { operationToken } from './tokens.ts'

const STACK = 'AWS::CloudFormation::Stack'

/**
 * The operations that the events of a stack tell of, in their order, whoever asked for them. CloudFormation lets no second one begin
 * before the first has ended. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
 */
export function rootOperations(stack: string, events: readonly StackEvent[]): readonly Operation[] {
  const found: StackEvent[][] = []
  let open: StackEvent[] | undefined
  for (const event of events) {
    const own = isOwn(event)
    if (own && !open && begins(event.status)) {
      open = []
      found.push(open)
    }
    open?.push(event)
    if (own && settled(event.status)) open = undefined
  }
  return found.map((one) => operationOf(stack, one))
}

const isOwn = ({ type, physicalId, stackId }: StackEvent): boolean => type === STACK && physicalId === stackId

// A stack that only has a change set is in review; nothing is done to it.
const begins = (status: string): boolean => !settled(status) && status !== 'REVIEW_IN_PROGRESS'

function operationOf(stack: string, events: readonly StackEvent[]): Operation {
  const own = events.filter(isOwn)
  const [first] = own
  const last = own.at(-1)
  const status = last?.status ?? ''
  const over = settled(status)
  const state = over ? (endOf(status) ?? (status === 'IMPORT_COMPLETE' ? 'succeeded' : 'failed')) : 'running'
  const placed = events.map((event) => ({ event, path: [stack] }))
  const cause = state === 'succeeded' ? undefined : rootCause(placed)
  return {
    token: last ? operationToken(last) : '',
    kind: first?.status === 'CREATE_IN_PROGRESS' ? 'create' : 'update',
    state,
    status,
    events: events.length,
    ...(first ? { startedAt: first.at } : {}),
    ...(over && last ? { endedAt: last.at } : {}),
    ...(cause ? { rootCause: cause } : {}),
  }
}
