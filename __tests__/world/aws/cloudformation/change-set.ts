import { History } from '../history.ts'
import { ServiceError, validationError } from '../http/failure.ts'
import type { Fields } from '../http/params.ts'
import type { Process } from '../simulation.ts'
import type { World } from '../world.ts'
import { type Comparison, changesOf, differsElsewhere } from './diff.ts'
import { reversals } from './drift.ts'
import { nestedGoal } from './operations/nested.ts'
import type { ChangeRecord, ChangeSetEntry, ChangeSetRecord, Goal, StackEntry, ValidationRecord } from './records.ts'
import { current, scopeOf } from './scope.ts'
import { resolve } from './template/resolve.ts'

/** The words by which clients know an empty change set. */
export const NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."

/** What a request asks for, beside what it is to bring about. */
export interface Asked {
  readonly name: string
  readonly type: string
  readonly goal: Goal
  readonly description?: string | undefined
  readonly onStackFailure?: string | undefined
  readonly nested: boolean
  readonly revertsDrift?: boolean
  readonly imports: readonly Fields[]
  readonly parent?: ChangeSetEntry | undefined
}

/** Begins a change set; it is done after the time that the script gives it. */
export function beginChangeSet(world: World, entry: StackEntry, asked: Asked): ChangeSetEntry {
  const { parent, revertsDrift = false, ...rest } = asked
  const { account, region, ids, sim } = world
  const changeSet: ChangeSetEntry = {
    ...rest,
    revertsDrift,
    id: `arn:aws:cloudformation:${region}:${account}:changeSet/${asked.name}/${ids.uuid()}`,
    createdAt: sim.at,
    parentId: parent?.id,
    rootId: parent ? (parent.rootId ?? parent.id) : undefined,
    operationId: ids.uuid(),
    history: new History<ChangeSetRecord>(sim.at, { status: 'CREATE_PENDING', execution: 'UNAVAILABLE', changes: [] }),
    validations: [],
  }
  entry.changeSets.push(changeSet)
  world.stacks.noteOperation(entry, 'CREATE_CHANGESET', changeSet.operationId)
  sim.spawn(prepare(world, entry, changeSet))
  return changeSet
}

function* prepare(world: World, entry: StackEntry, changeSet: ChangeSetEntry): Process {
  const { changeSetMs, changeSetFailure, validations = [] } = world.scripts.of(entry.path)
  const set = (record: Partial<ChangeSetRecord>): void =>
    changeSet.history.set(world.sim.at, { ...changeSet.history.now, ...record })
  const pending = Math.floor(changeSetMs / 2)
  yield pending
  set({ status: 'CREATE_IN_PROGRESS' })
  yield changeSetMs - pending
  if (changeSet.deletedAt !== undefined) return
  changeSet.validations = validations
  const found = outcome(world, entry, changeSet)
  const inner = yield* failedInside(world, changeSet)
  const failure = changeSetFailure ?? blocking(validations) ?? (typeof found === 'string' ? found : inner)
  if (failure !== undefined) set({ status: 'FAILED', execution: 'UNAVAILABLE', reason: failure })
  else
    set({
      status: 'CREATE_COMPLETE',
      execution: 'AVAILABLE',
      changes: typeof found === 'string' ? [] : found,
      reason: warning(validations),
    })
}

const LOOK_AGAIN_MS = 1

/** Waits for the change sets of nested stacks; says which one failed, and not why. */
function* failedInside(world: World, { id }: ChangeSetEntry): Process<string | undefined> {
  for (const child of world.stacks.entries.flatMap((entry) => entry.changeSets).filter((one) => one.parentId === id)) {
    while (child.history.now.status.startsWith('CREATE_') && child.history.now.status !== 'CREATE_COMPLETE') yield LOOK_AGAIN_MS
    const { status, reason } = child.history.now
    if (status === 'FAILED' && reason !== NO_CHANGES)
      return `Nested change set ${child.id} was not successfully created: Currently in FAILED.`
  }
  return undefined
}

/** What was found does not keep the change set from being executed. */
const warning = (validations: readonly ValidationRecord[]): string | undefined =>
  validations.length > 0 ? 'Hook(s)/validation warned. Use the DescribeEvents API for details.' : undefined

/** The marker by which clients know that the details are to be had from DescribeEvents. */
const blocking = (validations: readonly ValidationRecord[]): string | undefined =>
  validations.some(({ mode, status }) => mode === 'FAIL' && status === 'FAILED')
    ? `The following hook(s)/validation failed: [${[...new Set(validations.map(({ name }) => `AWS::EarlyValidation::${name}`))].join(', ')}]. ` +
      'To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.'
    : undefined

function outcome(world: World, entry: StackEntry, changeSet: ChangeSetEntry): readonly ChangeRecord[] | string {
  try {
    const { goal, nested } = changeSet
    const comparison: Comparison = { world, entry, goal, nested, imports: importsOf(changeSet) }
    const changes = [...changesOf(comparison), ...(changeSet.revertsDrift ? reversals(entry) : [])]
    if (changes.length === 0 && !differsElsewhere(comparison)) return NO_CHANGES
    return nested ? changes.map((change) => withNested(world, entry, changeSet, change)) : changes
  } catch (error) {
    if (error instanceof ServiceError) return error.message
    throw error
  }
}

/** A nested stack gets a change set of its own, a new one the shell that goes with it. */
function withNested(world: World, entry: StackEntry, parent: ChangeSetEntry, change: ChangeRecord): ChangeRecord {
  if (change.type !== 'AWS::CloudFormation::Stack' || change.action !== 'Modify') return change
  const child = world.stacks.find(change.physicalId ?? '', world.sim.at)?.entry
  if (!child) throw validationError(`Stack with id ${change.physicalId} does not exist`)
  const declared = parent.goal.source.template.resources[change.logicalId]?.['Properties']
  const properties = resolve(declared ?? {}, scopeOf(world, entry, parent.goal, current(entry))) as Fields
  const goal = nestedGoal(world, parent.goal, properties, child.history.now.parameters)
  const name = `${parent.name}-${change.logicalId}`
  const made = beginChangeSet(world, child, { name, type: 'UPDATE', goal, nested: true, imports: [], parent })
  return { ...change, changeSetId: made.id }
}

/** Logical id to physical id, for what is to be imported. */
export const importsOf = ({ imports }: Pick<ChangeSetEntry, 'imports'>): ReadonlyMap<string, string> =>
  new Map(
    imports.map((one) => {
      const identifier = one['ResourceIdentifier']
      const pairs =
        identifier && typeof identifier === 'object' && !Array.isArray(identifier) ? Object.values(identifier as Fields) : []
      return [String(one['LogicalResourceId']), String(pairs[0] ?? '')]
    }),
  )

/** The change set by its ARN, or by its name within a stack; or the service's refusal. */
export function findChangeSet(
  world: World,
  nameOrId: string,
  stack: string | undefined,
): { entry: StackEntry; changeSet: ChangeSetEntry } {
  const within = stack === undefined ? world.stacks.entries : [world.stacks.get(stack).entry]
  for (const entry of within.toReversed()) {
    const matching = (one: ChangeSetEntry): boolean => one.id === nameOrId || (stack !== undefined && one.name === nameOrId)
    const changeSet = entry.changeSets.findLast((one) => matching(one) && one.deletedAt === undefined)
    if (changeSet) return { entry, changeSet }
  }
  throw new ServiceError('ChangeSetNotFound', `ChangeSet [${nameOrId}] does not exist`, 404)
}
