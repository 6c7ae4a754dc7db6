import { github } from '../../src/adapters/github.ts'
import { readsOf } from '../../src/gates/reads.ts'
import type { NoticeContext } from '../../src/notices/index.ts'
import type { Clock } from '../../src/ports/index.ts'
import type { ScriptedGitHub } from '../world/github/github.ts'
import type { Level } from '../world/github/world.ts'

type Permissions = Readonly<Record<string, Level>>

/** What a notice works with, for a token with these rights. Waits take no time. */
export function contextFor(
  server: ScriptedGitHub,
  repository: string,
  permissions: Permissions,
  more: Partial<NoticeContext> = {},
): NoticeContext {
  const token = server.token({ login: 'github-actions[bot]', permissions, repository })
  const port = github({ token, repository, baseUrl: server.url })
  const { signal } = new AbortController()
  let now = 0
  const pace: Clock = {
    now: () => new Date(now),
    random: () => 0.5,
    sleep: async (ms) => {
      now += ms
    },
    deadline: () => signal,
  }
  const say = () => undefined
  return { github: port, reads: readsOf(port, { clock: pace, signal, say }), pace, signal, say, ...more }
}
