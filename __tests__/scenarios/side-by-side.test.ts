import { afterEach, describe, expect, it } from '@jest/globals'
import { CALLS } from '../../src/stack/core.ts'
import { type Scene, scene, TEMPLATE } from './scene.ts'
import { DEPLOYED, executed, verdictOf } from './sight.ts'

const RESOURCE_MS = 20_000
const STACKS = 12
/** Of the time that one of them takes. */
const MOST = 1.2

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')

/** Seconds that an update of so many independent stacks takes, and the calls for it. */
async function updated(stacks: number) {
  world = await scene()
  const names = Array.from({ length: stacks }, (_, index) => `stack-${index}`)
  const entries = names.map((name) => `  - { name: ${name}, template: template.yaml }\n`)
  await world.write('.github/deploy.yml', `version: 1\nstacks:\n${entries.join('')}`)
  await world.deploy({ inputs: { stages: 'plan,deploy' } })
  await world.write('template.yaml', changed)
  for (const name of names) world.aws.script(name, { changeSetMs: 2000, resources: { Queue: { durationMs: RESOURCE_MS } } })
  const [before, begun] = [world.aws.calls.length, world.clock.now().getTime()]
  const result = await world.deploy({ identity: { runId: '43' }, inputs: { stages: 'plan,deploy' } })
  expect(verdictOf(result)).toEqual(DEPLOYED)
  const calls = world.aws.calls.slice(before)
  return { seconds: (world.clock.now().getTime() - begun) / 1000, calls }
}

/** How many calls of a kind were made beyond the burst and the rate, in whatever stretch of time had the most. */
function beyond(calls: readonly { readonly at: Date }[]): number {
  const stretches = calls.flatMap(({ at: from }, first) =>
    calls
      .slice(first)
      .map(({ at: to }, more) => more + 1 - CALLS.burst - (CALLS.perSecond * (to.getTime() - from.getTime())) / 1000),
  )
  return Math.max(...stretches)
}

describe('independent stacks', () => {
  it('take together hardly longer than one of them, within the budget of calls', async () => {
    const one = await updated(1)
    await world.close()
    const all = await updated(STACKS)
    expect(executed(world.aws)).toBe(2 * STACKS)
    expect(all.seconds / one.seconds).toBeLessThanOrEqual(MOST)
    for (const calls of Object.values(Object.groupBy(all.calls, ({ action }) => action)))
      expect(beyond(calls ?? [])).toBeLessThan(1)
  })
})
