import {
  type CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
  type StackResourceDrift,
} from '@aws-sdk/client-cloudformation'
import type { CloudFormation, Drift } from '../ports/cloudformation.ts'
import type { Caller } from './cloudformation-calls.ts'

type Drifting = Pick<CloudFormation, 'detectDrift' | 'driftDetected' | 'drifts'>

/** The calls that compare a stack with what its template says. */
export const drifting = (client: CloudFormationClient, { read, write }: Caller): Drifting => ({
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
