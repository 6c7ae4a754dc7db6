import { describe, expect, it } from '@jest/globals'
import { job, onStage } from '../testing/hubs.ts'

const dispatched = `on:
  workflow_dispatch:
    inputs:
      confirm: {type: string, required: true}
      dry: {type: boolean}
      count: {type: number, default: 2}
      where: {type: choice, options: [dev, prod], default: dev}
jobs:
${job('one')}`
const start = { name: 'workflow_dispatch', workflow: 'a.yml' } as const
const stage = (act: Parameters<typeof onStage>[1]) => onStage({ 'a.yml': dispatched }, act)

describe('inputs of a manual run', () => {
  it('are typed for the workflow, and texts in the event', () =>
    stage(async ({ hub, machines }) => {
      await hub.event({ ...start, inputs: { confirm: 'deploy', dry: 'true' }, actor: 'carol' }).done
      const { inputs, github } = machines.order('one').contexts
      expect(inputs).toEqual({ confirm: 'deploy', dry: true, count: 2, where: 'dev' })
      expect(github).toMatchObject({ actor: 'carol', event: { inputs: { confirm: 'deploy', dry: 'true' } } })
    }))

  it.each([
    [{}, "Required input 'confirm' not provided"],
    [{ confirm: '' }, "Required input 'confirm' not provided"],
    [{ confirm: 'x', dry: 'perhaps' }, "Provided value 'perhaps' for input 'dry' is not a valid boolean"],
    [{ confirm: 'x', count: 'many' }, "Provided value 'many' for input 'count' is not a valid number"],
    [{ confirm: 'x', where: 'moon' }, "Provided value 'moon' for input 'where' not in the list of allowed values"],
    [{ confirm: 'x', strange: '1' }, 'Unexpected inputs provided: ["strange"]'],
  ])('are refused before there is a run: %j', (inputs, said) =>
    stage(async ({ hub }) => {
      expect(() => hub.event({ ...start, inputs })).toThrow(said)
      expect(hub.runs).toEqual([])
    }),
  )

  it('are those of the ref, of a workflow that the default branch knows', () =>
    stage(async ({ hub, home }) => {
      home.repository.commit({ message: 'New', branch: 'feature', files: { '.github/workflows/b.yml': dispatched } })
      expect(() => hub.event({ ...start, workflow: 'b.yml', ref: 'feature', inputs: { confirm: 'x' } })).toThrow(
        'b.yml is not there',
      )
      const run = hub.event({ ...start, ref: 'feature', inputs: { confirm: 'x' } })
      expect(await run.done).toBe('success')
      expect(run.spec.event.ref).toBe('refs/heads/feature')
    }))
})
