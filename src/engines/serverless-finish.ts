import type { Finding } from '../domain/finding.ts'
import { Failure } from '../foundation/failure.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import type { Concluding, Target } from './engine.ts'
import { framework, type Options } from './serverless-tool.ts'

/** Runs the framework's own `deploy` of what is deployed already, for its plugins; fails where it changes the stack after all. */
export async function finished(
  target: Target<Options>,
  concluding: Concluding,
  stage: readonly string[],
): Promise<readonly Finding[]> {
  const before = await newest(concluding)
  const given = ['deploy', '--package', concluding.folder, ...stage, '--region', target.region]
  await framework(given, { ...target, withCredentials: true }, concluding)
  const after = await newest(concluding)
  const moved = concluding.stacks.filter((_stack, index) => before[index] !== after[index]).map(({ stack }) => stack)
  if (moved.length === 0) return []
  throw new Failure(`\`finish\` changed ${moved.join(', ')} after the planned deployment; nobody has seen a plan of that.`, {
    code: 'TOOL_FAILED',
    fix: 'See the events of the stack for what was changed. Leave `finish` out, or have the plugin that does this do it while packaging.',
  })
}

/** The id of the newest event of each stack. */
const newest = ({ core, stacks }: Concluding): Promise<readonly (string | undefined)[]> =>
  Promise.all(
    stacks.map(async ({ stack, ...where }) => {
      const at = core(where)
      const { events } = await patiently(at, READ_LIMIT, () => at.cloudformation.events(stack, at.signal))
      return events[0]?.id
    }),
  )
