import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { coldStart } from './cold-start.ts'
import { deployment } from './deployment.ts'

// Ratios within one run can be compared between machines; seconds cannot.
const print = (line: string): void => void process.stdout.write(`${line}\n`)
const row = (...cells: readonly (string | number)[]): void => print(`| ${cells.join(' | ')} |`)

const folder = await mkdtemp(join(tmpdir(), 'bench-'))
try {
  const start = await coldStart(folder)
  const deployed = await deployment(folder)
  const files = await sizes('dist')
  print(
    `Node ${process.version}, medians; a deployment is one first deployment of two resources, verified and scanned, on the scripted AWS.\n`,
  )
  row('figure', 'value')
  row('---', '---')
  row('process start to first AWS request, × `node -e 0`', start.ratio.toFixed(2))
  row('process start to first AWS request, ms', start.toRequest.toFixed(0))
  row('`node -e 0`, ms', start.floor.toFixed(0))
  row('bundle on the start path, bytes', files.get('index.js') ?? 0)
  row(
    'bundle with all chunks, bytes',
    [...files.values()].reduce((a, b) => a + b, 0),
  )
  row('peak memory of a deployment, MiB', deployed.peak === undefined ? 'not known on this system' : deployed.peak.toFixed(0))
  row('API calls of a deployment', deployed.calls.length)
  row('of them', deployed.byAction)
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function sizes(dir: string): Promise<ReadonlyMap<string, number>> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.js'))
  return new Map(await Promise.all(names.map(async (name) => [name, (await stat(join(dir, name))).size] as const)))
}
