import { validationError } from '../../http/failure.ts'
import { textOf } from '../../http/params.ts'
import type { Action } from './action.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackDriftDetectionStatus.html */
export const describeStackDriftDetectionStatus: Action = (params, { world, at }) => {
  const id = textOf(params, 'StackDriftDetectionId') ?? ''
  const entry = world.stacks.entries.find((one) => one.detections.has(id))
  const detection = entry?.detections.get(id)
  if (!entry || !detection) throw validationError(`Drift detection ${id} does not exist`)
  const common = { StackId: entry.id, StackDriftDetectionId: id, Timestamp: new Date(at) }
  if (at < detection.endsAt) return { ...common, DetectionStatus: 'DETECTION_IN_PROGRESS' }
  if (detection.failure !== undefined)
    return { ...common, DetectionStatus: 'DETECTION_FAILED', DetectionStatusReason: detection.failure }
  return {
    ...common,
    DetectionStatus: 'DETECTION_COMPLETE',
    StackDriftStatus: entry.drift.length > 0 ? 'DRIFTED' : 'IN_SYNC',
    DriftedStackResourceCount: entry.drift.length,
  }
}
