import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { settled } from './statuses.ts'

const FIRST_LOOK_MS = 600
const LONGEST_LOOK_MS = 15_000

/** Waits until no operation is under way on the stack any more, by its id, so that a deleted one is seen too. */
export async function quiet(core: Core, stackId: string, name: string, limit: number): Promise<StackDescription | undefined> {
  const end = core.clock.now().getTime() + limit
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(wait * 2, LONGEST_LOOK_MS)) {
    const stack = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(stackId, core.signal))
    if (!stack || settled(stack.status)) return stack
    if (core.clock.now().getTime() > end) {
      throw new Failure(`Stack ${name} is still ${stack.status} after ${spoken(limit)}.`, { code: 'STACK_BUSY' })
    }
    core.say(`${name}: waiting, an operation is under way (${stack.status})`)
    await core.clock.sleep(wait, core.signal)
  }
}
