import type { StackConfig } from '../config/config.ts'
import { stackKeys } from '../config/stack-keys.ts'
import { Failure } from '../foundation/failure.ts'
import { short } from '../foundation/markdown.ts'
import type { Ports } from '../ports/index.ts'

// It becomes part of the address that is asked, so nothing else may stand in it.
const REGION = new RegExp(stackKeys.region.pattern)

/** The action's input, else the stack's or the environment's, else AWS_REGION, AWS_DEFAULT_REGION, the profile's. */
export async function regionOf(
  stack: Pick<StackConfig, 'region'> & { readonly name: string },
  { runner, env, profileRegion }: Ports,
): Promise<string> {
  const region =
    runner.input('region') || stack.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await profileRegion())
  if (!region) throw new Failure(`No region is known for stack ${stack.name}.`, { code: 'REGION_MISSING' })
  if (REGION.test(region)) return region
  throw new Failure(`“${short(region, 100)}” is no AWS region; one looks like us-east-1.`, {
    code: 'INPUT_INVALID',
    fix: 'Correct the input `region`, or AWS_REGION in the environment.',
  })
}
