import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WorldClock } from '../clock.ts'
import type { Call } from './calls.ts'
import { Desk, type Observers } from './desk.ts'
import type { FaultRule } from './faults.ts'
import { Ground, type Seed } from './ground.ts'
import { limits } from './limits.ts'
import { furnish, type Repository } from './rooms/index.ts'
import { type TokenSpec, World } from './world.ts'

/** How to start one; without a port the system chooses. */
export interface GitHubOptions extends Observers {
  readonly clock: WorldClock
  readonly port?: number
}

/** A running scripted GitHub. */
export interface ScriptedGitHub {
  readonly url: string
  readonly calls: readonly Call[]
  repository(fullName: string, seed?: Seed): Repository
  token(spec: TokenSpec): string
  /** A token is good for nothing any more, as a job's is when the job has ended. */
  revoke(token: string): void
  fault(rule: FaultRule): void
  close(): Promise<void>
}

/** Starts the scripted GitHub on loopback. */
export async function startGitHub(options: GitHubOptions): Promise<ScriptedGitHub> {
  const world = new World(options.clock)
  const desk = new Desk(world, options)
  const server = createServer((request, response) => void desk.take(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: world.url,
    calls: desk.calls,
    repository: (fullName, seed) => repositoryOf(world, fullName, seed),
    token: (spec) => tokenOf(world, spec),
    revoke: (token) => void world.callers.delete(token),
    fault: (rule) => desk.faults.add(rule),
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

/** The repository of a name, made when it is first asked for. GitHub does not care about the case of names. */
function repositoryOf(world: World, fullName: string, seed?: Seed): Repository {
  const key = fullName.toLowerCase()
  const ground = world.repositories.get(key)
  if (ground && seed) throw new Error(`${fullName} exists: a seed only counts when a repository is made`)
  if (ground) return furnish(ground)
  const made = new Ground(world, fullName, seed)
  world.repositories.set(key, made)
  return furnish(made)
}

function tokenOf(world: World, spec: TokenSpec): string {
  const bot = spec.type !== 'User'
  const token = `${bot ? 'ghs' : 'ghp'}_${randomBytes(18).toString('hex')}`
  if (bot) world.bots.add(spec.login)
  const limit = spec.limit ?? (bot ? limits.callsOfBot : limits.callsOfUser)
  world.callers.set(token, { token: spec, limit, used: 0, resetsAt: 0 })
  return token
}
