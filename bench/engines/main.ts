import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { openToolsWorld } from '../../__tests__/world/tools/tools-world.ts'
import { type Raced, race } from './race.ts'
import { systems } from './systems.ts'
import { goals, table } from './table.ts'

const CHANGES = 5
const QUICK_CHANGES = 1
const TOOLS = ['aws', 'sam', 'cdk', 'osls'] as const

const { values, positionals: names } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const load = (): string => loadavg()[0]?.toFixed(1) ?? 'unknown'

const changes = values.quick ? QUICK_CHANGES : CHANGES
const before = load()
const world = await openToolsWorld(TOOLS, say)
try {
  const results: Raced[] = []
  for (const system of systems.filter(({ name }) => names.length === 0 || names.includes(name))) {
    say(`${system.name}: ${changes} changes by its own tool and by us`)
    results.push(await race(world, system, changes))
  }
  print(`\nNode ${process.version}, load of the machine ${before} to ${load()}; a change on MiniStack, medians of ${changes}.`)
  print('Compare within one run only.\n')
  for (const line of [...table(results), '', ...goals(results)]) print(line)
} finally {
  await world.close()
}
