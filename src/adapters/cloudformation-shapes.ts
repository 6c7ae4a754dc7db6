// Between the SDK's shapes and ours.
import type {
  CreateChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
  ResourceChange,
  StackEvent as SdkEvent,
  Stack,
} from '@aws-sdk/client-cloudformation'
import type { Change, ChangeAction, StackEvent } from '../domain/stack.ts'
import type { ChangeSetPage, ChangeSetRequest, StackDescription } from '../ports/cloudformation.ts'

const pairs = (items: readonly (readonly [string | undefined, string | undefined])[]): Readonly<Record<string, string>> =>
  Object.fromEntries(items.flatMap(([key, value]) => (key === undefined ? [] : [[key, value ?? '']])))

/** A stack in our words. */
export const description = (stack: Stack): StackDescription => ({
  id: stack.StackId ?? '',
  name: stack.StackName ?? '',
  status: stack.StackStatus ?? 'UNKNOWN',
  changedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.toISOString() ?? '',
  parameters: pairs((stack.Parameters ?? []).map((p) => [p.ParameterKey, p.ParameterValue])),
  outputs: pairs((stack.Outputs ?? []).map((o) => [o.OutputKey, o.OutputValue])),
  ...(stack.StackStatusReason ? { reason: stack.StackStatusReason } : {}),
  // arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<id>
  ...(stack.ChangeSetId ? { changeSet: stack.ChangeSetId.split('/')[1] ?? stack.ChangeSetId } : {}),
})

/** The request for a change set. */
export const creation = (request: ChangeSetRequest): CreateChangeSetCommandInput => ({
  StackName: request.stack,
  ChangeSetName: request.name,
  ChangeSetType: request.kind === 'create' ? 'CREATE' : 'UPDATE',
  ClientToken: request.token,
  Description: request.description,
  TemplateBody: request.templateBody,
  IncludeNestedStacks: true,
  Capabilities: [...request.capabilities] as NonNullable<CreateChangeSetCommandInput['Capabilities']>,
  Parameters: request.parameters.map((p) =>
    'value' in p ? { ParameterKey: p.name, ParameterValue: p.value } : { ParameterKey: p.name, UsePreviousValue: true },
  ),
  ...(request.tags ? { Tags: Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value })) } : {}),
  ...(request.roleArn ? { RoleARN: request.roleArn } : {}),
})

/** A page of a change set in our words. */
export const page = (answer: DescribeChangeSetCommandOutput): ChangeSetPage => ({
  id: answer.ChangeSetId ?? '',
  stackId: answer.StackId ?? '',
  status: answer.Status ?? '',
  execution: answer.ExecutionStatus ?? '',
  changes: (answer.Changes ?? []).flatMap((c) => (c.ResourceChange ? [change(c.ResourceChange)] : [])),
  ...(answer.StatusReason ? { reason: answer.StatusReason } : {}),
  ...(answer.NextToken ? { next: answer.NextToken } : {}),
})

const change = (c: ResourceChange): Change => ({
  action: (c.Action ?? 'Modify') as ChangeAction,
  logicalId: c.LogicalResourceId ?? '',
  type: c.ResourceType ?? '',
  properties: (c.Details ?? []).flatMap((d) => {
    const name = d.Target?.Name ?? d.Target?.Attribute
    return name === undefined
      ? []
      : [
          {
            name,
            ...(d.Target?.RequiresRecreation ? { requiresRecreation: d.Target.RequiresRecreation } : {}),
            ...(d.CausingEntity ? { cause: d.CausingEntity } : {}),
          },
        ]
  }),
  ...(c.PhysicalResourceId ? { physicalId: c.PhysicalResourceId } : {}),
  ...(c.Replacement ? { replacement: c.Replacement } : {}),
  ...(c.PolicyAction ? { policyAction: c.PolicyAction } : {}),
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
