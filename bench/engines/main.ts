import { parseArgs } from 'node:util'
import { type ExampleName, examples } from '../../__tests__/world/tools/examples.ts'
import { openToolsWorld } from '../../__tests__/world/tools/tools-world.ts'
import { type OwnTimes, ownTimes } from './own.ts'

const CHANGES = 5
const QUICK_CHANGES = 1
const TOOLS = ['aws', 'sam', 'cdk', 'osls'] as const

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const seconds = (number: number): string => number.toFixed(2)

const row = ({ name, first, change, nothing, commands }: OwnTimes): string => {
  const parts = commands.map((part) => `${part.command} ${seconds(part.seconds)}`).join(', ')
  return `| ${name} | ${seconds(first)} | ${seconds(change)} | ${seconds(nothing)} | ${parts} |`
}

const changes = values.quick ? QUICK_CHANGES : CHANGES
const world = await openToolsWorld(TOOLS, say)
try {
  const rows: string[] = []
  for (const name of Object.keys(examples) as ExampleName[]) {
    say(`${name}: ${changes + 2} deployments`)
    rows.push(row(await ownTimes(world, name, changes)))
  }
  print(`\nNode ${process.version}; seconds on MiniStack, a change is the median of ${changes}. Compare within one run only.\n`)
  print('| System | First, own tool | Change, own tool | Nothing to change | Of a change |\n| - | - | - | - | - |')
  for (const line of rows) print(line)
} finally {
  await world.close()
}
