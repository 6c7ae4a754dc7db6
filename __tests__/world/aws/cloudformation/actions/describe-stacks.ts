import { textOf } from '../../http/params.ts'
import type { Out } from '../../http/xml.ts'
import type { StackEntry, StackRecord } from '../records.ts'
import { shownParameters } from '../template/parameters.ts'
import { type Action, page } from './action.ts'

const PAGE_SIZE = 100

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html */
export const describeStacks: Action = (params, { world, at }) => {
  const name = textOf(params, 'StackName')
  if (name) {
    const { entry, record } = world.stacks.get(name, at)
    return { Stacks: [shown(entry, record)] }
  }
  const there = world.stacks.entries.flatMap((entry) => {
    const record = entry.history.asOf(at)
    return record && record.status !== 'DELETE_COMPLETE' ? [{ entry, record }] : []
  })
  const { items, next } = page(there, textOf(params, 'NextToken'), PAGE_SIZE)
  return { Stacks: items.map(({ entry, record }) => shown(entry, record)), NextToken: next }
}

const time = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at))

function shown(entry: StackEntry, record: StackRecord): Out {
  return {
    StackId: entry.id,
    StackName: entry.name,
    ChangeSetId: record.changeSetId,
    Description: record.source.template.source['Description'] as Out,
    Parameters: shownParameters(record.source.template, record.parameters),
    CreationTime: time(record.createdAt),
    DeletionTime: time(record.deletedAt),
    LastUpdatedTime: time(record.updatedAt),
    RollbackConfiguration: (record.rollbackConfiguration ?? {}) as Out,
    StackStatus: record.status,
    StackStatusReason: record.reason,
    DisableRollback: record.disableRollback,
    NotificationARNs: record.notificationArns,
    Capabilities: record.capabilities,
    Outputs: record.outputs.map((output) => ({
      OutputKey: output.key,
      OutputValue: output.value,
      Description: output.description,
      ExportName: output.exportName,
    })),
    RoleARN: record.roleArn,
    Tags: record.tags as Out,
    EnableTerminationProtection: record.terminationProtection,
    ParentId: entry.parentId,
    RootId: entry.rootId,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
    LastOperations: record.lastOperations.map(({ type, id }) => ({ OperationType: type, OperationId: id })),
  }
}
