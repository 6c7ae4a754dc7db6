import { afterEach, describe, expect, it } from '@jest/globals'
import { type Scene, scene } from './scene.ts'
import { chain, DEPLOYED, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const LINE = /^\S*demo: (\d+\/\d+|going back)/
const wide = (timeout: number) =>
  `Resources:\n${['A', 'B', 'C', 'D'].map((id) => `  ${id}: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: ${timeout} } }\n`).join('')}`

async function changed(before: string, after: string) {
  world = await scene()
  await world.write('template.yaml', before)
  await world.deploy()
  await world.write('template.yaml', after)
}

describe('the progress of an operation', () => {
  it('is told about every ten seconds while something is left', async () => {
    await changed(chain(12), chain(12, 60))
    world.aws.script('demo', { resourceMs: 5000 })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(verdictOf(result)).toEqual(DEPLOYED)
    const lines = result.lines.filter((line) => LINE.test(line))
    expect(lines.length).toBeGreaterThanOrEqual(5)
    expect(lines.length).toBeLessThanOrEqual(8)
    const counts = lines.map((line) => Number(/(\d+)\/12/.exec(line)?.[1]))
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
    expect(lines.at(-1)).toMatch(/\d+\/12, last: Queue\d+ UPDATE_\w+, running 1$/)
  })

  it('names what runs longest, once a minute where nothing moves', async () => {
    await changed(wide(30), wide(60))
    world.aws.script('demo', {
      resources: { A: { durationMs: 200_000 }, B: { durationMs: 190_000 }, C: { durationMs: 195_000 } },
    })
    const result = await world.deploy({ identity: { runId: '43' } })
    const lines = result.lines.filter((line) => LINE.test(line))
    expect(lines.length).toBeLessThanOrEqual(7)
    expect(lines.join('\n')).toMatch(/demo: 1\/4, last: D UPDATE_COMPLETE, running 3, longest: (A|B|C) 2 min/)
  })

  it('says that it goes back', async () => {
    await changed(wide(30), wide(60))
    world.aws.script('demo', { resources: { A: { fail: { update: 'too small' } }, B: { durationMs: 5000 } } })
    const result = await world.deploy({ identity: { runId: '43' } })
    expect(result.lines.join('\n')).toMatch(/demo: going back, last: \S+ UPDATE_/)
  })
})
