import type { Fields } from '../http/params.ts'
import type { World } from '../world.ts'
import { customName } from './kinds.ts'
import type { EventRecord, Goal, OutputRecord, ResourceRecord, StackEntry } from './records.ts'
import { current, outputsOf, physicalId, scopeOf } from './scope.ts'
import type { StackStatus } from './statuses.ts'
import { dependencies } from './template/order.ts'
import { settle } from './template/parameters.ts'
import { NO_TEMPLATE, parseTemplate } from './template/parse.ts'
import { resolve } from './template/resolve.ts'

/** A stack that is there before the test begins. */
export interface StackSeed {
  readonly name: string
  readonly status: StackStatus
  readonly reason?: string
  readonly template?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  /** In place of those of the template. */
  readonly outputs?: Readonly<Record<string, string>>
  readonly terminationProtection?: boolean
  readonly policy?: string
  /** So many events of earlier operations. */
  readonly oldEvents?: number
  /** Token of the operation that brought it here, or is still under way. */
  readonly token?: string
  /** What becomes of it by itself, in this order. */
  readonly next?: readonly { readonly afterMs: number; readonly status: StackStatus; readonly reason?: string }[]
}

/** Puts a stack into the world as if it had been there for long. */
export function seed(world: World, wanted: StackSeed): StackEntry {
  const { stacks, sim } = world
  const entry = stacks.add(wanted.name, wanted.status, goalOf(wanted))
  stacks.change(entry, { terminationProtection: wanted.terminationProtection ?? false, policy: wanted.policy })
  for (let index = 0; index < (wanted.oldEvents ?? 0); index += 1)
    entry.events.push(oldEvent(world, entry, index, wanted.oldEvents ?? 0))
  const shell = wanted.status === 'REVIEW_IN_PROGRESS' || wanted.status === 'DELETE_COMPLETE'
  const empty = shell || wanted.status === 'ROLLBACK_COMPLETE'
  if (!shell)
    fill(world, entry, empty ? 'DELETE_COMPLETE' : wanted.status.startsWith('UPDATE') ? 'UPDATE_COMPLETE' : 'CREATE_COMPLETE')
  const outputs: readonly OutputRecord[] = wanted.outputs
    ? Object.entries(wanted.outputs).map(([key, value]) => ({ key, value }))
    : empty
      ? []
      : outputsOf(world, entry, entry.history.now)
  stacks.change(entry, { outputs })
  stacks.open(entry, wanted.status.startsWith('UPDATE') ? 'UPDATE_STACK' : 'CREATE_STACK', wanted.token)
  if (wanted.status.startsWith('UPDATE')) stacks.change(entry, { updatedAt: sim.at })
  if (/^UPDATE_(FAILED|ROLLBACK_FAILED)$/.test(wanted.status)) entry.wayBack = { kind: 'update', before: entry.history.now }
  stacks.setStatus(entry, wanted.status, wanted.reason)
  if (wanted.next) sim.spawn(story(world, entry, wanted.next))
  else entry.operation = undefined
  return entry
}

function goalOf({ template, parameters = {}, tags = {} }: StackSeed): Goal {
  const source = template === undefined ? NO_TEMPLATE : parseTemplate(template)
  const given = Object.entries(parameters).map(([key, value]) => ({ ParameterKey: key, ParameterValue: value }))
  return {
    source,
    parameters: template === undefined ? parameters : settle(source.template, given, {}),
    tags: Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value })),
    capabilities: [],
    notificationArns: [],
  }
}

function* story(world: World, entry: StackEntry, steps: NonNullable<StackSeed['next']>): Generator<number, void, void> {
  for (const { afterMs, status, reason } of steps) {
    yield afterMs
    world.stacks.setStatus(entry, status, reason)
  }
  entry.operation = undefined
}

/** The resources of the template, made without a word. */
function fill(world: World, entry: StackEntry, status: string): void {
  const { template } = entry.history.now.source
  const left = new Map(dependencies(template))
  while (left.size > 0) {
    const [id] = [...left].find(([, needs]) => !needs.some((need) => left.has(need))) ?? []
    if (id === undefined) throw new Error(`The template of ${entry.name} has a circle`)
    left.delete(id)
    const type = String(template.resources[id]?.['Type'])
    const record = made(world, entry, { logicalId: id, type, status })
    world.stacks.change(entry, { resources: new Map(entry.history.now.resources).set(id, record) })
  }
}

function made(world: World, entry: StackEntry, one: Pick<ResourceRecord, 'logicalId' | 'type' | 'status'>): ResourceRecord {
  const goal = entry.history.now
  const declared = goal.source.template.resources[one.logicalId]?.['Properties'] ?? {}
  const properties = resolve(declared, scopeOf(world, entry, goal, current(entry))) as Fields
  const shown = resolve(declared, scopeOf(world, entry, goal, current(entry), true)) as Fields
  const name = customName(one.type, properties) ?? `${entry.name}-${one.logicalId}-${world.ids.suffix()}`
  return { ...one, at: world.sim.at, properties, shown, name, physicalId: physicalId(world, one.type, name, properties) }
}

function oldEvent(world: World, entry: StackEntry, index: number, total: number): EventRecord {
  const MINUTE = 60_000
  const at = world.sim.at - (total - index) * MINUTE
  const common = { id: `old-${index}`, at, shownAt: at, operationId: 'old-operation', token: 'old-token' }
  return { ...common, logicalId: entry.name, physicalId: entry.id, type: 'AWS::CloudFormation::Stack', status: 'UPDATE_COMPLETE' }
}
