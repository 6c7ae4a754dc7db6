import { namesIn } from '../config/interpolate.ts'
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
  return knownOutputs(
    context,
    context.config.verify.map(({ options }) => JSON.stringify(options)),
  )
}

/** Those of the stacks of this run, and of stacks that it leaves out where one of these texts takes them. */
export async function knownOutputs(context: StageContext, texts: readonly string[]): Promise<Outputs> {
  const wanted = new Set(texts.flatMap(stacksIn))
  const leftOut = (context.run().leftOut ?? []).filter(({ name }) => wanted.has(name))
  const others = await Promise.all(
    leftOut.map(async ({ name, region }) => {
      const core = context.core(region === undefined ? await whereOf(context, name) : { region })
      const found = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(name, core.signal))
      return [name, found?.outputs ?? {}] as const
    }),
  )
  return { ...Object.fromEntries(others), ...namedOutputs(context.run()) }
}

/** The stacks whose outputs a text takes. */
const stacksIn = (text: string): readonly string[] =>
  namesIn(text).flatMap(({ name }) => (name.startsWith('outputs.') ? (name.split('.')[1] ?? []) : []))

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
function namedOutputs({ stacks }: Run): Outputs {
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
