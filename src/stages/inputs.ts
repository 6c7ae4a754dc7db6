import { expand } from '../config/interpolate.ts'
import type { Run } from '../domain/run.ts'
import type { Assembly, StackPlan } from '../domain/stack.ts'
import { digestOf } from '../foundation/digest.ts'
import { attempt } from '../foundation/retry.ts'
import { planDigest } from '../stack/tokens.ts'
import { knownOutputs, seen } from './outputs.ts'
import type { StageContext } from './stage.ts'
import { valuesOf } from './values.ts'

/** A stack with all that it takes from others, or why that cannot be known before they were deployed. */
export type Inputs = { readonly assembly: Assembly } | { readonly deferred: string }

/** Gives the parameters that are made of outputs of other stacks their values. */
export async function withInputs(context: StageContext, assembly: Assembly): Promise<Inputs> {
  const open = Object.entries(assembly.open)
  if (open.length === 0) return { assembly }
  for (const name of assembly.dependsOn) await seen(context, name)
  const values = {
    ...(await valuesOf(context.ports, context.run())),
    outputs: await knownOutputs(
      context,
      open.map(([, text]) => text),
    ),
  }
  const given: Record<string, string> = {}
  for (const [name, text] of open) {
    const filled = await attempt(async () => expand(text, values))
    if ('value' in filled) given[name] = filled.value
    else if (assembly.dependsOn.some((before) => pending(context.run(), before)))
      return { deferred: `its parameter ${name} takes what is not there yet: ${filled.failure.message}` }
    else throw filled.failure
  }
  return { assembly: { ...assembly, parameters: { ...assembly.parameters, ...given } } }
}

/** The outputs of all stacks of the run, as far as those are there, and of stacks that it leaves out where a text takes them. */
export async function outputsInReach(context: StageContext, texts: readonly string[]) {
  await Promise.all(Object.keys(context.run().stacks).map((name) => seen(context, name)))
  return knownOutputs(context, texts)
}

/** Whether a stack will still be changed by this plan, so that it may get outputs and exports that it does not have. */
export function pending({ stacks }: Run, name: string): boolean {
  const { plan, operation } = stacks[name] ?? {}
  return plan !== undefined && plan.kind !== 'none' && operation?.state !== 'succeeded'
}

/** The plan of a stack whose turn must come first. It binds the template, and what the parameters are made of. */
export function deferredPlan(
  { artifacts, template, open, parameters, secretParameters, lateParameters = [], stack, region }: Assembly,
  why: string,
): StackPlan {
  const hidden = new Set([...secretParameters, ...lateParameters])
  const named = [...new Set([...Object.keys({ ...parameters, ...open }), ...hidden])].map((name) => {
    const secret = hidden.has(name)
    const value = open[name] ?? parameters[name] ?? ''
    return { name, source: 'given' as const, secret, ...(secret ? {} : { value }) }
  })
  const contentDigest = digestOf({ stack, region, template: template.sha256, parameters: named })
  return {
    kind: 'deferred',
    why,
    changes: [],
    parameters: named,
    capabilities: [],
    contentDigest,
    digest: planDigest(contentDigest, '', artifacts),
  }
}
