import { expect, it } from '@jest/globals'
import { inputs } from '../../src/domain/contract.ts'
import { all, called, isAction, jobsOf, nameOf } from './workflow.ts'

const DEPLOYMENT = { build: '', plan: 'build', deploy: 'build, plan', report: 'build, plan, deploy' }

/** Who waits for whom. */
const NEEDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  deploy: DEPLOYMENT,
  plan: { build: '', plan: 'build' },
  rollback: { rollback: '', report: 'rollback' },
  watch: { watch: '' },
  'pixel-prompt': { staging: '', ...DEPLOYMENT },
}

it.each(Object.entries(NEEDS))('the jobs of %s wait for each other in order', (name, needs) => {
  const found = called[name] ?? all.find((other) => nameOf(other) === name)
  const graph = found ? jobsOf(found).map(([job, given]) => [job, [given.needs ?? []].flat().join(', ')]) : []
  expect(Object.fromEntries(graph)).toEqual(needs)
})

const jobs = all.flatMap((found) => jobsOf(found).map(([name, job]) => ({ path: found.path, name, job })))
const reports = jobs.filter(({ name, job }) => name === 'report' && job.steps)

it.each(reports)('the report of $path runs whatever became of the others', ({ job }) =>
  expect(job.if).toMatch(/^\$\{\{ always\(\)/),
)

const steps = jobs.flatMap(({ path, name, job }) => (job.steps ?? []).filter(isAction).map((step) => ({ path, name, step })))

it.each(steps)('$path gives the action in $name inputs that it has', ({ step }) =>
  expect(Object.keys(step.with ?? {}).filter((name) => !(name in inputs))).toEqual([]),
)
