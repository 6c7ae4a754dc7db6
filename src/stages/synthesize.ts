import type { Config, StackConfig } from '../config/config.ts'
import { parametersIn } from '../config/parameters/file.ts'
import { mergedParameters } from '../config/parameters/merged.ts'
import { stackKeys } from '../config/stack-keys.ts'
import { comesLater } from '../domain/run.ts'
import type { Assembly } from '../domain/stack.ts'
import { synthesize as synthesizeWith } from '../engines/index.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { short } from '../foundation/markdown.ts'
import { policiesOf } from './policies.ts'
import type { Stage, StageContext } from './stage.ts'
import { valuesOf } from './values.ts'

// It becomes part of the address that is asked, so nothing else may stand in it.
const REGION = new RegExp(stackKeys.region.pattern)

/** Makes every stack's template, without credentials. */
export const synthesize: Stage = {
  name: 'synthesize',
  idle: () => undefined,
  async run(context) {
    const { config } = context
    const assemblies = await Promise.all(config.stacks.map((stack) => assemble(stack, context)))
    await context.changed(Object.fromEntries(assemblies.map((assembly) => [assembly.stack, { assembly }])))
    return { phase: 'successful', reason: named(config, 'synthesized') }
  },
}

async function assemble(stack: StackConfig, context: StageContext): Promise<Assembly> {
  const { ports, signal } = context
  const values = await parametersOf(stack, context)
  const { path, body } = await synthesizeWith(stack, ports, signal)
  const { dependsOn, timeLimit, tags, capabilities, roleArn } = stack
  return {
    stack: stack.name,
    region: await regionOf(stack, ports),
    template: { path, body, sha256: sha256(body) },
    ...values,
    dependsOn,
    timeLimit,
    policies: await policiesOf(stack, context.config, ports),
    ...(tags ? { tags } : {}),
    ...(capabilities ? { capabilities } : {}),
    ...(roleArn ? { roleArn } : {}),
  }
}

/** Those of the stack, above those of its files. */
async function parametersOf(stack: StackConfig, { ports, run }: StageContext) {
  const { files, runner, secrets } = ports
  const values = await valuesOf(ports, run())
  const read = stack.parameterFiles.map(async (path) => {
    const text = await files.read(path)
    if (text !== undefined) return parametersIn({ path, text }, values, comesLater(run().stages))
    throw new Failure(`There is no parameters file ${path}.`, {
      code: 'PARAMETERS_INVALID',
      fix: `Check \`parameters-file\` of stack ${stack.name}; the path is relative to the root of the repository.`,
    })
  })
  const found = await Promise.all(read)
  for (const value of found.flatMap((file) => file.secrets)) {
    for (const line of secrets.add(value)) await runner.mask(line)
  }
  return mergedParameters(found, stack)
}

/** The action's input, else the stack's or the environment's, else AWS_REGION, AWS_DEFAULT_REGION, the profile's. */
async function regionOf(stack: StackConfig, { runner, env, profileRegion }: StageContext['ports']): Promise<string> {
  const region =
    runner.input('region') || stack.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || (await profileRegion())
  if (!region) throw new Failure(`No region is known for stack ${stack.name}.`, { code: 'REGION_MISSING' })
  if (REGION.test(region)) return region
  throw new Failure(`“${short(region, 100)}” is no AWS region; one looks like us-east-1.`, {
    code: 'INPUT_INVALID',
    fix: 'Correct the input `region`, or AWS_REGION in the environment.',
  })
}

const named = ({ stacks }: Config, done: string): string => `${stacks.map((s) => s.name).join(', ')} ${done}`
