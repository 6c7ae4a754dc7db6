import type { Run } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { whereOf } from './assembly.ts'
import type { StageContext } from './stage.ts'

type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>

/** The outputs of every stack, read from AWS where this run has not seen them. */
export async function outputsOf(context: StageContext): Promise<Outputs> {
  for (const name of Object.keys(context.run().stacks)) {
    if (await seen(context, name)) continue
    throw new Failure(`There is no stack ${name} to verify.`, { code: 'PLAN_MISSING', fix: 'Deploy it first.' })
  }
  return namedOutputs(context.run())
}

/** Sees to it that the outputs of a stack are known, where it is there. */
export async function seen(context: StageContext, name: string): Promise<boolean> {
  if (context.run().stacks[name]?.outputs) return true
  const core = context.core(await whereOf(context, name))
  const stack = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(name, core.signal))
  if (!stack) return false
  await context.changed({ [name]: { status: stack.status, outputs: stack.outputs } })
  return true
}

/** The outputs that are known, by the names of stacks and of the systems that they belong to. */
export function namedOutputs({ stacks }: Run): Outputs {
  const all = Object.entries(stacks).map(([name, { assembly, outputs = {} }]) => ({
    name,
    system: assembly?.system ?? name,
    outputs,
  }))
  const systems = all.map(({ system }) => [
    system,
    Object.assign({}, ...all.filter((s) => s.system === system).map((s) => s.outputs)),
  ])
  return { ...Object.fromEntries(systems), ...Object.fromEntries(all.map(({ name, outputs }) => [name, outputs])) }
}
