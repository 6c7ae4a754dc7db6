import { DEPLOYED, type Result, told } from '../world/core/step.ts'
import { type Action, actionIn } from '../world/tools/action.ts'
import type { Copy } from '../world/tools/copy.ts'
import type { ExampleName } from '../world/tools/examples.ts'
import { openToolsWorld, type ToolsWorld } from '../world/tools/tools-world.ts'

export { DEPLOYED, told }
export const NOTHING = [false, 'successful', 'NOTHING_TO_CHANGE']
export const BACK = [false, 'successful', 'ROLLED_BACK']
export const LIMIT_MS = 120_000

/** An example that the action and its own tool deploy. */
export interface System extends Copy {
  /** One run of the action for `staging`. */
  act(inputs?: Readonly<Record<string, string>>): Promise<Result>
  /** Goes back behind a run. */
  back(from: Result): Promise<Result>
}

/** The world with SAM in it. */
export interface SamWorld extends Pick<ToolsWorld, 'calls' | 'close'> {
  system(name: ExampleName): Promise<System>
}

/** Opens the world with the action in this process. */
export async function openSamWorld(): Promise<SamWorld> {
  const world = await openToolsWorld(['sam'])
  const action: Action = await actionIn(world)
  return {
    calls: world.calls,
    async system(name) {
      const copy = await world.copy(name)
      const act: System['act'] = (inputs = {}) => action.run(copy, { inputs: { environment: 'staging', ...inputs } })
      const record = ({ outputs }: Result) => ({
        record: outputs['record'] ?? '',
        'record-sha256': outputs['record-sha256'] ?? '',
      })
      return { ...copy, act, back: (from) => act({ stages: 'rollback', ...record(from) }) }
    },
    async close() {
      action.close()
      await world.close()
    },
  }
}
