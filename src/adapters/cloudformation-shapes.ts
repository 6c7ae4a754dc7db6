// Between the SDK's shapes and ours.
import type {
  ChangeSetSummary,
  CreateChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
  ResourceChange,
  ResourceChangeDetail,
  RollbackConfiguration,
  StackEvent as SdkEvent,
  Stack,
} from '@aws-sdk/client-cloudformation'
import type { Monitor } from '../domain/policies.ts'
import type { Change, ChangeAction, PropertyChange, StackEvent } from '../domain/stack.ts'
import type {
  ChangeSetEntry,
  ChangeSetPage,
  ChangeSetRequest,
  StackDescription,
  TemplateSource,
} from '../ports/cloudformation.ts'

const pairs = (items: readonly (readonly [string | undefined, string | undefined])[]): Readonly<Record<string, string>> =>
  Object.fromEntries(items.flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? '']])))

/** A stack in our words. */
export const description = (stack: Stack): StackDescription => ({
  id: stack.StackId ?? '',
  name: stack.StackName ?? '',
  status: stack.StackStatus ?? 'UNKNOWN',
  changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? '',
  parameters: pairs((stack.Parameters ?? []).map((p) => [p.ParameterKey, p.ParameterValue])),
  lookedUp: (stack.Parameters ?? []).flatMap((p) => (p.ResolvedValue === undefined ? [] : (p.ParameterKey ?? []))),
  outputs: pairs((stack.Outputs ?? []).map((o) => [o.OutputKey, o.OutputValue])),
  tags: pairs((stack.Tags ?? []).map((t) => [t.Key, t.Value])),
  capabilities: stack.Capabilities ?? [],
  notificationArns: stack.NotificationARNs ?? [],
  terminationProtection: stack.EnableTerminationProtection ?? false,
  ...(stack.RoleARN ? { roleArn: stack.RoleARN } : {}),
  ...(stack.RootId ? { rootId: stack.RootId } : {}),
  ...monitorOf(stack.RollbackConfiguration),
  ...(stack.StackStatusReason ? { reason: stack.StackStatusReason } : {}),
  // arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<id>
  ...(stack.ChangeSetId ? { changeSet: stack.ChangeSetId.split('/')[1] ?? stack.ChangeSetId } : {}),
})

const rollbackConfiguration = ({ minutes, alarms }: Monitor): RollbackConfiguration => ({
  MonitoringTimeInMinutes: minutes,
  RollbackTriggers: alarms.map((Arn) => ({ Arn, Type: 'AWS::CloudWatch::Alarm' })),
})

function monitorOf(found: RollbackConfiguration | undefined): { readonly monitor?: Monitor } {
  const alarms = (found?.RollbackTriggers ?? []).flatMap(({ Arn }) => (Arn ? [Arn] : []))
  return alarms.length > 0 ? { monitor: { minutes: found?.MonitoringTimeInMinutes ?? 0, alarms } } : {}
}

/** The fields of a request that say where the template is. */
export const templateAt = (template: TemplateSource): { readonly TemplateURL: string } | { readonly TemplateBody: string } =>
  'url' in template ? { TemplateURL: template.url } : { TemplateBody: template.body }

/** The request for a change set. */
export const creation = (request: ChangeSetRequest): CreateChangeSetCommandInput => ({
  StackName: request.stack,
  ChangeSetName: request.name,
  ChangeSetType: request.kind === 'create' ? 'CREATE' : 'UPDATE',
  ClientToken: request.token,
  Description: request.description,
  ...templateAt(request.template),
  IncludeNestedStacks: request.nested,
  Capabilities: [...request.capabilities] as NonNullable<CreateChangeSetCommandInput['Capabilities']>,
  Parameters: request.parameters.map((p) =>
    'value' in p ? { ParameterKey: p.name, ParameterValue: p.value } : { ParameterKey: p.name, UsePreviousValue: true },
  ),
  ...(request.tags ? { Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
  ...(request.roleArn ? { RoleARN: request.roleArn } : {}),
  ...(request.notificationArns ? { NotificationARNs: [...request.notificationArns] } : {}),
  ...(request.monitor ? { RollbackConfiguration: rollbackConfiguration(request.monitor) } : {}),
  ...(request.revertDrift ? { DeploymentMode: 'REVERT_DRIFT' as const } : {}),
  ...(request.deleteOnFailure ? { OnStackFailure: 'DELETE' as const } : {}),
  ...(request.express ? { DeploymentConfig: { Mode: 'EXPRESS' as const } } : {}),
})

/** A page of a change set in our words. */
export const page = (answer: DescribeChangeSetCommandOutput): ChangeSetPage => ({
  id: answer.ChangeSetId ?? '',
  stackId: answer.StackId ?? '',
  status: answer.Status ?? '',
  execution: answer.ExecutionStatus ?? '',
  changes: (answer.Changes ?? []).flatMap((c) => (c.ResourceChange ? [change(c.ResourceChange)] : [])),
  ...(answer.StatusReason ? { reason: answer.StatusReason } : {}),
  ...(answer.Parameters?.length
    ? { parameters: Object.fromEntries(answer.Parameters.map((p) => [p.ParameterKey ?? '', p.ParameterValue ?? ''])) }
    : {}),
  ...(answer.Capabilities?.length ? { capabilities: answer.Capabilities } : {}),
  ...(answer.NextToken ? { next: answer.NextToken } : {}),
})

const change = (c: ResourceChange): Change => ({
  action: (c.Action ?? 'Modify') as ChangeAction,
  logicalId: c.LogicalResourceId ?? '',
  type: c.ResourceType ?? '',
  properties: propertiesOf(c.Details ?? []),
  ...(c.PhysicalResourceId ? { physicalId: c.PhysicalResourceId } : {}),
  ...(c.Replacement ? { replacement: c.Replacement } : {}),
  ...(c.PolicyAction ? { policyAction: c.PolicyAction } : {}),
  ...(c.ChangeSetId ? { nested: c.ChangeSetId } : {}),
})

/** One property each: a change that has a static and a dynamic cause comes twice, the static one tells more. */
function propertiesOf(details: readonly ResourceChangeDetail[]): readonly PropertyChange[] {
  const byName = new Map<string, PropertyChange>()
  for (const { Target: target, CausingEntity: cause, ChangeSource: source = '', Evaluation: evaluation } of details) {
    const name = target?.Path?.replace(/^\/Properties\//, '') ?? target?.Name ?? target?.Attribute ?? 'unknown'
    byName.set(name, {
      ...byName.get(name),
      name,
      origins: [
        ...(byName.get(name)?.origins ?? []),
        { source, ...(cause ? { entity: cause } : {}), ...(evaluation ? { evaluation } : {}) },
      ],
      ...(target?.RequiresRecreation ? { requiresRecreation: target.RequiresRecreation } : {}),
      ...(cause ? { cause } : {}),
      ...(target?.BeforeValue === undefined ? {} : { before: target.BeforeValue }),
      ...(target?.AfterValue === undefined ? {} : { after: target.AfterValue }),
    })
  }
  return [...byName.values()]
}

/** An entry of the list of a stack's change sets in our words. */
export const changeSetEntry = (found: ChangeSetSummary): ChangeSetEntry => ({
  name: found.ChangeSetName ?? '',
  status: found.Status ?? '',
  execution: found.ExecutionStatus ?? '',
  createdAt: found.CreationTime?.toISOString() ?? '',
  description: found.Description ?? '',
})

/** An event in our words. */
export const event = (e: SdkEvent): StackEvent => ({
  id: e.EventId ?? '',
  at: e.Timestamp?.toISOString() ?? '',
  stackId: e.StackId ?? '',
  logicalId: e.LogicalResourceId ?? '',
  type: e.ResourceType ?? '',
  status: e.ResourceStatus ?? '',
  ...(e.PhysicalResourceId ? { physicalId: e.PhysicalResourceId } : {}),
  ...(e.ResourceStatusReason ? { reason: e.ResourceStatusReason } : {}),
  ...(e.ClientRequestToken ? { token: e.ClientRequestToken } : {}),
})
