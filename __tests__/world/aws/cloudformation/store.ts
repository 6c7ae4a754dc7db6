import { History } from '../history.ts'
import { validationError } from '../http/failure.ts'
import type { Fields } from '../http/params.ts'
import { Latch } from '../simulation.ts'
import type { World } from '../world.ts'
import type { Begun, EventRecord, Goal, Operation, ResourceRecord, StackEntry, StackRecord } from './records.ts'

type Told = Omit<EventRecord, 'id' | 'at' | 'shownAt' | 'token' | 'operationId'>

/** Everything CloudFormation knows, with its past. */
export class Stacks {
  readonly entries: StackEntry[] = []
  /** Every operation that was begun, nested ones and cancels included. */
  readonly begun: Begun[] = []
  readonly #owner: () => World

  /** The world is asked for later, since stacks are a part of it. */
  constructor(owner: () => World) {
    this.#owner = owner
  }

  get #world(): World {
    return this.#owner()
  }

  /** A new stack of that name, in its first status. */
  add(name: string, status: string, goal: Goal, parent?: { readonly entry: StackEntry; readonly logicalId: string }): StackEntry {
    const { account, region, ids, sim } = this.#world
    const id = `arn:aws:cloudformation:${region}:${account}:stack/${name}/${ids.uuid()}`
    const record: StackRecord = {
      ...goal,
      status,
      createdAt: sim.at,
      resources: new Map(),
      outputs: [],
      disableRollback: false,
      terminationProtection: false,
      lastOperations: [],
    }
    const entry: StackEntry = {
      id,
      name,
      parentId: parent?.entry.id,
      rootId: parent ? (parent.entry.rootId ?? parent.entry.id) : undefined,
      path: parent ? `${parent.entry.path}/${parent.logicalId}` : name,
      history: new History(sim.at, record),
      events: [],
      changeSets: [],
      answered: new Map(),
      drift: [],
      detections: new Map(),
    }
    this.entries.push(entry)
    return entry
  }

  /** By name a stack that is not deleted, by ARN any. */
  find(nameOrId: string, at: number): { readonly entry: StackEntry; readonly record: StackRecord } | undefined {
    for (const entry of this.entries.toReversed()) {
      const record = entry.history.asOf(at)
      if (!record) continue
      if (entry.id === nameOrId || (entry.name === nameOrId && record.status !== 'DELETE_COMPLETE')) return { entry, record }
    }
    return undefined
  }

  /** The stack, or the service's refusal. */
  get(nameOrId: string, at: number = this.#world.sim.at): { readonly entry: StackEntry; readonly record: StackRecord } {
    const found = this.find(nameOrId, at)
    if (!found) throw validationError(`Stack with id ${nameOrId} does not exist`)
    return found
  }

  change(entry: StackEntry, part: Partial<StackRecord>): void {
    entry.history.set(this.#world.sim.at, { ...entry.history.now, ...part })
  }

  /** The stack takes a status, and says so in its events. */
  setStatus(entry: StackEntry, status: string, reason?: string): void {
    const { sim } = this.#world
    this.change(entry, { status, reason, ...(status === 'DELETE_COMPLETE' ? { deletedAt: sim.at } : {}) })
    this.#push(entry, { logicalId: entry.name, physicalId: entry.id, type: 'AWS::CloudFormation::Stack', status, reason })
  }

  /** A resource takes a status, and the stack's events say so. */
  setResource(entry: StackEntry, record: Omit<ResourceRecord, 'at'>, shown: Fields = record.shown ?? {}): void {
    const { logicalId, physicalId, type, status, reason } = record
    const resources = new Map(entry.history.now.resources).set(logicalId, { ...record, at: this.#world.sim.at })
    this.change(entry, { resources })
    this.#push(entry, { logicalId, physicalId, type, status, reason, properties: JSON.stringify(shown) })
  }

  /** An event about something that is no longer, or not any more, part of the stack. */
  tell(entry: StackEntry, event: Told): void {
    this.#push(entry, event)
  }

  forget(entry: StackEntry, logicalId: string): void {
    const resources = new Map(entry.history.now.resources)
    resources.delete(logicalId)
    this.change(entry, { resources })
  }

  /** An operation that somebody asked for. */
  begin(entry: StackEntry, type: string, token: string | undefined, id = this.#world.ids.uuid()): Operation {
    this.count(entry, type, token)
    return this.open(entry, type, token, id)
  }

  /** Counts what is asked of a stack and took effect. */
  count({ path }: StackEntry, type: string, token: string | undefined): void {
    this.begun.push({ stack: path, type, token, at: new Date(this.#world.sim.at) })
  }

  /** The same of an operation that was under way before the test began, which does not count. */
  open(entry: StackEntry, type: string, token: string | undefined, id = this.#world.ids.uuid()): Operation {
    const operation: Operation = { id, type, token, startedAt: this.#world.sim.at, cancelled: new Latch(), end: new Latch() }
    entry.operation = operation
    this.noteOperation(entry, type, id)
    return operation
  }

  /** The newest operation of each type is what an answer shows. */
  noteOperation(entry: StackEntry, type: string, id: string): void {
    const others = entry.history.now.lastOperations.filter((one) => one.type !== type)
    this.change(entry, { lastOperations: [{ type, id }, ...others] })
  }

  #push(entry: StackEntry, event: Told): void {
    const { sim, ids, scripts } = this.#world
    const { token, id } = entry.operation ?? {}
    const own =
      event.logicalId === entry.name
        ? ids.uuid()
        : `${event.logicalId}-${event.status}-${new Date(sim.at).toISOString()}-${ids.suffix()}`
    const shownAt = sim.at + scripts.lateness(entry.path, event)
    entry.events.push({ ...event, id: own, at: sim.at, shownAt, token, operationId: id })
  }
}
