import type { Assembly, Operation } from '../domain/stack.ts'
import type { Ended } from '../domain/tool.ts'
import { engineOf } from '../engines/index.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { type Before, before, beside } from '../stack/beside.ts'
import { assemblyOf, planOf } from './assembly.ts'
import { publishingOf, targetOf, workplaceOf } from './builds.ts'
import { verdicts } from './commanded-verdict.ts'
import type { StageContext, StageOutcome } from './stage.ts'

/** Deploys a stack that a command changes; one command is run once, for all stacks that it changes. Answers only when that is not well. */
export function commanding(context: StageContext): (stack: string) => Promise<StageOutcome | undefined> {
  const going = new Map<string, Promise<ReadonlyMap<string, StageOutcome>>>()
  return async (stack) => {
    const { system } = assemblyOf(context.run(), stack)
    const one = going.get(system) ?? commanded(context, system)
    going.set(system, one)
    return (await one).get(stack)
  }
}

async function commanded(context: StageContext, system: string): Promise<ReadonlyMap<string, StageOutcome>> {
  const all = Object.entries(context.run().stacks).filter(([, { plan }]) => plan?.kind === 'command')
  const assemblies = all.flatMap(([, { assembly }]) => (assembly?.system === system ? [assembly] : []))
  const places = await Promise.all(
    assemblies.map((assembly) => before(context.core(assembly), assembly, planOf(context.run(), assembly.stack))),
  )
  const run = await commandOf(context, system, assemblies[0])
  await context.changed(Object.fromEntries(places.map((place) => [place.stack, { operation: requested(context, place) }])))
  const end = { over: false }
  const running = attempt(run).finally(() => {
    end.over = true
  })
  const watching = assemblies.map((assembly, index) =>
    attempt(() =>
      beside(context.core(assembly), places[index] as Before, {
        over: () => end.over,
        begun: (operation) => context.changed({ [assembly.stack]: { operation } }),
      }),
    ),
  )
  const ended = await running
  const seen = await Promise.all(watching)
  context.signal.throwIfAborted()
  return verdicts(context, { system, ended, assemblies, seen })
}

/** Until something is seen of it, what the command may do to a stack is unknown. */
const requested = ({ run }: StageContext, { changedAt }: Before): Operation => ({
  token: `command-${run().identity.runId}-${run().identity.attempt}`,
  kind: changedAt === undefined ? 'create' : 'update',
  state: 'unknown',
  status: 'requested',
  events: 0,
})

/** The command of a system, as it was approved. A job of its own has to build first what the command deploys. */
async function commandOf(context: StageContext, system: string, assembly: Assembly | undefined): Promise<() => Promise<Ended>> {
  const entry = context.config.stacks.find(({ name }) => name === system)
  const engine = entry && engineOf(entry.kind)
  const commands = assembly?.commands
  if (!entry || !engine?.deploy || !commands)
    throw new Failure(`The command that deploys ${system} is not in the configuration.`, { code: 'PLAN_MISSING' })
  const target = await targetOf(entry, context)
  if (!context.run().stages.includes('synthesize')) await engine.synthesize(target, workplaceOf(entry, context))
  const { deploy } = engine
  return () => deploy(target, publishingOf(entry, context), commands)
}
