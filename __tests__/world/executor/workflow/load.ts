import { isMapping, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { entries, type MappingToken, mapping, NotModelled, onlyKeys, plain, type TemplateToken } from './plain.ts'
import { eventsOf } from './triggers.ts'

/** A job of a workflow file. */
export interface Job {
  readonly id: string
  readonly token: MappingToken
  readonly needs: readonly string[]
  /** The workflow that it calls, where it has no steps of its own. */
  readonly uses: string | undefined
}

/** A workflow file. */
export interface Workflow {
  /** `.github/workflows/deploy.yml` */
  readonly path: string
  readonly name: string
  readonly root: MappingToken
  readonly on: ReturnType<typeof eventsOf>
  /** What `on: workflow_call` and `on: workflow_dispatch` say. */
  readonly call: MappingToken | undefined
  readonly dispatch: MappingToken | undefined
  readonly jobs: readonly Job[]
}

/** What GitHub's own parser says against a file. */
export class InvalidWorkflow extends Error {
  constructor(path: string, errors: readonly string[]) {
    super([`The workflow is not valid. ${path}`, ...errors].join('\n'))
    this.name = 'InvalidWorkflow'
  }
}

const ROOT = ['name', 'run-name', 'on', 'permissions', 'env', 'defaults', 'concurrency', 'jobs']
const CALL = ['name', 'uses', 'with', 'secrets', 'needs', 'if', 'permissions', 'concurrency']
const JOB = [
  ...['name', 'needs', 'if', 'runs-on', 'timeout-minutes', 'permissions', 'environment', 'concurrency'],
  ...['outputs', 'env', 'defaults', 'steps', 'continue-on-error'],
]

/** Reads a workflow with GitHub's own parser; a key that the executor does not model throws. */
export function load(path: string, content: string): Workflow {
  const { context, value: root } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter())
  const errors = context.errors.getErrors().map(({ message }) => message)
  if (errors.length > 0 || !root || !isMapping(root)) throw new InvalidWorkflow(path, errors)
  onlyKeys(path, root, ROOT)
  onlyKeys(`\`defaults\` of ${path}`, mapping(root, 'defaults'), ['run'])
  const on = root.find('on')
  const events = eventsOf(isMapping(on as TemplateToken) ? triggersOf(on as MappingToken) : plain(on))
  const jobs = entries(mapping(root, 'jobs')).map(([id, token]) => jobOf(id, token))
  const name = String(plain(root.find('name')) ?? path)
  const [call, dispatch] = ['workflow_call', 'workflow_dispatch'].map((event) =>
    on && isMapping(on) ? mapping(on, event) : undefined,
  )
  return { path, name, root, on: events, call, dispatch, jobs }
}

/** Outputs and defaults of a called workflow are expressions, and none of a trigger's business. */
const triggersOf = (on: MappingToken) =>
  Object.fromEntries(
    entries(on).map(([name, token]) => [
      name,
      name.startsWith('workflow_call') || name === 'workflow_dispatch' ? {} : (plain(token) ?? null),
    ]),
  )

function jobOf(id: string, token: TemplateToken): Job {
  if (!isMapping(token)) throw new NotModelled(`the job ${id}`)
  const uses = token.find('uses')
  onlyKeys(`the job ${id}`, token, uses ? CALL : JOB)
  const environment = mapping(token, 'environment')
  onlyKeys(`\`environment\` of the job ${id}`, environment, ['name', 'url', 'deployment'])
  onlyKeys(`\`concurrency\` of the job ${id}`, mapping(token, 'concurrency'), ['group', 'cancel-in-progress', 'queue'])
  onlyKeys(`\`defaults\` of the job ${id}`, mapping(token, 'defaults'), ['run'])
  const needs = [plain(token.find('needs')) ?? []].flat().map(String)
  return { id, token, needs, uses: uses === undefined ? undefined : String(plain(uses)) }
}
