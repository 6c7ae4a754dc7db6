import type { Copy } from '../../__tests__/world/tools/copy.ts'
import type { ToolsWorld } from '../../__tests__/world/tools/tools-world.ts'
import { ourDeployment } from './ours.ts'
import { ownDeployment } from './own.ts'
import type { System } from './systems.ts'

/** What one deployment took, in seconds. */
export interface Deployed {
  readonly seconds: number
  readonly phases: Readonly<Record<string, number>>
}

/** The changes of one system: as many by its own tool as by us. */
export interface Raced {
  readonly system: System
  readonly own: readonly Deployed[]
  readonly ours: readonly Deployed[]
}

/**
 * Deploys a system for the first time by its own tool and then changes it by that and by us in turn, each from a folder of its own. Both
 * change the same stacks, so each finds what the other left.
 */
export async function race(world: ToolsWorld, system: System, changes: number): Promise<Raced> {
  const [theirs, mine] = [await world.copy(system.name), await world.copy(system.name)]
  await build(system, theirs)
  await ownDeployment(system, theirs)
  const [own, ours]: [Deployed[], Deployed[]] = [[], []]
  const turns = [
    { copy: theirs, deployments: own, deploy: () => ownDeployment(system, theirs) },
    { copy: mine, deployments: ours, deploy: () => ourDeployment(world, system, mine.folder) },
  ]
  for (let change = 1; change <= 2 * changes; change += 1) {
    const version = `1.0.${change}`
    const turn = turns[change % 2]
    if (turn === undefined) continue
    await turn.copy.version(version)
    await build(system, turn.copy)
    turn.deployments.push(await turn.deploy())
    const answer = await turn.copy.answer()
    if (answer !== version) throw new Error(`${system.name} answers ${answer} after the deployment of ${version}.`)
  }
  return { system, own, ours }
}

async function build({ before }: System, copy: Copy): Promise<void> {
  for (const command of before) {
    const { code, output } = await copy.run(...command)
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${output}`)
  }
}
