import { join, resolve } from 'node:path'
import { inputVariables, type Manifest, readManifest } from '../runner/manifest.ts'
import { type Json, text, texts, value } from './expressions.ts'
import type { Ground } from './ground.ts'
import type { ActionFolder, StepToken } from './job.ts'
import type { LiveJob } from './live-job.ts'
import { NotModelled } from './not-modelled.ts'
import { runProcess, type Worked } from './process.ts'
import type { Given } from './unit.ts'

/** An action of a step that is about to run. */
export interface Action extends ActionFolder {
  readonly manifest: Manifest
}

/** The action of a step; one in the workspace must have been checked out. */
export async function actionOf(job: LiveJob, ground: Ground, uses: string): Promise<Action> {
  const folder = uses.startsWith('./') ? { dir: resolve(ground.workspace, uses) } : job.order.actions.find(uses)
  if (folder === undefined) throw new NotModelled(`uses: ${uses}`)
  const manifest = await readManifest(folder.dir)
  if (!/^node\d+$/.test(manifest.using)) throw new NotModelled(`an action that runs by ${manifest.using}`)
  if (manifest.pre !== undefined) throw new NotModelled('pre of an action')
  return { ...folder, manifest }
}

/** Runs one script of an action. https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runs-for-javascript-actions */
export function runScriptOf(
  job: LiveJob,
  ground: Ground,
  { dir, repository, ref, manifest }: Action,
  what: {
    readonly script: string
    readonly token: StepToken
    readonly id: string
    readonly state: Readonly<Record<string, string>>
  },
  { seen, env, timeoutMinutes, stays }: Given,
): Promise<Worked | undefined> {
  const github = Object.entries(seen.github as Readonly<Record<string, Json>>).map(([key, each]) => [key, text(each)])
  const inputs = inputVariables(manifest, texts(what.token.find('with'), seen), Object.fromEntries(github))
  const states = Object.entries(what.state).map(([key, each]) => [`STATE_${key}`, each])
  const own = { GITHUB_ACTION: what.id, GITHUB_ACTION_REPOSITORY: repository ?? '', GITHUB_ACTION_REF: ref ?? '' }
  return runProcess(job, ground, `${what.id}-${what.script.replace(/\W/g, '-')}`, {
    command: [process.execPath, join(dir, what.script)],
    cwd: ground.workspace,
    env: { ...env, ...inputs, ...Object.fromEntries(states), ...own },
    timeoutMinutes,
    stays,
  })
}

/** What stands behind `uses:`, which holds no expression. */
export function usesOf(token: StepToken): string | undefined {
  const uses = value(token.find('uses'), {})
  return uses === undefined ? undefined : text(uses)
}
