import type { Received, Sent } from './answer.ts'
import type { Call } from './calls.ts'
import type { FaultRule, Faults } from './faults.ts'
import { rooms } from './rooms/index.ts'
import type { World } from './world.ts'

/** Answers `/_world/*`, by which another process gives faults to the server and looks at what it saw. */
export function controlAnswer(
  world: World,
  faults: Faults,
  calls: readonly Call[],
  { method, url, text }: Received,
): Sent | undefined {
  const headers = {}
  switch (`${method} ${url.pathname}`) {
    case 'GET /_world/calls':
      return { status: 200, headers, body: calls }
    case 'GET /_world/state':
      return { status: 200, headers, body: stateOf(world) }
    case 'POST /_world/faults': {
      const given = JSON.parse(text) as FaultRule | readonly FaultRule[]
      for (const rule of [given].flat()) faults.add(rule as FaultRule)
      return { status: 204, headers }
    }
    default:
      return undefined
  }
}

/** All repositories with what each room has to show. */
function stateOf(world: World): unknown {
  return Object.fromEntries(
    [...world.repositories.values()].map((ground) => [
      ground.fullName,
      Object.fromEntries(Object.entries(rooms).map(([name, room]) => [name, room.show(ground)])),
    ]),
  )
}
