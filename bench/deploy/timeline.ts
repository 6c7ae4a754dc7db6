import type { StackScript } from '../../__tests__/world/aws/cloudformation/script.ts'

/** How long CloudFormation takes to make the change set. */
export const CHANGE_SET_MS = 2000
const EVENT_EVERY_MS = 5000
// Between the last resource and the end of the stack CloudFormation cleans up.
const CLEANUP_SHARE = 0.05
// The same for all clients of a run. Runs differ by as much as half of it, so that a client that looks every 30 s is not always lucky,
// or always unlucky.
const SPREAD = 0.5

/** One update of a stack, as it is scripted. */
export interface Timeline {
  readonly ms: number
  readonly before: string
  readonly after: string
  readonly script: StackScript
}

/** How long an update of so many seconds takes in this run: around it, and on it in the middle one. */
export const lengthOf = (seconds: number, run: number, runs: number): number =>
  Math.round(seconds * 1000 * (1 + SPREAD * ((run + 0.5) / runs - 0.5)))

/** An update that takes this long: one resource after the other, each changed in five seconds, the last in what is left. */
export function timeline(ms: number): Timeline {
  const cleanup = Math.round(ms * CLEANUP_SHARE)
  const durations: number[] = []
  for (let left = ms - cleanup; left > 0; left -= EVENT_EVERY_MS) durations.push(Math.min(left, EVENT_EVERY_MS))
  const resources = Object.fromEntries(durations.map((durationMs, index) => [`Queue${index}`, { durationMs }]))
  return {
    ms,
    before: template(durations.length, 30),
    after: template(durations.length, 60),
    script: { changeSetMs: CHANGE_SET_MS, resources, pauses: { UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: cleanup } },
  }
}

function template(count: number, timeout: number): string {
  const resources = Array.from({ length: count }, (_, index) => {
    const after = index === 0 ? '' : `, DependsOn: Queue${index - 1}`
    return `  Queue${index}: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} }${after} }\n`
  })
  return `Resources:\n${resources.join('')}`
}
