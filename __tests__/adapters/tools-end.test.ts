import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clock } from '../../src/adapters/clock.ts'
import type { Clock } from '../../src/ports/index.ts'
import { alive, type Bench, bench, SUPERVISOR } from './tools.ts'

const LOOK_EVERY_MS = 20
const PATIENCE_MS = 10_000

let tools: Bench
beforeEach(async () => {
  tools = await bench()
})
afterEach(() => tools.close())

const pids = async (name = 'pids'): Promise<readonly number[]> => {
  const text = await readFile(join(tools.folder, name), 'utf8').catch(() => '')
  return text.split('\n').filter(Boolean).map(Number)
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('it did not come to this')
    await wait(LOOK_EVERY_MS)
  }
}

const goneAll = async (): Promise<boolean> => {
  const states = await Promise.all((await pids()).map(alive))
  return states.length > 0 && states.every((one) => !one)
}

/** A tool with a child and a grandchild, all of which say who they are. */
const FAMILY = `
  echo $$ >> pids
  bash -c 'echo $$ >> pids; sleep 300 & echo $! >> pids; wait' &
  echo waiting
  wait`
const STUBBORN = `trap '' INT TERM; echo $$ >> pids; echo stubborn; while :; do sleep 1; done`

describe('a tool that hangs', () => {
  it('is ended at its limit, with all that it started', async () => {
    const ended = await tools.bash(FAMILY, { limit: 700 })
    expect(ended).toMatchObject({ timedOut: true, tail: ['waiting'] })
    expect(await pids()).toHaveLength(3)
    expect(await goneAll()).toBe(true)
  })

  it('may clean up first', async () => {
    const ended = await tools.bash(`trap 'echo cleaned; exit 7' INT; echo ready; while :; do sleep 0.05; done`, { limit: 500 })
    expect(ended).toMatchObject({ timedOut: true, status: 7, tail: ['ready', 'cleaned'] })
  })

  it('is killed where it will not end', async () => {
    const ended = await tools.bash(STUBBORN, { limit: 400 })
    expect(ended).toMatchObject({ timedOut: true, signal: 'SIGKILL' })
    expect(ended.ms).toBeLessThan(6000)
    expect(await goneAll()).toBe(true)
  }, 10_000)
})

describe('a tool whose limit is over before it is known to run', () => {
  /** The supervisor, and what happens the moment that it tells its number. */
  const watched = async (then: string, time?: Clock): Promise<Bench> => {
    const supervisor = join(tools.folder, 'supervisor.mjs')
    await writeFile(
      supervisor,
      `const write = process.stdout.write.bind(process.stdout)
       process.stdout.write = (bytes) => {
         write(bytes)
         if (String(bytes).startsWith('p')) { ${then} }
       }
       await import(${JSON.stringify(SUPERVISOR)})`,
    )
    return bench(time, supervisor)
  }

  it('is ended as soon as it runs', async () => {
    const slow = await watched("process.kill(process.pid, 'SIGTERM')")
    expect(await slow.bash('sleep 300', { limit: 1 })).toMatchObject({ timedOut: true })
    await slow.close()
  })

  it('has not ended in an unknown way where what watches over it had to be ended too', async () => {
    const tenfold: Clock = { ...clock, sleep: (ms, signal) => clock.sleep(ms / 10, signal) }
    const stuck = await watched(`process.removeAllListeners('SIGTERM').on('SIGTERM', () => undefined)`, tenfold)
    const ended = await stuck.bash(`echo $$ >> ${tools.folder}/pids; sleep 300`, { limit: 5000 })
    expect(ended).toMatchObject({ timedOut: true, signal: 'SIGKILL' })
    await until(goneAll)
    await stuck.close()
  })
})

describe('a tool whose run is cancelled', () => {
  it('is ended with all that it started, before we go on', async () => {
    const cancel = new AbortController()
    const running = tools.bash(FAMILY, { signal: cancel.signal })
    await until(async () => (await pids()).length === 3)
    cancel.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
    expect(await goneAll()).toBe(true)
  })

  it('is not left running when that comes while it starts', async () => {
    const cancel = new AbortController()
    const running = tools.bash(FAMILY, { signal: cancel.signal })
    cancel.abort(new Error('cancelled'))
    await expect(running).rejects.toThrow('cancelled')
    expect((await Promise.all((await pids()).map(alive))).some(Boolean)).toBe(false)
  })

  it('is not started after that', async () => {
    await expect(tools.bash('echo $$ >> pids', { signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow(
      'cancelled',
    )
    expect(await pids()).toEqual([])
  })
})

describe('a tool that ends', () => {
  it('leaves nothing in the background, and is not waited for because of it', async () => {
    const ended = await tools.bash('sleep 300 & echo $! >> pids; echo done')
    expect(ended).toMatchObject({ status: 0, tail: ['done'] })
    expect(ended.ms).toBeLessThan(5000)
    expect(await goneAll()).toBe(true)
  })
})

describe('a tool that says nothing', () => {
  it('is said to run still, with its last line', async () => {
    const start = Date.now()
    const quick: Clock = {
      ...clock,
      now: () => new Date(start + (Date.now() - start) * 15),
      sleep: (ms, signal) => clock.sleep(ms / 15, signal),
    }
    const fast = await bench(quick)
    await fast.bash('echo building; sleep 3', { limit: 600_000 })
    await fast.close()
    expect(fast.shown[0]).toBe('building')
    expect(fast.shown[1]).toMatch(/^still running, \d+ s, last: building$/)
  })
})

describe('a tool whose starter is lost', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('ends with it: %s', async (signal) => {
    const starter = spawn(process.execPath, ['build/__tests__/adapters/tools-child.js', tools.folder, FAMILY], {
      stdio: 'ignore',
    })
    const exit = once(starter, 'exit')
    await until(async () => (await pids()).length === 3)
    starter.kill(signal)
    await exit
    await until(goneAll)
    const [supervisor = 0] = await pids('supervisor')
    await until(async () => !(await alive(supervisor)))
  })

  it('ends when what watches over it is lost, and that is told', async () => {
    const running = tools.bash(`echo $PPID > supervisor; ${FAMILY}`)
    const told = expect(running).rejects.toMatchObject({ code: 'UNEXPECTED', message: expect.stringContaining('lost') })
    await until(async () => (await pids()).length === 3)
    const [supervisor = 0] = await pids('supervisor')
    process.kill(supervisor, 'SIGKILL')
    await told
    await until(goneAll)
  })
})
