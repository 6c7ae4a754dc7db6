import {
  type CloudFormationClient,
  ContinueUpdateRollbackCommand,
  DeleteStackCommand,
  DescribeEventsCommand,
  GetStackPolicyCommand,
  type OperationEvent,
  RollbackStackCommand,
  SetStackPolicyCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation'
import type { CloudFormation, EarlyFailure } from '../ports/cloudformation.ts'
import type { Caller } from './cloudformation-calls.ts'

type Care = Pick<
  CloudFormation,
  'earlyFailures' | 'deleteStack' | 'continueRollback' | 'rollBack' | 'protect' | 'policy' | 'setPolicy'
>

/** The calls that mend and protect stacks, and tell what was found before anything was made. */
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
