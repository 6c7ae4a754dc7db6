import { isAction, type Job, jobsOf, type Step, stagesOf, type Workflow } from './workflow.ts'

/** What must be so in every workflow: the answer is what is not. */
export type Policy = (workflow: Workflow) => readonly string[]

type OfJob = (job: Job, name: string, workflow: Workflow) => readonly (string | false)[]

const inJobs =
  (policy: OfJob): Policy =>
  (workflow) =>
    jobsOf(workflow).flatMap(([name, job]) =>
      policy(job, name, workflow).flatMap((wrong) => (wrong === false ? [] : [`${workflow.path}, job ${name}: ${wrong}`])),
    )

type OfStep = (step: Step, job: Job) => string | false

const inSteps = (policy: OfStep): Policy => inJobs((job) => (job.steps ?? []).map((step) => policy(step, job)))

const named: OfStep = ({ name }) => name === undefined && 'a step has no name'

// The commit fixes what runs; the version beside it is for people and for Dependabot.
// https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
const PINNED = /^\s*(?:- )?uses: (?:\$\/|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/

const pinned: Policy = ({ path, text }) =>
  text
    .split('\n')
    .filter((line) => /^\s*(?:- )?uses:/.test(line) && !PINNED.test(line))
    .map((line) => `${path}: ${line.trim()} is not a commit with its version`)

// https://docs.github.com/en/actions/reference/security/secure-use#good-practices-for-mitigating-script-injection-attacks
const plainRun: OfStep = ({ run = '' }) => run.includes('${{') && 'an expression stands in `run`'

const ownPermissions: OfJob = ({ permissions }, _name, { tree }) => [
  !(typeof tree.permissions === 'object' && Object.keys(tree.permissions).length === 0) &&
    'the workflow does not begin with `permissions: {}`',
  permissions === undefined && 'it names no permissions',
]

// A job that calls another workflow may have none: the limits are those of the called jobs.
const limited: OfJob = (job) => [!job.uses && typeof job['timeout-minutes'] !== 'number' && 'it has no time limit']

const checkout: OfStep = ({ uses = '', with: options }) =>
  uses.startsWith('actions/checkout@') && options?.['persist-credentials'] !== false && 'the checkout keeps the token'

const executes = (job: Job): boolean => {
  const stages = stagesOf(job)
  return stages.includes('deploy') || (stages.includes('rollback') && !stages.includes('synthesize'))
}

const deploying: OfJob = (job) => {
  if (!executes(job)) return []
  const { environment, concurrency } = job
  return [
    (environment === undefined || environment.deployment === false) && 'it deploys outside of a protected environment',
    concurrency?.group !== `deploy-${environment?.name}` && 'the group of its queue is not that of its environment',
    concurrency?.['cancel-in-progress'] !== false && 'a newer run could cancel it half-way',
    concurrency?.queue !== 'max' && 'a newer run would push the one that waits out of the queue',
  ]
}

// A cancel reaches only the shell of a `run`, and what a command runs could take the role: the action does everything.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
const withIdentity: OfJob = ({ permissions, steps = [] }) =>
  permissions?.['id-token'] !== 'write'
    ? []
    : steps.map(({ name, run }) => run !== undefined && name !== 'This server keeps artifacts' && `“${name}” is a command`)

const building: OfJob = (job, name) => {
  if (!stagesOf(job).includes('synthesize')) return []
  const { permissions = {}, environment, steps = [] } = job
  return [
    Object.entries(permissions).join() !== 'contents,read' && 'the repository’s code runs beside more than `contents: read`',
    environment !== undefined && `${name} could read the secrets of an environment`,
    JSON.stringify(job).includes('secrets.') && 'a secret is where the repository’s code runs',
    steps.some((step) => isAction(step) && step.with?.['github-token'] !== '') && 'the token is where the repository’s code runs',
  ]
}

const OUTPUTS = ['verdict', 'reason-code', 'plan-digest', 'build-sha256', 'record-sha256', 'commands', 'issue']

const outputs: OfJob = ({ outputs: given = {} }) =>
  Object.entries(given).flatMap(([name, value]) => [
    !OUTPUTS.includes(name) && `the output ${name} is not one of ${OUTPUTS.join(', ')}`,
    !/^\$\{\{ steps\.[\w-]+\.outputs\.[\w-]+ \}\}$/.test(value) && `the output ${name} is not that of one step`,
  ])

const FEW = /^\{ (?:\w+: \$\{\{ toJSON\(secrets\.\w+\) \}\}(?:, )?)+ \}$/

const secrets: OfJob = ({ secrets: handed, steps = [] }) => [
  handed === 'inherit' && 'it hands every secret on',
  ...[...Object.values(typeof handed === 'object' ? handed : {}), ...steps.flatMap((step) => step.with?.['secrets'] ?? [])].map(
    (map) => map !== '${{ secrets.secrets }}' && !FEW.test(String(map)) && 'a secret is not handed on by its name, as JSON',
  ),
]

const SAME = 'github.event.workflow_run.head_repository.full_name == github.repository'

// https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
const afterRuns: Policy = (workflow) => {
  const { path, tree, text } = workflow
  if ('pull_request_target' in (tree.on ?? {})) return [`${path}: pull_request_target runs with rights beside the code of a fork`]
  if (!tree.on.workflow_run) return []
  const taken = [...text.matchAll(/\bworkflow_run\.([\w.]+)/g)].flatMap(([, field]) => field ?? [])
  const allowed = ['head_repository.full_name', 'conclusion', 'id']
  const jobs = inJobs(({ if: condition = '', steps = [], permissions = {} }) => [
    !condition.includes(SAME) && 'it takes runs of other repositories',
    steps.some((step) => !isAction(step)) && 'it does something else than reporting',
    Object.entries(permissions).some(([name, level]) => level === 'write' && name !== 'issues') &&
      'it may write more than issues',
  ])(workflow)
  return [
    ...jobs,
    ...taken.filter((field) => !allowed.includes(field)).map((field) => `${path}: ${field} of the event is no number`),
  ]
}

// In a block, what stands around `${{ }}` may count as text, and a text is always true: https://docs.zizmor.sh/audits/#unsound-condition
const sound: Policy = ({ path, text }) =>
  [...text.matchAll(/\bif: [|>].*\n\s*\$\{\{/g)].map(() => `${path}: a condition in a block stands in \`\${{ }}\``)

/** Every policy by its name. */
export const policies: Readonly<Record<string, Policy>> = {
  'every step has a name': inSteps(named),
  'actions are pinned by commit, with the version beside it': pinned,
  'no expression stands in a command': inSteps(plainRun),
  'permissions are those of jobs': inJobs(ownPermissions),
  'every job has a time limit': inJobs(limited),
  'no checkout keeps the token': inSteps(checkout),
  'what deploys is queued in a protected environment': inJobs(deploying),
  'no command runs beside an identity token': inJobs(withIdentity),
  'the code of the repository runs without secrets, tokens and identity': inJobs(building),
  'only small things that decide are outputs of jobs': inJobs(outputs),
  'secrets are handed on one by one': inJobs(secrets),
  'runs of others get no rights': afterRuns,
  'no condition is a text': sound,
}
