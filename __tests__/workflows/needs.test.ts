import { expect, it } from '@jest/globals'
import { inputs, VERSION } from '../../src/domain/contract.ts'
import { all, called, isAction, jobsOf, nameOf, templates } from './workflow.ts'

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

const pins = (text: string): readonly string[] =>
  [...text.matchAll(/^\s*(?:- )?uses: (\S+@\S+ # \S+)$/gm)].map(([, pin = '']) => pin)

it.each(templates)('$path names this version of the action, and leaves its commit to the installer', ({ text }) => {
  const own = pins(text).filter((pin) => pin.startsWith('org/deploy-action'))
  expect(own.map((pin) => pin.split('@')[1])).toEqual(own.map(() => `${'0'.repeat(40)} # v${VERSION}`))
  expect(own).not.toEqual([])
})

it('other actions are the same commit everywhere', () => {
  const others = new Set(all.flatMap(({ text }) => pins(text)).filter((pin) => !pin.startsWith('org/deploy-action')))
  expect(new Set([...others].map((pin) => pin.split('@')[0])).size).toBe(others.size)
})
