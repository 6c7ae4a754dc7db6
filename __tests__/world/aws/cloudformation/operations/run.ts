import type { Latch, Process } from '../../simulation.ts'
import type { World } from '../../world.ts'
import type { Goal, Operation, StackEntry, StackRecord } from '../records.ts'
import { outputsOf } from '../scope.ts'
import { apply, completeUpdate } from './apply.ts'
import { become, type Deployment } from './deployment.ts'
import { lostExport } from './exports.ts'
import { deleteAll } from './remove.ts'
import { revertCreate, revertUpdate } from './revert.ts'

const BY_USER = 'User Initiated'

/** What an execution is asked to do when something fails. */
export interface Execution {
  readonly goal: Goal
  readonly token: string | undefined
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING'
  readonly imports: ReadonlyMap<string, string>
  readonly operationId?: string
}

/** Starts a process as the stack's one operation. */
function start(world: World, entry: StackEntry, operation: Operation, process: Process): void {
  const whole = function* (): Process {
    yield* process
    if (entry.operation === operation) entry.operation = undefined
    operation.end.open()
  }
  world.sim.spawn(whole())
}

function deploymentOf(world: World, entry: StackEntry, execution: Execution, cancelled: Latch<void>): Deployment {
  const { goal, imports, onFailure } = execution
  return { world, entry, before: entry.history.now, goal, cancelled, imports, keepFailed: onFailure === 'DO_NOTHING' }
}

/** Makes a stack. */
export function startCreate(world: World, entry: StackEntry, execution: Execution): void {
  const operation = world.stacks.begin(entry, 'CREATE_STACK', execution.token, execution.operationId)
  const deployment = deploymentOf(world, entry, execution, operation.cancelled)
  world.stacks.change(entry, { updatedAt: world.sim.at })
  start(world, entry, operation, creating(deployment, execution))
}

function* creating(deployment: Deployment, { goal, onFailure }: Execution): Process {
  const { world, entry } = deployment
  yield* become(world, entry, 'CREATE_IN_PROGRESS', BY_USER)
  const problem = yield* apply(deployment)
  if (deployment.cancelled.done) return
  if (problem === undefined) {
    world.stacks.change(entry, { outputs: outputsOf(world, entry, goal) })
    yield* become(world, entry, 'CREATE_COMPLETE')
  } else if (onFailure === 'DO_NOTHING') {
    entry.wayBack = { kind: 'create', before: deployment.before }
    yield* become(world, entry, 'CREATE_FAILED', problem)
  } else if (onFailure === 'DELETE') {
    yield* deleteAll(world, entry, [], `${problem}Delete requested by user.`)
  } else {
    yield* revertCreate(world, entry, `${problem}Rollback requested by user.`)
  }
}

/** Updates a stack. */
export function startUpdate(world: World, entry: StackEntry, execution: Execution): void {
  const operation = world.stacks.begin(entry, 'UPDATE_STACK', execution.token, execution.operationId)
  const deployment = deploymentOf(world, entry, execution, operation.cancelled)
  world.stacks.change(entry, { updatedAt: world.sim.at })
  start(world, entry, operation, updating(deployment, execution))
}

function* updating(deployment: Deployment, { onFailure }: Execution): Process {
  const { world, entry, before, cancelled } = deployment
  yield* become(world, entry, 'UPDATE_IN_PROGRESS', BY_USER)
  const problem = (yield* apply(deployment)) ?? lostExport(deployment)
  if (problem === undefined) {
    yield* completeUpdate(deployment)
  } else if (onFailure === 'DO_NOTHING' && !cancelled.done) {
    entry.wayBack = { kind: 'update', before: entry.wayBack?.before ?? before }
    yield* become(world, entry, 'UPDATE_FAILED', problem)
  } else {
    yield* revertUpdate(world, entry, entry.wayBack?.before ?? before, cancelled.done ? BY_USER : problem)
  }
}

/** Takes existing resources into a stack. */
export function startImport(world: World, entry: StackEntry, execution: Execution): void {
  const operation = world.stacks.begin(entry, 'UPDATE_STACK', execution.token, execution.operationId)
  const deployment = deploymentOf(world, entry, execution, operation.cancelled)
  start(world, entry, operation, importing(deployment))
}

function* importing(deployment: Deployment): Process {
  const { world, entry, goal, before } = deployment
  yield* become(world, entry, 'IMPORT_IN_PROGRESS', BY_USER)
  const problem = yield* apply(deployment)
  if (problem === undefined) {
    world.stacks.change(entry, { outputs: outputsOf(world, entry, goal) })
    yield* become(world, entry, 'IMPORT_COMPLETE')
    return
  }
  yield* become(world, entry, 'IMPORT_ROLLBACK_IN_PROGRESS', problem)
  const { source, parameters, tags, resources } = before
  world.stacks.change(entry, { source, parameters, tags, resources })
  yield* become(world, entry, 'IMPORT_ROLLBACK_COMPLETE')
}

/** Deletes a stack, whatever is under way on it. */
export function startDelete(
  world: World,
  entry: StackEntry,
  token: string | undefined,
  retained: readonly string[],
  force: boolean,
): void {
  entry.operation?.cancelled.open()
  const operation = world.stacks.begin(entry, 'DELETE_STACK', token)
  const whole = function* (): Process {
    yield* deleteAll(world, entry, retained, BY_USER, force)
  }
  start(world, entry, operation, whole())
}

/** Takes back what stopped half-way. */
export function startRollback(world: World, entry: StackEntry, token: string | undefined): string {
  const operation = world.stacks.begin(entry, 'ROLLBACK', token)
  const { wayBack } = entry
  const before: StackRecord = wayBack?.before ?? entry.history.now
  const process =
    entry.history.now.status === 'CREATE_FAILED'
      ? revertCreate(world, entry, BY_USER)
      : revertUpdate(world, entry, before, BY_USER)
  start(world, entry, operation, process)
  return operation.id
}

/** Goes on with a rollback that got stuck. */
export function startContinue(world: World, entry: StackEntry, token: string | undefined, skipped: readonly string[]): void {
  const operation = world.stacks.begin(entry, 'CONTINUE_ROLLBACK', token)
  const before = entry.wayBack?.before ?? entry.history.now
  start(world, entry, operation, revertUpdate(world, entry, before, BY_USER, skipped))
}
