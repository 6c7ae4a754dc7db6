import { isBasicExpression } from '@actions/workflow-parser'
import { IdBuilder } from '@actions/workflow-parser/model/converter/id-builder'
import { text, value } from './expressions.ts'
import type { Ground } from './ground.ts'
import type { StepToken } from './job.ts'
import type { LiveJob } from './live-job.ts'
import { NotModelled } from './not-modelled.ts'
import { runScript } from './run-step.ts'
import { standInFor } from './stand-ins/index.ts'
import { runName, type Unit } from './unit.ts'
import { type Action, actionOf, runScriptOf, usesOf } from './uses-step.ts'

const KEYS = [
  'id',
  'name',
  'if',
  'uses',
  'with',
  'env',
  'run',
  'shell',
  'working-directory',
  'continue-on-error',
  'timeout-minutes',
]

/** The steps of a job as units; what their actions want to do after all steps comes into `posts`, the last one first. */
export function unitsOf(job: LiveJob, ground: Ground, posts: Unit[]): readonly Unit[] {
  const { steps } = job.order
  for (const step of steps)
    for (const { key } of step) if (!KEYS.includes(key.toString())) throw new NotModelled(`${key} of a step`)
  const ids = idsOf(steps)
  return steps.map((token, at) => {
    const [uses, id] = [usesOf(token), ids[at] ?? '']
    const entry = job.page.plan(plainName(token, uses))
    const unit = { token, id, entry, postIf: undefined }
    if (uses === undefined) return { ...unit, run: (given) => runScript(job, ground, token, id, given) }
    const standIn = standInFor(uses)
    if (standIn !== undefined) return { ...unit, run: (given) => standIn(job, ground, token, given) }
    if (!uses.startsWith('./') && job.order.actions.find(uses) === undefined) throw new NotModelled(`uses: ${uses}`)
    return actionUnit(job, ground, { ...unit, uses }, posts)
  })
}

type Planned = Pick<Unit, 'token' | 'id' | 'entry' | 'postIf'> & { readonly uses: string }

function actionUnit(job: LiveJob, ground: Ground, { uses, ...unit }: Planned, posts: Unit[]): Unit {
  return {
    ...unit,
    run: async (given) => {
      const action = await actionOf(job, ground, uses)
      const state: Record<string, string> = {}
      if (action.manifest.post !== undefined) posts.unshift(postOf(job, ground, unit, action, state))
      const { token, id } = unit
      const worked = await runScriptOf(job, ground, action, { script: action.manifest.main, token, id, state: {} }, given)
      Object.assign(state, worked?.state)
      return worked
    },
  }
}

// Its entry comes into the list when the steps are over, as it is not known before which posts there are.
function postOf(
  job: LiveJob,
  ground: Ground,
  { token, id, entry }: Omit<Planned, 'uses'>,
  action: Action,
  state: Record<string, string>,
): Unit {
  const { post: script = '', postIf } = action.manifest
  return {
    token,
    id,
    postIf,
    entry: job.page.later(`Post ${entry.name}`),
    run: (given) => runScriptOf(job, ground, action, { script, token, id, state }, given),
  }
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables (GITHUB_ACTION) */
function idsOf(steps: readonly StepToken[]): readonly string[] {
  const ids = new IdBuilder()
  const written = steps.map((step) => text(value(step.find('id'), {})))
  for (const id of written.filter((each) => each !== '')) ids.tryAddKnownId(id)
  return steps.map((step, at) => written[at] || generated(ids, usesOf(step)))
}

function generated(ids: IdBuilder, uses: string | undefined): string {
  const [name = ''] = (uses ?? 'run').split('@')
  ids.appendSegment(`__${/^(?:\.|\$)\//.test(name) ? 'self' : name.split('/').slice(0, 2).join('/')}`)
  return ids.build()
}

function plainName(token: StepToken, uses: string | undefined): string {
  const [name, run] = [token.find('name'), token.find('run')].map(
    (each) => each && (isBasicExpression(each) ? each.source : each.toString()),
  )
  return name ?? (uses === undefined ? runName(run ?? '') : `Run ${uses}`)
}
