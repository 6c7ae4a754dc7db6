import { github } from '../../src/adapters/github.ts'
import type { ObjectSchema } from '../../src/foundation/schema.ts'
import type { Gate, GateContext, Judgement } from '../../src/gates/gate.ts'
import { readsOf } from '../../src/gates/reads.ts'
import type { Ports } from '../../src/ports/index.ts'
import { type ScriptedGitHub, startGitHub } from '../world/github/github.ts'
import type { Repository } from '../world/github/rooms/index.ts'
import { contextOf, judged, NOW } from './context.ts'

const NAME = 'octo-org/shop'

/** The scripted GitHub with a repository, and gates that judge by it over HTTP. */
export interface GateGround {
  readonly github: ScriptedGitHub
  readonly repository: Repository
  /** The newest commit of the default branch. */
  readonly sha: string
  /** Judges with a token that has the permissions which the gate asks for, and no other. */
  judge<S extends ObjectSchema>(gate: Gate<S>, options?: Readonly<Record<string, unknown>>, about?: About): Promise<Judgement>
}

interface About extends Partial<Omit<GateContext, 'identity' | 'github' | 'ports'>> {
  readonly identity?: Partial<GateContext['identity']>
  readonly env?: Ports['env']
  /** In place of what the gate asks for. */
  readonly permissions?: readonly string[]
  /** Runs while the gate waits. */
  readonly meanwhile?: () => void
}

/** Opens the ground; whoever opens it closes the server. */
export async function gateGround(seed: Parameters<ScriptedGitHub['repository']>[1] = {}): Promise<GateGround> {
  const server = await startGitHub({ clock: { now: () => NOW, sleep: async () => undefined } })
  const repository = server.repository(NAME, seed)
  const sha = repository.commit({ message: 'What is deployed', files: { 'template.yaml': 'Resources: {}' } })
  return {
    github: server,
    repository,
    sha,
    judge(gate, options = {}, about = {}) {
      const { identity, env = {}, permissions = gate.needs.github ?? [], meanwhile, ...more } = about
      const granted = Object.fromEntries(permissions.map((name) => [name, 'read' as const]))
      const token = server.token({ login: 'github-actions[bot]', permissions: granted, repository: NAME })
      let now = NOW.getTime()
      const clock: Ports['clock'] = {
        now: () => new Date(now),
        sleep: async (ms) => {
          now += ms
          meanwhile?.()
        },
        deadline: () => new AbortController().signal,
        random: () => 0,
      }
      const { signal } = new AbortController()
      const port = github({ token, repository: NAME, baseUrl: server.url })
      const told = contextOf({
        identity: { sha, ref: 'refs/heads/main', ...identity },
        ports: { clock, env },
        ...more,
      })
      const reads = readsOf(port, { clock, signal, say: () => undefined })
      return judged(gate, options, { ...told, github: reads })
    },
  }
}
