import { cp, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { asked, atLine, CHANGED, type Machine, MOST_MS, machine } from './bundle.ts'

const RECORD = 'deploy-action/__run/record.json'
// Bounds, not measurements: what keeps a process alive (a socket, a timer) does so for five seconds and more.
const LAST_WORDS_S = 5
const EXIT_S = 2

jest.setTimeout(MOST_MS)

let one: Machine
beforeEach(async () => {
  one = await machine()
  await one.run()
  await one.write('template.yaml', CHANGED)
  one.aws.reset()
})
afterEach(() => one.close())

const record = async (): Promise<Record<string, unknown>> => JSON.parse(await readFile(join(one.temp, RECORD), 'utf8'))
const long = { resources: { Queue: { durationMs: 4000 } } }
const seconds = (from: number): number => (performance.now() - from) / 1000

describe('a run that is cancelled in the middle of an update', () => {
  it('cancels the update, says so and ends within the grace time', async () => {
    one.aws.script('demo', long)
    const { seen, onLine } = atLine('UPDATE_IN_PROGRESS  Queue')
    let since = 0
    const cancel = seen.then(() => {
      since = performance.now()
    })
    const { main, post, outputs, summary } = await one.run({ runId: 43, cancel, onLine })
    expect(seconds(since)).toBeLessThan(LAST_WORDS_S)
    expect([main, post?.code]).toEqual([{ code: 1, signal: null }, 0])
    expect([outputs['verdict'], outputs['reason-code']]).toEqual(['error', 'CANCELLED'])
    expect(asked(one.aws).changes).toEqual(['CreateChangeSet', 'ExecuteChangeSet', 'CancelUpdateStack'])
    expect(summary).toContain('CANCELLED')
    expect(await record()).toMatchObject({ verdict: 'error', reasonCode: 'CANCELLED', endedAt: expect.any(String) })
  })
})

describe('a run whose process dies in the middle of an update', () => {
  const executions = (): number => asked(one.aws).changes.filter((action) => action === 'ExecuteChangeSet').length

  it('is reported by post, and a re-run follows the update instead of starting another', async () => {
    one.aws.script('demo', long)
    const { seen, onLine } = atLine('UPDATE_IN_PROGRESS  Queue')
    const { main, post, summary, annotations } = await one.run({ runId: 43, crash: seen, onLine })
    expect([main.signal, post?.code]).toEqual(['SIGKILL', 0])
    expect(annotations).toMatchObject([{ level: 'error', message: expect.stringContaining('INTERRUPTED') }])
    expect(summary).toContain('INTERRUPTED')
    expect(await record()).toMatchObject({ verdict: 'error', reasonCode: 'INTERRUPTED' })
    const again = await one.run({ runId: 43, attempt: 2 })
    expect([again.main.code, again.outputs['reason-code'], executions()]).toEqual([0, 'DEPLOYED', 1])
    expect(one.aws.stacks.status('demo')).toBe('UPDATE_COMPLETE')
  })

  it('is picked up by a re-run with the record of the plan, which follows the same update to its end', async () => {
    const { outputs } = await one.run({ runId: 43, inputs: { stages: 'synthesize,plan' } })
    const kept = join(one.temp, 'kept')
    await cp(dirname(outputs['record'] ?? ''), kept, { recursive: true })
    const inputs = { stages: 'deploy', record: join(kept, 'record.json'), 'record-sha256': outputs['record-sha256'] ?? '' }
    one.aws.script('demo', long)
    const { seen, onLine } = atLine('UPDATE_IN_PROGRESS  Queue')
    await one.run({ runId: 43, inputs, crash: seen, onLine })
    const again = await one.run({ runId: 43, attempt: 2, inputs })
    expect(again.rawLog).toContain('the operation of this run is already under way; following it')
    expect([again.main.code, again.outputs['reason-code'], executions()]).toEqual([0, 'DEPLOYED', 1])
    expect(again.rawLog).toContain('UPDATE_COMPLETE  demo')
  })
})

describe('record and summary', () => {
  it('are there and whole at every moment from the first call to AWS on', async () => {
    const summary = join(one.temp, '_runner_file_commands/main-github_step_summary')
    await rm(join(one.temp, RECORD))
    const seen = new Map<string, number>()
    let over = false
    const look = async (): Promise<void> => {
      while (!over) {
        if (one.aws.calls.length > 0) {
          const { verdict } = await record().catch((thrown: unknown) => ({ verdict: thrown }))
          const text = await readFile(summary, 'utf8').catch(String)
          const found = `${verdict}, ${text.startsWith('## ') ? 'a summary' : text}`
          seen.set(found, (seen.get(found) ?? 0) + 1)
        }
        await new Promise((turn) => setImmediate(turn))
      }
    }
    const looking = look()
    const { main } = await one.run({ runId: 43 })
    over = true
    await looking
    expect([main.code, [...seen.keys()]]).toEqual([0, ['running, a summary', 'successful, a summary']])
    expect(seen.get('running, a summary')).toBeGreaterThan(20)
  })
})

describe('a run that is over', () => {
  it('keeps nothing open: the process ends soon after the last call', async () => {
    const { seen, onLine } = atLine('report: ')
    let since = 0
    seen.then(() => {
      since = performance.now()
    })
    const quick = await one.run({ runId: 43, onLine })
    expect(quick.main.code).toBe(0)
    expect(seconds(since)).toBeLessThan(EXIT_S)
  })
})
