import { ServiceError } from '../../http/failure.ts'
import { type Fields, fieldsOf, listOf, objectsOf } from '../../http/params.ts'
import type { Process } from '../../simulation.ts'
import type { World } from '../../world.ts'
import type { Goal, ResourceRecord, StackEntry } from '../records.ts'
import { outputsOf } from '../scope.ts'
import { templateAt } from '../source.ts'
import { checkTemplate } from '../template/order.ts'
import { settle } from '../template/parameters.ts'
import { apply, completeUpdate } from './apply.ts'
import { become, type Deployment } from './deployment.ts'
import { revertUpdate } from './revert.ts'

type Unfinished = Omit<ResourceRecord, 'at' | 'status'>

/** What the properties of a nested stack ask for. */
export function nestedGoal(world: World, parent: Goal, properties: Fields, previous: Readonly<Record<string, string>>): Goal {
  const source = templateAt(world, String(properties['TemplateURL'] ?? ''))
  checkTemplate(source.template)
  const given = Object.entries(fieldsOf(properties, 'Parameters')).map(([key, value]) => ({
    ParameterKey: key,
    ParameterValue: Array.isArray(value) ? value.join(',') : String(value),
  }))
  return {
    ...parent,
    source,
    parameters: settle(source.template, given, previous),
    tags: [...objectsOf(properties, 'Tags'), ...parent.tags],
    notificationArns: listOf(properties, 'NotificationARNs').map(String),
  }
}

/** Makes a nested stack; its own events appear on its own ARN. */
export function* createNested(deployment: Deployment, blank: Unfinished): Process<boolean> {
  const { world, entry, goal } = deployment
  const wanted = attempt(() => nestedGoal(world, goal, blank.properties, {}))
  if (typeof wanted === 'string') return failed(deployment, blank, 'CREATE_FAILED', wanted)
  const { logicalId } = blank
  const child = world.stacks.add(`${entry.name}-${logicalId}-${world.ids.suffix()}`, 'CREATE_IN_PROGRESS', wanted, {
    entry,
    logicalId,
  })
  const made = { ...blank, physicalId: child.id, name: child.name }
  world.stacks.setResource(entry, { ...made, status: 'CREATE_IN_PROGRESS', reason: 'Resource creation Initiated' })
  const inner = begin(deployment, child, wanted, 'CREATE_STACK')
  yield* become(world, child, 'CREATE_IN_PROGRESS')
  const problem = yield* finished(inner)
  if (problem === undefined) {
    world.stacks.change(child, { outputs: outputsOf(world, child, wanted) })
    yield* become(world, child, 'CREATE_COMPLETE')
    world.stacks.setResource(entry, { ...made, status: 'CREATE_COMPLETE' })
    return true
  }
  yield* become(world, child, 'CREATE_FAILED', problem)
  return failed(deployment, made, 'CREATE_FAILED', `Embedded stack ${child.id} was not successfully created: ${problem}`)
}

/** Updates a nested stack; its clean-up waits for that of the parent. */
export function* updateNested(
  deployment: Deployment,
  old: ResourceRecord,
  { real, shown }: { real: Fields; shown: Fields },
): Process<boolean> {
  const { world, entry, goal } = deployment
  world.stacks.setResource(entry, { ...old, status: 'UPDATE_IN_PROGRESS', reason: undefined }, shown)
  const child = childOf(world, old)
  const wanted = attempt(() => nestedGoal(world, goal, real, child.history.now.parameters))
  if (typeof wanted === 'string') return failed(deployment, old, 'UPDATE_FAILED', wanted)
  const before = child.history.now
  const inner = begin(deployment, child, wanted, 'UPDATE_STACK')
  child.wayBack = { kind: 'update', before }
  yield* become(world, child, 'UPDATE_IN_PROGRESS')
  const problem = yield* finished(inner)
  if (problem === undefined) {
    world.stacks.change(child, { outputs: outputsOf(world, child, wanted) })
    yield* become(world, child, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')
    world.stacks.setResource(entry, { ...old, status: 'UPDATE_COMPLETE', reason: undefined, properties: real, shown })
    return true
  }
  if (deployment.keepFailed) yield* become(world, child, 'UPDATE_FAILED', problem)
  else world.sim.spawn(revertUpdate(world, child, before, problem))
  const state = `Currently in ${child.history.now.status} with reason: ${problem}`
  return failed(deployment, old, 'UPDATE_FAILED', `Embedded stack ${child.id} was not successfully updated. ${state}`)
}

function begin(deployment: Deployment, child: StackEntry, goal: Goal, type: string): Deployment {
  const { world, entry } = deployment
  const operation = world.stacks.begin(child, type, entry.operation?.token)
  const { cancelled } = operation
  deployment.cancelled.whenOpen(() => cancelled.open())
  return { ...deployment, entry: child, before: child.history.now, goal, cancelled, imports: new Map() }
}

/** The inner deployment goes on even when the outer one is cut off, so that it can put its own things in order. */
function* finished(inner: Deployment): Process<string | undefined> {
  return yield* inner.world.sim.spawn(apply(inner)).end.wait()
}

function failed({ world, entry }: Deployment, record: Unfinished, status: string, reason: string): false {
  world.stacks.setResource(entry, { ...record, status, reason })
  return false
}

function attempt(make: () => Goal): Goal | string {
  try {
    return make()
  } catch (error) {
    if (error instanceof ServiceError) return error.message
    throw error
  }
}

function childOf(world: World, record: ResourceRecord): StackEntry {
  return world.stacks.get(record.physicalId ?? '').entry
}

const isNested = (record: ResourceRecord | undefined): record is ResourceRecord =>
  record?.type === 'AWS::CloudFormation::Stack' && record.physicalId !== undefined

/** Cuts off what a nested stack is doing. */
export function cancelNested(world: World, record: ResourceRecord): void {
  if (!isNested(record)) return
  const child = childOf(world, record)
  child.operation?.cancelled.open()
  const { status } = child.history.now
  if (status === 'CREATE_IN_PROGRESS') world.stacks.setStatus(child, 'CREATE_FAILED', 'Resource creation cancelled')
  if (status === 'UPDATE_IN_PROGRESS' && child.wayBack) world.sim.spawn(revertUpdate(world, child, child.wayBack.before, ''))
}

/** Lets a nested stack clean up, now that its parent does. */
export function* finishNested(world: World, record: ResourceRecord | undefined): Process {
  if (!isNested(record)) return
  const child = childOf(world, record)
  if (!child.wayBack || !child.operation) return
  const { cancelled } = child.operation
  const { before } = child.wayBack
  yield* completeUpdate({
    world,
    entry: child,
    before,
    goal: child.history.now,
    cancelled,
    imports: new Map(),
    keepFailed: false,
  })
}

/** Takes back the update of a nested stack, or waits until it has done so itself. */
export function* revertNested(world: World, record: ResourceRecord): Process {
  const child = childOf(world, record)
  if (child.wayBack && !child.history.now.status.startsWith('UPDATE_ROLLBACK_')) {
    yield* revertUpdate(world, child, child.wayBack.before, '')
  }
  while (child.history.now.status.endsWith('_IN_PROGRESS')) yield POLL_MS
}

const POLL_MS = 1
