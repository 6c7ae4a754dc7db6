import type { Run } from '../domain/run.ts'
import type { Assembly, StackPlan, Where } from '../domain/stack.ts'
import { engineOf } from '../engines/index.ts'
import { Failure } from '../foundation/failure.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { regionOf } from './region.ts'
import { ownRole } from './roles.ts'
import type { StageContext } from './stage.ts'

const unplanned = (stack: string): Failure =>
  new Failure(`Stack ${stack} was not planned in this run, and no record of a plan was given.`, { code: 'PLAN_MISSING' })

/** The stacks of the run, as far as their tools have named them. */
export const assembliesIn = (run: Run): readonly Assembly[] => Object.values(run.stacks).flatMap(({ assembly }) => assembly ?? [])

/** What was made for a stack in this run or in the one whose record was given. */
export function assemblyOf(run: Run, stack: string): Assembly {
  const assembly = run.stacks[stack]?.assembly
  if (assembly) return assembly
  throw unplanned(stack)
}

/** What was planned for a stack, in this run or in the one whose record was given. */
export function planOf(run: Run, stack: string): StackPlan {
  const plan = run.stacks[stack]?.plan
  if (plan) return plan
  throw unplanned(stack)
}

/** Where a stack is. Of one that was not made in this run the configuration says it, as long as its name is the stack's. */
export async function whereOf({ run, config, ports }: StageContext, stack: string): Promise<Where> {
  const known = run().stacks[stack]?.assembly
  if (known) return known
  const entry = [...config.stacks, ...config.leftOut].find(({ name }) => name === stack)
  if (entry && engineOf(entry.kind).namesStack) return { region: await regionOf(entry, ports), ...ownRole(config, run(), stack) }
  throw new Failure(`Which stacks ${stack} is made of is not known here.`, {
    code: 'PLAN_MISSING',
    fix: 'Give the record of the job that planned or deployed it.',
  })
}

/** The template of a stack: as it was made, or as the stack or its change set has it. */
export async function templateOf(context: StageContext, stack: string, changeSet?: string): Promise<string> {
  const body = context.run().stacks[stack]?.assembly?.template.body
  if (body) return body
  const core = context.core(await whereOf(context, stack))
  return patiently(core, READ_LIMIT, () => core.cloudformation.template(stack, core.signal, changeSet))
}
