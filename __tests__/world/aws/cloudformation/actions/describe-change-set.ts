import { flagOf, textOf } from '../../http/params.ts'
import type { Out } from '../../http/xml.ts'
import { findChangeSet } from '../change-set.ts'
import type { ChangeRecord, DetailRecord } from '../records.ts'
import { shownParameters } from '../template/parameters.ts'
import { type Action, page } from './action.ts'

const PAGE_SIZE = 100

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export const describeChangeSet: Action = (params, { world, at }) => {
  const { entry, changeSet } = findChangeSet(world, textOf(params, 'ChangeSetName') ?? '', textOf(params, 'StackName'))
  const record = changeSet.history.asOf(at) ?? changeSet.history.now
  const { items, next } = page(record.changes, textOf(params, 'NextToken'), PAGE_SIZE)
  const values = flagOf(params, 'IncludePropertyValues') ?? false
  const { goal } = changeSet
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: entry.id,
    StackName: entry.name,
    Description: changeSet.description,
    Parameters: shownParameters(goal.source.template, goal.parameters),
    CreationTime: new Date(changeSet.createdAt),
    ExecutionStatus: record.execution,
    Status: record.status,
    StatusReason: record.reason,
    NotificationARNs: goal.notificationArns,
    RollbackConfiguration: goal.rollbackConfiguration as Out,
    Capabilities: goal.capabilities,
    Tags: goal.tags as Out,
    Changes: items.map((change) => shown(change, values)),
    NextToken: next,
    IncludeNestedStacks: changeSet.nested,
    ParentChangeSetId: changeSet.parentId,
    RootChangeSetId: changeSet.rootId,
    OnStackFailure: changeSet.onStackFailure,
  }
}

function shown(change: ChangeRecord, values: boolean): Out {
  return {
    Type: 'Resource',
    ResourceChange: {
      PolicyAction: change.policyAction,
      Action: change.action,
      LogicalResourceId: change.logicalId,
      PhysicalResourceId: change.physicalId,
      ResourceType: change.type,
      Replacement: change.replacement,
      Scope: [...new Set(change.details.map(({ attribute }) => attribute))],
      Details: change.details.map((one) => detail(one, values)),
      ChangeSetId: change.changeSetId,
      BeforeContext: values ? change.before : undefined,
      AfterContext: values ? change.after : undefined,
    },
  }
}

function detail(one: DetailRecord, values: boolean): Out {
  const property = one.attribute === 'Properties' && one.name !== undefined
  return {
    Target: {
      Attribute: one.attribute,
      Name: one.name,
      RequiresRecreation: property || one.attribute === 'Properties' ? one.recreation : undefined,
      Path: property && values ? `/Properties/${one.name}` : undefined,
      BeforeValue: values ? one.before : undefined,
      AfterValue: values ? one.after : undefined,
      AttributeChangeType: values ? one.changeType : undefined,
    },
    Evaluation: one.evaluation,
    ChangeSource: one.source,
    CausingEntity: one.cause,
  }
}
