import { afterEach, describe, expect, it } from '@jest/globals'
import { CALLS } from '../../src/stack/core.ts'
import { BEFORE, behind, COUNT, forty, NAMES, seeded } from './forty.ts'
import { type Result, type Run, type Scene, scene } from './scene.ts'
import { begun, DEPLOYED, reads, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

// Of the machine: thousands of calls go over HTTP.
const LIMIT_MS = 60_000
// So many calls a run makes at least that nothing happens to: the points lie in its planning, in the middle, and near its end.
const FEWEST = 300
const again = { identity: { attempt: '2' } }

async function opened() {
  world = await scene({ changeSetMs: 1000, resourceMs: 5000 })
  seeded(world)
  await forty(world, 60)
}

const ofRun = () => world.aws.stacks.begun()
/** When each stack's update was begun. */
const beginnings = () => new Map(ofRun().map(({ stack, at }) => [stack, at.getTime()]))
const oncePerStack = () => {
  const all = begun(world.aws)
  expect(all.filter((one, index) => all.indexOf(one) < index)).toEqual([])
  expect(all.filter((one) => !one.endsWith(' UPDATE_STACK'))).toEqual([])
}

/** No ten seconds of the run have more reads than the budget gives: what is saved up, and the rate after that. */
function heldBudget() {
  const times = world.aws.calls
    .filter(({ service, action }) => service === 'cloudformation' && /^(Describe|Get|List)/.test(action))
    .map(({ at }) => at.getTime())
  const over = times.filter((from, i) => {
    const until = times[i + CALLS.burst + 10 * CALLS.perSecond] ?? Number.POSITIVE_INFINITY
    return until - from < 10_000 - 100
  })
  expect(times.length).toBeGreaterThan(COUNT)
  expect(over).toEqual([])
}

function inOrder(result: Result) {
  const at = beginnings()
  const ended = new Map(result.record.stacks.map(({ name, operation }) => [name, Date.parse(operation?.endedAt ?? '')]))
  const early = [...at].flatMap(([name, from]) => BEFORE[name]?.filter((one) => !((ended.get(one) ?? Number.NaN) <= from)) ?? [])
  expect(early).toEqual([])
}

describe('forty stacks in a graph', () => {
  it(
    'are deployed each once, in order, side by side, within the budget of calls',
    async () => {
      await opened()
      const from = world.clock.now().getTime()
      const result = await world.deploy()
      expect(verdictOf(result)).toEqual(DEPLOYED)
      expect(begun(world.aws)).toHaveLength(COUNT)
      oncePerStack()
      inOrder(result)
      heldBudget()
      expect(world.aws.calls.length).toBeGreaterThan(FEWEST)
      // One after the other their changes alone would take 200 s, and their change sets 40 s.
      expect(world.clock.now().getTime() - from).toBeLessThan(200_000)
    },
    LIMIT_MS,
  )

  it(
    '30 % of the calls throttled: the same, only later',
    async () => {
      await opened()
      world.aws.fault(reads({ kind: 'throttle', rate: 0.3 }))
      const result = await world.deploy()
      expect(verdictOf(result)).toEqual(DEPLOYED)
      expect(begun(world.aws)).toHaveLength(COUNT)
      oncePerStack()
      inOrder(result)
      heldBudget()
    },
    LIMIT_MS,
  )

  it(
    'one failing in the middle: nothing behind it begins, what runs ends, and a re-run does the rest once',
    async () => {
      await opened()
      const [bad] = NAMES.slice(19)
      world.aws.script(bad ?? '', { resources: { Queue: { fail: { update: 'too full' }, times: 1 } } })
      const result = await world.deploy()
      expect(verdictOf(result)).toEqual({ failed: true, verdict: 'failed', reason: 'DEPLOY_FAILED' })
      const first = new Set(ofRun().map(({ stack }) => stack))
      expect([...behind(bad ?? '')].filter((name) => first.has(name))).toEqual([])
      expect(
        result.record.stacks.filter(({ operation }) => operation && !['succeeded', 'failed'].includes(operation.state)),
      ).toEqual([])
      oncePerStack()
      expect(verdictOf(await world.deploy(again))).toEqual(DEPLOYED)
      expect(begun(world.aws).toSorted()).toEqual([...NAMES, bad ?? ''].toSorted().map((name) => `${name} UPDATE_STACK`))
    },
    LIMIT_MS,
  )
})

const POINTS = [60, 210, 390]
const at = (point: number) => () => world.aws.calls.length >= point

describe('forty stacks, interrupted', () => {
  const cut = async (run: Run) => {
    await opened()
    return await world.deploy(run)
  }

  it.each(POINTS)(
    'by a lost machine after %d calls: the re-run goes on where it was, and nothing is done twice',
    async (point) => {
      const died = await cut({ killWhen: at(point) })
      expect(died.outputs).toEqual({})
      const result = await world.deploy(again)
      expect(result.failed).toBe(false)
      oncePerStack()
      expect(begun(world.aws)).toHaveLength(COUNT)
    },
    LIMIT_MS,
  )

  it.each(POINTS)(
    'by a cancel after %d calls: what is under way is cancelled, nothing new begins, and the re-run ends well',
    async (point) => {
      const result = await cut({ cancelWhen: at(point) })
      expect(verdictOf(result)).toEqual({ failed: true, verdict: 'error', reason: 'CANCELLED' })
      const cancelled = begun(world.aws).flatMap((one) => (one.endsWith(' CANCEL_UPDATE') ? [one.split(' ')[0] ?? ''] : []))
      const asked = begun(world.aws).length
      await world.clock.sleep(60_000)
      expect(begun(world.aws)).toHaveLength(asked)
      expect((await world.deploy(again)).failed).toBe(false)
      const updates = begun(world.aws).filter((one) => one.endsWith(' UPDATE_STACK'))
      expect(updates.toSorted()).toEqual([...NAMES, ...cancelled].toSorted().map((name) => `${name} UPDATE_STACK`))
    },
    LIMIT_MS,
  )
})
