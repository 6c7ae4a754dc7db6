import type { WorldClock } from '../clock.ts'
import type { Scripts } from './cloudformation/script.ts'
import type { Stacks } from './cloudformation/store.ts'
import type { Ids } from './ids.ts'
import type { Keeping } from './keeping/store.ts'
import type { Logs } from './logs/store.ts'
import type { Objects } from './s3/store.ts'
import type { Simulation } from './simulation.ts'
import type { Sts } from './sts/roles.ts'

/** Everything the services of one server share. */
export interface World {
  readonly clock: WorldClock
  readonly sim: Simulation
  readonly ids: Ids
  readonly account: string
  readonly region: string
  readonly scripts: Scripts
  readonly stacks: Stacks
  readonly logs: Logs
  readonly objects: Objects
  readonly sts: Sts
  readonly keeping: Keeping
}
