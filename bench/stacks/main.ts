import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CALLS } from '../../src/stack/core.ts'
import { timeline } from '../deploy/timeline.ts'
import { type Lane, startWorlds } from '../deploy/worlds.ts'
import { environment } from '../environment.ts'
import { measured } from '../measured.ts'

const STACKS = 12
const SECONDS = 20
/** Of the time that one stack takes. */
const GOAL = 1.2
// The deployment and what comes before it: the log scan watches for as long as it is told, whatever the number of stacks.
const STAGES = 'synthesize,plan,deploy,report'

interface Took {
  readonly seconds: number
  readonly calls: number
  /** The most reads that were sent within ten seconds, as a rate. */
  readonly rate: number
}

const print = (line: string): void => void process.stdout.write(`${line}\n`)
const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort())

const folder = await mkdtemp(join(tmpdir(), 'bench-'))
const worlds = await startWorlds(2)
try {
  const [first, second] = worlds.lanes as [Lane, Lane]
  const one = await updated(1, first, join(folder, 'one'))
  const all = await updated(STACKS, second, join(folder, 'all'))
  const ratio = all.seconds / one.seconds
  print(`Independent stacks, each updated in ${SECONDS} s on the scripted AWS; Node ${process.version}.\n`)
  print('| stacks | wall time | calls | reads a second, the most of ten |\n| --- | --- | --- | --- |')
  for (const [count, took] of [[1, one] as const, [STACKS, all] as const])
    print(`| ${count} | ${took.seconds.toFixed(1)} s | ${took.calls} | ${took.rate.toFixed(1)} |`)
  print(
    `\n${ratio.toFixed(2)} of one stack's time; wanted: at most ${GOAL}, with at most ${CALLS.perSecond} reads a second after a burst of ${CALLS.burst}`,
  )
} catch (error) {
  if (!interrupted.signal.aborted) throw error
  process.exitCode = 130
} finally {
  await worlds.close()
  await rm(folder, { recursive: true, force: true })
}

/** Updates so many stacks at once with the real bundle. */
async function updated(count: number, lane: Lane, place: string): Promise<Took> {
  const plan = timeline(SECONDS * 1000)
  const names = Array.from({ length: count }, (_, i) => `bench-${i}`)
  const env = await environment(place, lane.url)
  await writeFile(join(place, 'template.yaml'), plan.after)
  const stacks = names.map((name) => `  - { name: ${name}, template: template.yaml }\n`)
  await writeFile(join(place, '.github/deploy.yml'), `version: 1\nstacks:\n${stacks.join('')}`)
  await lane.reset()
  for (const name of names) await lane.add(name, plan)
  const program = { command: [process.execPath, 'dist/index.js'] as const, env: { ...env, INPUT_STAGES: STAGES } }
  const { code, ms, stderr } = await measured(program, interrupted.signal)
  interrupted.signal.throwIfAborted()
  if (code !== 0) throw new Error(`The deployment of ${count} ended with ${code}. ${stderr.trim()}`)
  const calls = await lane.calls()
  const reads = calls.filter(({ action }) => /^(Describe|Get|List)/.test(action)).map(({ at }) => at)
  const most = Math.max(...reads.map((from) => reads.filter((at) => at >= from && at < from + 10_000).length))
  return { seconds: ms / 1000, calls: calls.length, rate: most / 10 }
}
