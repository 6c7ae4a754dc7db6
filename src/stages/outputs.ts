import { Failure } from '../foundation/failure.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { assemblyOf } from './assembly.ts'
import type { StageContext } from './stage.ts'

/** The outputs of every stack, read from AWS where this run has not seen them. */
export async function outputsOf(context: StageContext): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  for (const { name } of context.config.stacks) {
    if (context.run().stacks[name]?.outputs) continue
    const core = context.core(assemblyOf(context.run(), name).region)
    const stack = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(name, core.signal))
    if (!stack) throw new Failure(`There is no stack ${name} to verify.`, { code: 'PLAN_MISSING', fix: 'Deploy it first.' })
    await context.changed({ [name]: { status: stack.status, outputs: stack.outputs } })
  }
  return Object.fromEntries(Object.entries(context.run().stacks).map(([name, { outputs }]) => [name, outputs ?? {}]))
}
