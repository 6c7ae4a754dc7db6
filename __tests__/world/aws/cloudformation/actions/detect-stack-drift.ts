import { textOf } from '../../http/params.ts'
import type { Action } from './action.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html */
export const detectStackDrift: Action = (params, { world }) => {
  const { entry } = world.stacks.get(textOf(params, 'StackName') ?? '')
  const id = world.ids.uuid()
  const { driftMs = DETECTION_MS, driftFailure } = world.scripts.of(entry.path)
  entry.detections.set(id, { endsAt: world.sim.at + driftMs, failure: driftFailure })
  return { StackDriftDetectionId: id }
}

const DETECTION_MS = 2000
