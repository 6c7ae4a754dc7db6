import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { awsCli } from './aws-cli.ts'
import { CLI, clients } from './clients.ts'
import { race } from './race.ts'
import { callsByAction, goals, table } from './table.ts'
import { startWorlds } from './worlds.ts'

const LANES = 4
const LENGTHS = [60, 20, 5, 0.5]
const RUNS = 5
const QUICK_LENGTHS = [5, 0.5]
const QUICK_RUNS = 2

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const say = (line: string): void => void process.stderr.write(`${line}\n`)

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort())

const cli = await awsCli(say)
if (typeof cli === 'string') say(`Without ${CLI}: ${cli}`)
const folder = await mkdtemp(join(tmpdir(), 'bench-'))
const worlds = await startWorlds(LANES)
try {
  const results = await race({
    clients: clients(cli),
    lengths: values.quick ? QUICK_LENGTHS : LENGTHS,
    runs: values.quick ? QUICK_RUNS : RUNS,
    lanes: worlds.lanes,
    folder,
    signal: interrupted.signal,
    done: ({ client, seconds, beyond, calls }, left) =>
      say(`${client}, ${seconds} s: ${beyond.toFixed(2)} s beyond, ${calls.length} calls; ${left} to start`),
  })
  print(
    `\nNode ${process.version}; medians of updates on the scripted AWS, change set ready after 2 s. Compare within one run only.\n`,
  )
  for (const line of [...table(results), '', ...callsByAction(results), '', ...goals(results)]) print(line)
} catch (error) {
  if (!interrupted.signal.aborted) throw error
  process.exitCode = 130
} finally {
  await worlds.close()
  await rm(folder, { recursive: true, force: true })
}
