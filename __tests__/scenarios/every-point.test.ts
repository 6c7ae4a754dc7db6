import { afterEach, describe, expect, it } from '@jest/globals'
import { type Result, type Run, type Scene, scene, TEMPLATE } from './scene.ts'
import { begun, DEPLOYED, verdictOf } from './sight.ts'

let world: Scene
afterEach(() => world.close())

const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const NOT_KNOWN = { failed: true, verdict: 'error', reason: 'CANCELLED' }
const WELL = ['DEPLOYED', 'NOTHING_TO_CHANGE']
/** A stack of the old version where there is to be one, and a run of the new one that something happens to after so many calls. */
async function disturbed(update: boolean, run: (calls: () => number) => Partial<Run>): Promise<Result> {
  world = await scene({ changeSetMs: 2000 })
  if (update) world.aws.stacks.seed({ name: 'demo', status: 'UPDATE_COMPLETE', template: TEMPLATE })
  await world.write('template.yaml', changed)
  world.aws.script('demo', { changeSetMs: 2000, resources: { Queue: { durationMs: 20_000 } } })
  return await world.deploy(run(() => world.aws.calls.length))
}

/** The same run again ends well, and what it did is what it says. */
async function again(): Promise<void> {
  const result = await world.deploy({ identity: { attempt: '2' } })
  expect(result.failed).toBe(false)
  expect(WELL).toContain(result.outputs['reason-code'])
  expect(world.aws.stacks.status('demo')).toMatch(/^(CREATE|UPDATE)_COMPLETE$/)
}

// `calls` is how many an undisturbed run makes, so that nothing between the first and the last is left out.
const KINDS = [
  { what: 'an update', update: true, once: 'demo UPDATE_STACK', calls: 29 },
  { what: 'a creation', update: false, once: 'demo CREATE_STACK', calls: 22 },
] as const
const POINTS = KINDS.flatMap((kind) => Array.from({ length: kind.calls + 1 }, (_, point) => ({ ...kind, point })))

it.each(KINDS)('$what that nothing happens to makes $calls calls', async ({ update, calls, once }) => {
  expect((await disturbed(update, () => ({}))).outputs['reason-code']).toBe('DEPLOYED')
  expect([world.aws.calls.length, begun(world.aws)]).toEqual([calls, [once]])
})

describe('a machine that is lost', () => {
  it.each(POINTS)('during $what after $point calls: the re-run ends well, and there was one operation', async (one) => {
    const died = await disturbed(one.update, (calls) => ({ killWhen: () => calls() >= one.point }))
    expect([died.outputs, died.record.endedAt]).toEqual([{}, undefined])
    await again()
    expect(begun(world.aws)).toEqual([one.once])
  })

  it.each(KINDS.flatMap((kind) => ['CreateChangeSet', 'ExecuteChangeSet'].map((action) => ({ ...kind, action }))))(
    'during $what before $action was answered: the same',
    async ({ update, once, action }) => {
      await disturbed(update, () => {
        world.aws.fault({ action, kind: 'reset-after', times: 1 })
        return { killWhen: (aws) => aws.calls.some((call) => call.action === action) }
      })
      expect(begun(world.aws)).toEqual(action === 'ExecuteChangeSet' ? [once] : [])
      await again()
      expect(begun(world.aws)).toEqual([once])
    },
  )
})

describe('a cancel', () => {
  it.each(POINTS)('during $what after $point calls: said as what it is, and the re-run ends well', async (one) => {
    const cut = await disturbed(one.update, (calls) => ({ cancelWhen: () => calls() >= one.point }))
    const asked = begun(world.aws)
    // Once the report is all that is left, everything is known and done.
    expect(verdictOf(cut)).toEqual(one.point < one.calls ? NOT_KNOWN : DEPLOYED)
    // One operation at most, and nothing but an update is ever cancelled.
    const may = [[], [one.once], ...(one.update ? [[one.once, 'demo CANCEL_UPDATE']] : [])]
    expect(may).toContainEqual(asked)
    await again()
    expect(begun(world.aws)).toEqual(asked.length === 2 ? [...asked, one.once] : [one.once])
  })
})
