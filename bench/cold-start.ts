import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { performance } from 'node:perf_hooks'
import { environment } from './environment.ts'

const ROUNDS = 15

/** Milliseconds, medians of interleaved rounds. */
export interface ColdStart {
  readonly toRequest: number
  readonly floor: number
  readonly ratio: number
}

/** How long the action takes from its start to its first request, beside a Node that does nothing. */
export async function coldStart(folder: string): Promise<ColdStart> {
  let arrived: () => void = () => undefined
  const server = createServer(() => arrived())
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const env = await environment(folder, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const requests: number[] = []
  const floors: number[] = []
  try {
    for (let round = 0; round < ROUNDS; round++) {
      floors.push(await timed(['-e', '0'], {}, 'exit'))
      requests.push(
        await timed(
          ['dist/index.js'],
          env,
          new Promise<void>((resolve) => {
            arrived = resolve
          }),
        ),
      )
    }
  } finally {
    server.closeAllConnections()
    server.close()
  }
  const toRequest = median(requests)
  const floor = median(floors)
  return { toRequest, floor, ratio: toRequest / floor }
}

async function timed(
  given: readonly string[],
  env: Readonly<Record<string, string>>,
  until: 'exit' | Promise<void>,
): Promise<number> {
  const begun = performance.now()
  const child = spawn(process.execPath, given, { env, stdio: 'ignore' })
  const exit = once(child, 'exit')
  await (until === 'exit' ? exit : until)
  const ms = performance.now() - begun
  if (until !== 'exit') child.kill('SIGKILL')
  await exit
  return ms
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
