import type { Copy } from '../../__tests__/world/tools/copy.ts'
import { type Example, type ExampleName, examples } from '../../__tests__/world/tools/examples.ts'
import type { ToolsWorld } from '../../__tests__/world/tools/tools-world.ts'

/** What a system's own tool took, in seconds; a change is the median of several. */
export interface OwnTimes {
  readonly name: ExampleName
  readonly first: number
  readonly change: number
  readonly nothing: number
  /** The change's commands, in the order in which they run. */
  readonly commands: readonly { readonly command: string; readonly seconds: number }[]
}

/** Deploys an example with the commands of its team: for the first time, changed as often as asked, and unchanged. */
export async function ownTimes(world: ToolsWorld, name: ExampleName, changes: number): Promise<OwnTimes> {
  const system = await world.copy(name)
  const first = sum(await deployed(name, system))
  const runs: (readonly number[])[] = []
  for (let change = 1; change <= changes; change += 1) {
    const version = `1.0.${change}`
    await system.version(version)
    runs.push(await deployed(name, system))
    const answer = await system.answer()
    if (answer !== version) throw new Error(`${name} answers ${answer} after the deployment of ${version}.`)
  }
  const nothing = sum(await deployed(name, system))
  const commands = commandsOf(name).map((command, index) => ({
    command: command.filter((_word, at) => !command.slice(0, at + 1).some((word) => word.startsWith('-'))).join(' '),
    seconds: median(runs.map((seconds) => seconds[index] ?? 0)),
  }))
  return { name, first, change: median(runs.map(sum)), nothing, commands }
}

const commandsOf = (name: ExampleName): Example['build'] => {
  const { build, deploy }: Example = examples[name]
  return [...build, deploy]
}

async function deployed(name: ExampleName, system: Copy): Promise<readonly number[]> {
  const took: number[] = []
  for (const command of commandsOf(name)) {
    const { code, output, seconds } = await system.run(...command)
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code} in ${name}:\n${output}`)
    took.push(seconds)
  }
  return took
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)

/** The middle one, or the upper of the two. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
