import {
  type CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  DescribeEventsCommand,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  GetStackPolicyCommand,
  type OperationEvent,
  RollbackStackCommand,
  SetStackPolicyCommand,
  type StackResourceDrift,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import type { CloudFormation, Drift, EarlyFailure } from '../ports/cloudformation.ts'
import type { Caller } from './cloudformation.ts'

type Care = Pick<
  CloudFormation,
  | 'earlyFailures'
  | 'deleteStack'
  | 'continueRollback'
  | 'rollBack'
  | 'protect'
  | 'policy'
  | 'setPolicy'
  | 'detectDrift'
  | 'driftDetected'
  | 'drifts'
>

/** The calls that mend, protect and compare stacks. */
export const care = (client: CloudFormationClient, { read, write }: Caller): Care => ({
  earlyFailures: (changeSetId, signal) =>
    read('DescribeEvents', signal, async (abortSignal) => {
      const events: OperationEvent[] = []
      let next: string | undefined
      do {
        const answer = await client.send(
          new DescribeEventsCommand({ ChangeSetName: changeSetId, ...(next ? { NextToken: next } : {}) }),
          { abortSignal },
        )
        events.push(...(answer.OperationEvents ?? []))
        next = answer.NextToken
      } while (next !== undefined)
      return events.flatMap(earlyFailure)
    }),

  deleteStack: (stackId, token, signal) =>
    write('DeleteStack', signal, async (abortSignal) => {
      await client.send(new DeleteStackCommand({ StackName: stackId, ClientRequestToken: token }), { abortSignal })
    }),

  continueRollback: (stack, token, signal) =>
    write('ContinueUpdateRollback', signal, async (abortSignal) => {
      await client.send(new ContinueUpdateRollbackCommand({ StackName: stack, ClientRequestToken: token }), { abortSignal })
    }),

  rollBack: (stack, token, signal) =>
    write('RollbackStack', signal, async (abortSignal) => {
      await client.send(new RollbackStackCommand({ StackName: stack, ClientRequestToken: token }), { abortSignal })
    }),

  protect: (stack, protection, signal) =>
    write('UpdateTerminationProtection', signal, async (abortSignal) => {
      await client.send(new UpdateTerminationProtectionCommand({ StackName: stack, EnableTerminationProtection: protection }), {
        abortSignal,
      })
    }),

  policy: (stack, signal) =>
    read(
      'GetStackPolicy',
      signal,
      async (abortSignal) =>
        (await client.send(new GetStackPolicyCommand({ StackName: stack }), { abortSignal })).StackPolicyBody,
    ),

  setPolicy: (stack, body, signal) =>
    write('SetStackPolicy', signal, async (abortSignal) => {
      await client.send(new SetStackPolicyCommand({ StackName: stack, StackPolicyBody: body }), { abortSignal })
    }),

  detectDrift: (stack, signal) =>
    write(
      'DetectStackDrift',
      signal,
      async (abortSignal) =>
        (await client.send(new DetectStackDriftCommand({ StackName: stack }), { abortSignal })).StackDriftDetectionId ?? '',
    ),

  driftDetected: (id, signal) =>
    read('DescribeStackDriftDetectionStatus', signal, async (abortSignal) => {
      const answer = await client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId: id }), {
        abortSignal,
      })
      if (answer.DetectionStatus === 'DETECTION_IN_PROGRESS') return 'running'
      return answer.DetectionStatus === 'DETECTION_COMPLETE'
        ? 'done'
        : { failed: answer.DetectionStatusReason ?? 'no reason given' }
    }),

  drifts: (stack, signal, next) =>
    read('DescribeStackResourceDrifts', signal, async (abortSignal) => {
      const answer = await client.send(
        new DescribeStackResourceDriftsCommand({
          StackName: stack,
          StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'],
          ...(next ? { NextToken: next } : {}),
        }),
        { abortSignal },
      )
      return { drifts: (answer.StackResourceDrifts ?? []).map(drift), ...(answer.NextToken ? { next: answer.NextToken } : {}) }
    }),
})

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_OperationEvent.html */
function earlyFailure(event: OperationEvent): readonly EarlyFailure[] {
  const place = {
    ...(event.LogicalResourceId ? { logicalId: event.LogicalResourceId } : {}),
    ...(event.ResourceType ? { type: event.ResourceType } : {}),
  }
  if (event.EventType === 'VALIDATION_ERROR') {
    if (event.ValidationStatus === 'SKIPPED') return []
    const path = event.ValidationPath ? ` at ${event.ValidationPath}` : ''
    return [
      {
        ...place,
        what: `${event.ValidationName ?? 'validation'}${path}`,
        reason: event.ValidationStatusReason ?? '',
        warning: event.ValidationFailureMode === 'WARN',
      },
    ]
  }
  if (event.EventType === 'HOOK_INVOCATION_ERROR') {
    return [
      {
        ...place,
        what: `hook ${event.HookType ?? ''}`,
        reason: event.HookStatusReason ?? '',
        warning: event.HookFailureMode === 'WARN',
      },
    ]
  }
  return event.EventType === 'PROVISIONING_ERROR'
    ? [{ ...place, what: 'provisioning', reason: event.ResourceStatusReason ?? '', warning: false }]
    : []
}

const drift = (d: StackResourceDrift): Drift => ({
  logicalId: d.LogicalResourceId ?? '',
  type: d.ResourceType ?? '',
  status: d.StackResourceDriftStatus ?? '',
  differences: (d.PropertyDifferences ?? []).map((p) => ({
    path: p.PropertyPath ?? '',
    expected: p.ExpectedValue ?? '',
    actual: p.ActualValue ?? '',
  })),
})
