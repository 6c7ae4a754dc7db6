import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { realClock } from '../clock.ts'
import { ownFolder } from './folders.ts'
import { installed } from './install.ts'
import { end } from './processes.ts'
import { MinistackUnavailable } from './unavailable.ts'

/** A running MiniStack. */
export interface Ministack {
  readonly url: string
  readonly pid: number
  /** Its private folder: state, its own log, and what its functions leave. */
  readonly folder: string
  close(): Promise<void>
}

const CONSOLE = join(process.cwd(), '__tests__/world/ministack/launch/console.cjs')
const READY_LIMIT_MS = 30_000
const LOOK_EVERY_MS = 20

/**
 * Starts MiniStack on loopback with a private folder and an environment made from nothing but `settings`, such as `AUTH`, with which it
 * judges by policies, and waits until it answers.
 */
export async function startMinistack(
  say: (line: string) => void = () => {},
  settings: Readonly<Record<string, string>> = {},
): Promise<Ministack> {
  const { command, env } = await installed(say)
  const folder = await ownFolder()
  for (const name of ['tmp', 'state', 's3']) await mkdir(join(folder, name))
  // Functions are unpacked below this folder: they must not take the "type" of our own package.json.
  await writeFile(join(folder, 'package.json'), '{}')
  const port = await freePort()
  const log = await open(join(folder, 'ministack.log'), 'w')
  const [program = 'python3', ...given] = command
  // Functions run unsandboxed and inherit all of this, so nothing of ours is in it; its stdin is open as long as we live.
  const child = spawn(program, given, {
    cwd: folder,
    env: { ...surroundings(folder, port), ...env, ...settings },
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
  })
  child.on('error', () => {})
  await log.close()
  const close = async (): Promise<void> => {
    await end(child)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  try {
    await ready(child, folder, port)
  } catch (error) {
    await close()
    throw error
  }
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, folder, close }
}

function surroundings(folder: string, port: number): Record<string, string> {
  return {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: folder,
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    TMPDIR: join(folder, 'tmp'),
    STATE_DIR: join(folder, 'state'),
    S3_DATA_DIR: join(folder, 's3'),
    // Node 24 warns about url.parse() in MiniStack's worker at each cold start; it would stand as an error in the function's log.
    NODE_NO_WARNINGS: '1',
    NODE_OPTIONS: `--require "${CONSOLE}"`,
  }
}

/** A port of loopback that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

// The process-id file lies in our private folder: an answer alone could come from a stranger on the same port.
async function ready(child: ChildProcess, folder: string, port: number): Promise<void> {
  const limit = Date.now() + READY_LIMIT_MS
  const mark = join(folder, 'tmp', `ministack-${port}.pid`)
  while (Date.now() < limit) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) break
    if (existsSync(mark) && (await answers(port))) return
    await realClock.sleep(LOOK_EVERY_MS)
  }
  const told = await readFile(join(folder, 'ministack.log'), 'utf8').catch(() => '')
  throw new MinistackUnavailable(`it did not start: ${told.trim().split('\n').at(-1) || 'it said nothing'}`)
}

// Without an agent: a connection that stays open would keep MiniStack from ending at once.
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = get({ host: '127.0.0.1', port, path: '/_ministack/ready', agent: false }, (incoming) => {
      incoming.resume()
      resolve(incoming.statusCode === 200)
    })
    asking.on('error', () => resolve(false))
  })
}
