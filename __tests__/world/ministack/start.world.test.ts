import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, it } from '@jest/globals'
import { describeWithMinistack } from './for-tests.ts'
import { end, signal } from './processes.ts'
import { startMinistack } from './start.ts'

await describeWithMinistack('MiniStack', () => {
  it('runs twice side by side, on loopback, and leaves neither process nor folder', async () => {
    const worlds = await Promise.all([startMinistack(), startMinistack()])
    const ready = await Promise.all(worlds.map(({ url }) => fetch(`${url}/_ministack/ready`)))
    expect(ready.map(({ status }) => status)).toEqual([200, 200])
    expect(new Set(worlds.map(({ url }) => new URL(url).port)).size).toBe(2)
    await Promise.all(worlds.map(({ close }) => close()))
    expect(worlds.map(({ pid, folder }) => [signal(pid, 0), existsSync(folder)])).toEqual([
      [false, false],
      [false, false],
    ])
  }, 60_000)

  it('inherits nothing of our environment', async () => {
    Object.assign(process.env, { LEAK: 'of ours' })
    const { pid, close } = await startMinistack()
    Reflect.deleteProperty(process.env, 'LEAK')
    const environment = process.platform === 'linux' ? await readFile(`/proc/${pid}/environ`, 'utf8') : ''
    await close()
    expect(environment).not.toContain('LEAK')
  }, 60_000)
})

it('ends what a killed process has started', async () => {
  const child = spawn(process.execPath, ['-e', DEAF], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const grandchild = Number(await new Promise((resolve) => child.stdout.once('data', resolve)))
  expect(signal(grandchild, 0)).toBe(true)
  await end(child, 100)
  await gone(grandchild)
  expect(signal(child.pid ?? 0, 0)).toBe(false)
})

// Deaf to SIGTERM, with a child in a busy loop and in a group of its own: only its recorded id reaches it.
const DEAF = `process.on('SIGTERM', () => {})
  const busy = require('node:child_process').spawn(process.execPath, ['-e', 'for (;;);'], { detached: true, stdio: 'ignore' })
  console.log(busy.pid)`

async function gone(pid: number): Promise<void> {
  while (signal(pid, 0)) await new Promise(setImmediate)
}
