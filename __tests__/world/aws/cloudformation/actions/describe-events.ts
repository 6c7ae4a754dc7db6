import { ServiceError } from '../../http/failure.ts'
import { type Fields, fieldsOf, flagOf, textOf } from '../../http/params.ts'
import type { Out } from '../../http/xml.ts'
import { findChangeSet } from '../change-set.ts'
import type { ChangeSetEntry, EventRecord, StackEntry } from '../records.ts'
import { type Action, type Context, page } from './action.ts'

const PAGE_SIZE = 100

type Shown = { readonly [name: string]: Out }

/** Events of operations, the findings of checks before deployment included. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html */
export const describeEvents: Action = (params, context) => {
  const found = eventsOf(params, context)
  const failed = flagOf(fieldsOf(params, 'Filters'), 'FailedEvents') ?? false
  const wanted = failed ? found.filter(isFailure) : found
  const { items, next } = page(wanted, textOf(params, 'NextToken'), PAGE_SIZE)
  return { OperationEvents: items, NextToken: next }
}

const isFailure = (event: Shown): boolean =>
  event['ValidationStatus'] === 'FAILED' || String(event['ResourceStatus'] ?? '').endsWith('_FAILED')

function eventsOf(params: Fields, { world, at }: Context): readonly Shown[] {
  const changeSetName = textOf(params, 'ChangeSetName')
  const stackName = textOf(params, 'StackName')
  if (changeSetName) {
    const { entry, changeSet } = findChangeSet(world, changeSetName, stackName)
    return checks(entry, changeSet)
  }
  const operation = textOf(params, 'OperationId')
  const entries = stackName ? [world.stacks.get(stackName, at).entry] : world.stacks.entries
  const all = entries.flatMap((entry) => [
    ...entry.changeSets.filter((one) => !operation || one.operationId === operation).flatMap((one) => checks(entry, one)),
    ...entry.events
      .filter((one) => one.shownAt <= at && (!operation || one.operationId === operation))
      .map((one) => ordinary(entry, one)),
  ])
  if (operation && all.length === 0) throw new ServiceError('OperationNotFoundException', `Operation ${operation} not found`, 404)
  return all.toSorted((a, b) => Number(b['Timestamp']) - Number(a['Timestamp']))
}

const ordinary = (entry: StackEntry, event: EventRecord): Shown => ({
  EventId: event.id,
  StackId: entry.id,
  OperationId: event.operationId,
  EventType: 'STACK_EVENT',
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.at),
  ResourceStatus: event.status,
  ResourceStatusReason: event.reason,
  ClientRequestToken: event.token,
})

const checks = (entry: StackEntry, changeSet: ChangeSetEntry): readonly Shown[] =>
  changeSet.validations.map((one, index) => ({
    EventId: `${changeSet.operationId}-${index}`,
    StackId: entry.id,
    OperationId: changeSet.operationId,
    OperationType: 'CREATE_CHANGESET',
    EventType: 'VALIDATION_ERROR',
    LogicalResourceId: one.logicalId,
    ResourceType: one.type,
    Timestamp: new Date(changeSet.createdAt),
    ValidationFailureMode: one.mode,
    ValidationName: one.name,
    ValidationStatus: one.status,
    ValidationStatusReason: one.reason,
    ValidationPath: one.path,
  }))
