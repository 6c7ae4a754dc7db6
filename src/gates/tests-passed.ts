import { spoken } from '../foundation/duration.ts'
import { type ChecksWanted, checksFound } from './check-runs.ts'
import { blocked, defineGate, type GateContext, type Judgement, passed, unknown } from './gate.ts'
import { brief, page } from './pages.ts'
import type { Seen } from './seen.ts'
import { statusesFound } from './statuses.ts'
import { workflowsFound } from './workflow-runs.ts'

const TEST = 'the gate tests-passed'
const LOOK_MS = 15_000
const texts = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 }, expects: 'a list of names' } as const

/** Tests that ran on this very commit. */
export const testsPassed = defineGate({
  kind: 'tests-passed',
  doc: 'What must have passed on this very commit: workflows, check runs, commit statuses. Without names: every check run, and at least one. What is under way is waited for.',
  example: '- tests-passed: { workflows: [ci.yml] }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      workflows: { ...texts, description: 'Files of workflows, such as `ci.yml`: the newest run of each on this commit.' },
      checks: { ...texts, description: 'Names of check runs.' },
      app: { type: 'string', minLength: 1, default: 'github-actions', description: 'The app that makes those check runs.' },
      statuses: { ...texts, description: 'Contexts of commit statuses.' },
      event: {
        type: 'string',
        minLength: 1,
        description: 'The event whose runs of the workflows count, such as `push`. Left out: any but pull requests.',
      },
    },
  },
  needs: { github: ['actions', 'checks', 'statuses'] },
  falsePasses: [
    { what: 'there are no checks at all', test: `${TEST} is unknown where nothing ran` },
    { what: 'only the first page is read', test: `${TEST} reads 121 check runs to the end` },
    { what: 'an older run that passed hides a newer one that failed', test: `${TEST} takes the newest attempt` },
    { what: 'a check of the same name by another app', test: `${TEST} tells apps apart` },
    { what: 'skipped or neutral counts as passed', test: `${TEST} blocks what was skipped or is neutral` },
    { what: 'the run of a pull request tested the merge, not this commit', test: `${TEST} leaves out runs of pull requests` },
    { what: 'no status at all reads as pending, and the own run never ends', test: `${TEST} leaves its own run out` },
  ],
  calls: 3,
  by: 'there',
  volatile: false,
  async judge({ workflows = [], checks = [], statuses = [], app, event }, context) {
    const wanted: ChecksWanted = { names: checks, app, all: workflows.length + checks.length + statuses.length === 0 }
    const end = context.ports.clock.now().getTime() + context.limit
    for (;;) {
      const found = await Promise.all([
        workflowsFound(context, workflows, event),
        checksFound(context, wanted),
        statusesFound(context, statuses),
      ])
      const seen = found.flat()
      const running = seen.filter(({ state }) => state === 'running')
      const over = running.length === 0 || seen.some(({ state }) => state === 'bad')
      if (over || context.ports.clock.now().getTime() + LOOK_MS > end) return judged(context, seen, wanted.all)
      context.say(`waiting for ${running.map(({ name }) => name).join(', ')} on ${brief(context.identity.sha)}`)
      await context.ports.clock.sleep(LOOK_MS, context.signal)
    }
  },
})

function judged(context: GateContext, seen: readonly Seen[], all: boolean): Judgement {
  const { sha } = context.identity
  const link = { link: page(context, `commit/${sha}/checks`) }
  const of = (state: Seen['state']) => seen.filter((each) => each.state === state)
  const [bad] = of('bad')
  if (bad)
    return blocked(`${bad.name}: ${bad.said}`, {
      ...link,
      ...(bad.link ? { link: bad.link } : {}),
      fix: 'Mend it, and deploy a commit on which it passes.',
    })
  const [missing] = of('missing')
  if (missing)
    return unknown(`${missing.name} did not run on ${brief(sha)}`, {
      ...link,
      fix: 'Have it run on every commit that is deployed.',
    })
  const running = of('running')
  if (running.length > 0) {
    const names = running.map(({ name }) => name).join(', ')
    return unknown(`${names} still ran after ${spoken(context.limit)}`, {
      ...link,
      fix: 'Wait for it and run again, or raise `limit`.',
    })
  }
  if (seen.length === 0)
    return unknown(`nothing ran on ${brief(sha)}`, { ...link, fix: 'Have tests run on every commit that is deployed.' })
  return passed(`${all ? `all ${seen.length}` : seen.map(({ name }) => name).join(', ')} passed on ${brief(sha)}`, link)
}
