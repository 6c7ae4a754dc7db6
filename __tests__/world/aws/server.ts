import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WorldClock } from '../clock.ts'
import type { Begun, DriftRecord } from './cloudformation/records.ts'
import { Scripts, type StackScript } from './cloudformation/script.ts'
import { type StackSeed, seed } from './cloudformation/seed.ts'
import { isBusy, type StackStatus } from './cloudformation/statuses.ts'
import { Stacks } from './cloudformation/store.ts'
import { control } from './control.ts'
import { type Exchange, exchange } from './http/exchange.ts'
import { type FaultRule, Faults } from './http/faults.ts'
import type { Call } from './http/message.ts'
import { readRequest } from './http/read.ts'
import { Ids } from './ids.ts'
import { Keeping } from './keeping/store.ts'
import { Functions } from './lambda/functions.ts'
import { Logs } from './logs/store.ts'
import { Objects } from './s3/store.ts'
import { Simulation } from './simulation.ts'
import { Sts } from './sts/roles.ts'
import type { World } from './world.ts'

/** What a world is made with. */
export interface AwsOptions {
  readonly clock: WorldClock
  readonly port?: number
  readonly account?: string
  readonly region?: string
  /** Told +1 when a request begins to wait on purpose, -1 when it ends: nothing else is running meanwhile. */
  readonly held?: (delta: 1 | -1) => void
  /** Of the generator that spreads faults by rate. */
  readonly seed?: number
  /** In place of the default durations. */
  readonly changeSetMs?: number
  readonly resourceMs?: number
}

/** The stacks of a world, for tests to set up and to look at. */
export interface SeededStacks {
  /** Puts a stack there and gives its ARN. */
  seed(stack: StackSeed): string
  /** Leaves a stack in a status, as if an operation of somebody else had brought it there or were still under way. */
  turn(nameOrId: string, status: StackStatus): void
  /** A stack's status now, by name or ARN. */
  status(nameOrId: string): string | undefined
  /** The names of the change sets that a stack has now. */
  changeSets(nameOrId: string): readonly string[]
  /** Changes resources of a stack behind its back. */
  drift(nameOrId: string, drift: readonly DriftRecord[]): void
  /** What of a stack is not as its template says. */
  drifted(nameOrId: string): readonly string[]
  /** Every operation that was begun on any stack since the test began: nested ones by their path, cancels as `CANCEL_UPDATE`. */
  begun(): readonly Begun[]
  /** The ARNs of all stacks, deleted ones included. */
  ids(): readonly string[]
}

/** The server, and everything a test can do to it. */
export interface ScriptedAws {
  readonly url: string
  readonly calls: readonly Call[]
  fault(rule: FaultRule): void
  /** Says how long things take in a stack, and what fails; nested stacks are `parent/LogicalId`. */
  script(stack: string, timeline: StackScript): void
  readonly stacks: SeededStacks
  readonly logs: Logs
  readonly objects: Objects
  readonly keeping: Keeping
  /** Roles, who may take them on, and what they may do. */
  readonly sts: Sts
  /** Forgets rules, scripts and calls; what was deployed stays. */
  reset(): void
  close(): Promise<void>
}

/** Starts the scripted AWS server on loopback. */
export async function startAws(options: AwsOptions): Promise<ScriptedAws> {
  const world = worldOf(options)
  const faults = new Faults(options.seed)
  const calls: Call[] = []
  const functions = new Functions(world)
  const catchUp = (): void => world.sim.advance(options.clock.now().getTime())
  const shared: Exchange = { world, faults, calls, functions, catchUp, held: options.held ?? (() => undefined) }
  const server = createServer((request, response) => void respond(request, response, shared, () => aws))
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const aws: ScriptedAws = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    fault: (rule) => faults.add(rule),
    script: (stack, timeline) => {
      catchUp()
      world.scripts.set(stack, timeline)
    },
    stacks: seededStacks(world, catchUp),
    logs: world.logs,
    objects: world.objects,
    keeping: world.keeping,
    sts: world.sts,
    reset: () => {
      faults.clear()
      world.scripts.clear()
      calls.length = 0
      world.stacks.begun.length = 0
    },
    close: async () => {
      functions.close()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
  return aws
}

function worldOf({ clock, account = '123456789012', region = 'us-east-1', ...durations }: AwsOptions): World {
  const ids = new Ids()
  const sim = new Simulation(clock.now().getTime())
  const now = (): number => clock.now().getTime()
  const { changeSetMs, resourceMs } = durations
  const scripts = new Scripts({
    ...(changeSetMs === undefined ? {} : { changeSetMs }),
    ...(resourceMs === undefined ? {} : { resourceMs }),
  })
  const rest = {
    scripts,
    logs: new Logs(now),
    objects: new Objects(ids, now),
    sts: new Sts(),
    keeping: new Keeping(),
  }
  const world: World = { clock, sim, ids, account, region, ...rest, stacks: new Stacks(() => world) }
  return world
}

function seededStacks(world: World, catchUp: () => void): SeededStacks {
  return {
    seed: (stack) => {
      catchUp()
      return seed(world, stack).id
    },
    turn: (nameOrId, status) => {
      catchUp()
      const { entry } = world.stacks.get(nameOrId)
      world.stacks.open(entry, 'UPDATE_STACK', 'somebody')
      if (status === 'UPDATE_FAILED' || status === 'UPDATE_ROLLBACK_FAILED')
        entry.wayBack = { kind: 'update', before: entry.history.now }
      world.stacks.setStatus(entry, status)
      if (!isBusy(status)) entry.operation = undefined
    },
    status: (nameOrId) => {
      catchUp()
      return world.stacks.find(nameOrId, world.sim.at)?.record.status
    },
    changeSets: (nameOrId) => {
      catchUp()
      const kept = world.stacks.find(nameOrId, world.sim.at)?.entry.changeSets ?? []
      return kept.filter(({ deletedAt }) => deletedAt === undefined).map(({ name }) => name)
    },
    drift: (nameOrId, drift) => {
      catchUp()
      world.stacks.get(nameOrId).entry.drift = drift
    },
    drifted: (nameOrId) => {
      catchUp()
      return world.stacks.get(nameOrId).entry.drift.map(({ logicalId }) => logicalId)
    },
    begun: () => {
      catchUp()
      return world.stacks.begun
    },
    ids: () => world.stacks.entries.map(({ id }) => id),
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  shared: Exchange,
  aws: () => ScriptedAws,
): Promise<void> {
  try {
    const asked = await readRequest(request)
    if (asked.url.startsWith('/_world/')) control(asked, response, aws())
    else await exchange(asked, response, shared)
  } catch (error) {
    if (response.destroyed || request.destroyed) return
    response.writeHead(500, { 'content-type': 'text/plain' })
    response.end(`The scripted world is broken: ${error instanceof Error ? error.stack : String(error)}`)
  }
}
