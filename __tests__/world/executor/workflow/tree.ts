import { faults } from './graph.ts'
import { misnamed } from './inputs.ts'
import type { Job, Workflow } from './load.ts'
import { beyond, both, byDefault, granted, type Permissions } from './permissions.ts'
import { entries, isMappingToken, type MappingToken, mapping, plain } from './plain.ts'

/** A workflow with where it was found. */
export interface Place {
  readonly workflow: Workflow
  /** `octo-org/demo/.github/workflows/deploy.yml@refs/heads/main` */
  readonly ref: string
  readonly sha: string
  readonly repository: string
}

/** Finds the workflow that a job calls; one that is not there throws a `StartupFailure`. */
export type Find = (uses: string, from: Place) => Place

/** A job with what its token may do, and the workflow that it calls. */
export interface Planned {
  readonly job: Job
  readonly permissions: Permissions
  readonly calls: Tree | undefined
}

/** A workflow with everything that it calls. */
export interface Tree {
  readonly place: Place
  readonly jobs: readonly Planned[]
}

/** Why a run ended before its first job began. */
export class StartupFailure extends Error {}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#limitations-of-reusable-workflows */
const DEEPEST = 10
const MOST = 50

/** Checks a whole run before anything starts, as GitHub does, and says what each job may do. */
export function planTree(place: Place, find: Find): Tree {
  const seen = new Set<string>()
  const grow = (at: Place, allowed: Permissions | undefined, depth: number): Tree => {
    const { workflow } = at
    const wrong = faults(workflow.jobs)
    if (wrong.length > 0) throw new StartupFailure(`The workflow is not valid. ${workflow.path}: ${wrong.join(' ')}`)
    const own = granted(workflow.root.find('permissions'), allowed ?? byDefault)
    const jobs = workflow.jobs.map((job): Planned => {
      const asked = granted(job.token.find('permissions'), own)
      if (allowed) refuse(job, at, asked, allowed)
      const permissions = allowed ? both(asked, allowed) : asked
      if (job.uses === undefined) return { job, permissions, calls: undefined }
      const callee = find(job.uses, at)
      seen.add(callee.ref)
      if (depth >= DEEPEST || seen.size > MOST)
        throw new StartupFailure(`${at.workflow.path} calls too many or too deep workflows.`)
      checkCall(job, at, callee)
      return { job, permissions, calls: grow(callee, permissions, depth + 1) }
    })
    return { place: at, jobs }
  }
  return grow(place, undefined, 1)
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations: a callee can only keep or reduce what it is given. */
function refuse({ id }: Job, { workflow, ref }: Place, asked: Permissions, allowed: Permissions): void {
  const [scope] = beyond(asked, allowed)
  if (scope === undefined) return
  throw new StartupFailure(
    `Error calling workflow '${ref}'. The nested job '${id}' is requesting '${scope}: ${asked[scope]}', but is only allowed '${scope}: ${allowed[scope]}'. (${workflow.path})`,
  )
}

function checkCall({ id, token }: Job, from: Place, { workflow, ref }: Place): void {
  if (!workflow.on.has('workflow_call'))
    throw new StartupFailure(`${ref} is not reusable: it is missing the trigger \`on.workflow_call\`.`)
  const names = (under: MappingToken | undefined) => entries(under).map(([name]) => name)
  const known = (key: string) =>
    entries(mapping(workflow.call, key)).map(([name, each]) => {
      const spec = isMappingToken(each) ? each : undefined
      const required = plain(spec?.find('required')) === true && spec?.find('default') === undefined
      return { name, required }
    })
  const secrets = token.find('secrets')
  const wrong = [
    ...misnamed('input', names(mapping(token, 'with')), known('inputs')),
    ...(secrets && !isMappingToken(secrets) ? [] : misnamed('secret', names(mapping(token, 'secrets')), known('secrets'))),
  ]
  if (wrong.length > 0)
    throw new StartupFailure(`The workflow is not valid. ${from.workflow.path} (job ${id}): ${wrong.join(' ')}`)
}
