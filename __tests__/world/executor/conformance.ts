/** A rule of GitHub that the executor follows. */
export interface Rule {
  readonly rule: string
  /** Where GitHub says so; `unproven` where it does not, and the executor only takes it to be so. */
  readonly docs: string
  /** The test that holds the executor to it. */
  readonly test: string
  /** What `.github/workflows/probe.yml` prints about it on live GitHub: the name of the fact, and what the executor would say. */
  readonly fact?: readonly [name: string, value: string]
  /** The switch of the hub that lets it be the other way. */
  readonly switch?: string
}

const REFERENCE = 'https://docs.github.com/en/actions/reference/workflows-and-actions'
const SYNTAX = `${REFERENCE}/workflow-syntax`
const EVENTS = `${REFERENCE}/events-that-trigger-workflows`
const EXPRESSIONS = `${REFERENCE}/expressions#status-check-functions`
const REUSING = `${REFERENCE}/reusing-workflow-configurations`
const ENVIRONMENTS = `${REFERENCE}/deployments-and-environments`
const CONCURRENCY =
  'https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency'
const CANCELLATION = `${REFERENCE}/workflow-cancellation`
const RERUNS = 'https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs'
const LIMITS = 'https://docs.github.com/en/actions/reference/limits'
const OIDC = 'https://docs.github.com/en/actions/reference/security/oidc'
const TOKEN = 'https://docs.github.com/en/actions/concepts/security/github_token'
const SECRETS = 'https://docs.github.com/en/actions/concepts/security/secrets'
const UNPROVEN = 'unproven'

/** What happens around the jobs of a run, by what it is about. */
export const rules: Readonly<Record<string, readonly Rule[]>> = {
  Triggers: [
    {
      rule: 'Branch, tag and path filters of a push; naming one kind of ref leaves the other out; tags are not held against paths',
      docs: `${EVENTS}#push`,
      test: '%s with %j: %s',
    },
    {
      rule: 'Activity types; a pull request has three where none are named, other events all',
      docs: EVENTS,
      test: '%s with the activity %s: %s',
    },
    { rule: 'Patterns of filters', docs: `${SYNTAX}#filter-pattern-cheat-sheet`, test: 'of filters: %s on %s: %s' },
    {
      rule: 'A pull request is held against the branch that it goes to',
      docs: `${EVENTS}#pull_request`,
      test: 'holds a pull request against the branch that it goes to',
    },
    {
      rule: 'A push, release or pull request runs the workflows of its own commit, a schedule those of the default branch',
      docs: EVENTS,
      test: 'start every workflow of their commit that wants them',
    },
    {
      rule: 'A release is about its tag',
      docs: `${EVENTS}#release`,
      test: 'of a release are about its tag and the commit that it names',
    },
    {
      rule: '`workflow_run` runs the default branch’s version, for named workflows, types and branches',
      docs: `${EVENTS}#workflow_run`,
      test: 'of a run that ended start what watches it, from the default branch',
    },
    {
      rule: '`workflow_run` is chained three times at most',
      docs: `${EVENTS}#workflow_run`,
      test: 'of runs are chained three times at most',
    },
    {
      rule: 'A run that could not begin is told of by `workflow_run`, under the name of its workflow',
      docs: UNPROVEN,
      test: 'of a run that never began name it by its %s',
      switch: 'startupFailureIsNamed',
    },
  ],
  Inputs: [
    {
      rule: 'Inputs of a manual run are typed, and texts in the event',
      docs: `${SYNTAX}#onworkflow_dispatchinputs`,
      test: 'are typed for the workflow, and texts in the event',
    },
    {
      rule: 'Missing, unknown and mistyped inputs are refused, and there is no run',
      docs: `${SYNTAX}#onworkflow_dispatchinputs`,
      test: 'are refused before there is a run: %j',
    },
    {
      rule: 'A manual run needs the workflow on the default branch, and runs it as it is at the ref',
      docs: `${EVENTS}#workflow_dispatch`,
      test: 'are those of the ref, of a workflow that the default branch knows',
    },
  ],
  Jobs: [
    {
      rule: 'A job begins when all that it needs have ended, and gets their outputs',
      docs: `${SYNTAX}#jobsjob_idneeds`,
      test: 'begins a job when those that it needs have ended, and hands it their outputs',
    },
    {
      rule: '`success()` and `failure()` look at all ancestors',
      docs: EXPRESSIONS,
      test: 'skips what needs a failure, near or far, unless it asks for it',
    },
    {
      rule: 'A skipped job skips everything after it at any distance that has no status function',
      docs: UNPROVEN,
      test: 'skips what needs a skipped job at any distance, unless it has a status function',
      fact: ['skipped-further', 'skipped'],
    },
    {
      rule: 'Outputs of a skipped job are empty',
      docs: UNPROVEN,
      test: 'skips what needs a failure, near or far, unless it asks for it',
      fact: ['output-of-skipped', 'empty'],
    },
    {
      rule: 'A job with `continue-on-error` that fails counts as a success for those that need it',
      docs: `${SYNTAX}#jobsjob_idcontinue-on-error`,
      test: 'counts a job that may fail as good',
    },
    {
      rule: 'A condition that can not be evaluated fails the job',
      docs: UNPROVEN,
      test: 'fails a job whose condition can not be evaluated',
    },
    {
      rule: 'What is over after its `timeout-minutes`, six hours where it says nothing, is ended',
      docs: `${SYNTAX}#jobsjob_idtimeout-minutes`,
      test: 'has six hours where it says nothing',
    },
    {
      rule: 'The result of a job whose time is over is `cancelled`',
      docs: UNPROVEN,
      test: 'is ended when its time is over, which counts as %s',
      fact: ['timed-out-result', 'cancelled'],
      switch: 'timedOut',
    },
    {
      rule: 'A job whose machine is lost has failed, with an annotation that says so',
      docs: UNPROVEN,
      test: 'is a failure where its machine is lost',
    },
  ],
  'Called workflows': [
    {
      rule: 'Everything is checked before the first job begins: files, graph, inputs, secrets, permissions',
      docs: REUSING,
      test: '%s',
    },
    {
      rule: 'A callee may keep or reduce the permissions of its caller; asking for more ends the run before it begins',
      docs: `${REUSING}#github_token`,
      test: 'a callee may ask only for what its caller has: %s, %s',
    },
    {
      rule: 'Permissions come from the job, else the workflow, else the caller',
      docs: `${SYNTAX}#permissions`,
      test: 'takes permissions from the nearest that says something, and from the caller where none does',
    },
    {
      rule: 'Inputs are typed, only the secrets that are handed over are there, outputs come back, the `github` context is the caller’s',
      docs: REUSING,
      test: 'get typed inputs and only the secrets that they are handed, and give outputs back',
    },
    {
      rule: '`secrets: inherit` hands all over',
      docs: `${SYNTAX}#jobsjob_idsecretsinherit`,
      test: 'get all secrets where the caller says inherit',
    },
    {
      rule: 'A failed job of the callee fails the calling job, and the caller’s other jobs go by their conditions',
      docs: REUSING,
      test: 'fail the caller where one of their jobs fails, and the caller goes on by its conditions',
    },
    { rule: 'A call that is skipped is one job', docs: UNPROVEN, test: 'are one skipped job where they are not called' },
    {
      rule: 'Secrets of the caller’s environment do not reach a workflow of another owner',
      docs: UNPROVEN,
      test: 'lets its secrets reach a workflow of another owner: %s',
      switch: 'environmentSecretsCrossOwners',
    },
  ],
  Tokens: [
    {
      rule: 'A job’s token may do what its permissions say, and nothing once the job has ended',
      docs: TOKEN,
      test: 'may do what its permissions say, and nothing once the job has ended',
    },
    {
      rule: 'Where nothing says more: contents and packages, to read',
      docs: `${SYNTAX}#permissions`,
      test: 'gives a job contents and packages to read where nothing says more',
    },
    {
      rule: 'A pull request of a fork only reads, without secrets and without identity',
      docs: SECRETS,
      test: 'only reads for a pull request of a fork, which gets no secrets and no identity',
    },
    {
      rule: 'An identity token needs `id-token: write`, while the job runs',
      docs: OIDC,
      test: 'is there only with `id-token: write`, and only while the job runs',
    },
    { rule: 'Its claims, which count for five minutes', docs: OIDC, test: 'says where the job runs, for five minutes' },
    {
      rule: 'The subject names the environment, in the older or the immutable form',
      docs: `${OIDC}#immutable-subject-claims`,
      test: 'names its environment (immutable: %s)',
      fact: ['subject', 'named'],
      switch: 'immutableSubjects',
    },
    {
      rule: '`job_workflow_ref` names the called workflow',
      docs: OIDC,
      test: 'names the pull request, and the called workflow that the job stands in',
    },
  ],
  Environments: [
    {
      rule: 'One reviewer’s approval lets the waiting jobs of a run in',
      docs: ENVIRONMENTS,
      test: 'lets a job in when a reviewer approves, and shows who did',
    },
    {
      rule: 'A rejected job has failed, and no machine had it',
      docs: UNPROVEN,
      test: 'fails a job that is rejected, before a machine has it',
    },
    { rule: 'Only reviewers are heard', docs: ENVIRONMENTS, test: 'refuses the word of those who are no reviewers' },
    {
      rule: 'Self-review can be prevented, of whoever began the attempt',
      docs: ENVIRONMENTS,
      test: 'refuses self-review where it prevents it, of whoever began the attempt',
    },
    {
      rule: 'After thirty days without a word the job fails',
      docs: ENVIRONMENTS,
      test: 'fails a job that nobody lets in for thirty days',
    },
    { rule: 'A wait timer', docs: ENVIRONMENTS, test: 'lets a job wait as long as its timer says' },
    {
      rule: 'Branches and tags that are not named are turned away',
      docs: `${ENVIRONMENTS}#deployment-branches-and-tags`,
      test: 'turns branches and tags away that it does not name',
    },
    {
      rule: 'Patterns of environments',
      docs: `${ENVIRONMENTS}#deployment-branches-and-tags`,
      test: 'of environments: %s on %s: %s',
    },
    {
      rule: 'An environment that is not there is made, without protection',
      docs: ENVIRONMENTS,
      test: 'is made without protection where there is none',
    },
    {
      rule: 'Its secrets and variables are for the jobs that name it',
      docs: ENVIRONMENTS,
      test: 'has secrets and variables of its own for the jobs that name it',
    },
    {
      rule: 'GitHub makes a deployment with statuses for the job, as `github-actions[bot]`',
      docs: UNPROVEN,
      test: 'follow the job, and lead to its log',
      fact: ['deployment', 'github-actions[bot]: queued, in_progress, success'],
    },
    {
      rule: '`deployment: false` makes none',
      docs: `${SYNTAX}#jobsjob_idenvironment`,
      test: 'are none where `deployment` is false',
    },
    {
      rule: 'The address of the environment is in the deployment’s status',
      docs: `${SYNTAX}#jobsjob_idenvironment`,
      test: 'carry the address of the environment',
    },
  ],
  Concurrency: [
    {
      rule: 'One at a time; of those that wait only the newest stays',
      docs: CONCURRENCY,
      test: 'runs one at a time and keeps only the newest that waits',
    },
    {
      rule: 'The one that does not stay is `cancelled`, with an annotation that names the group',
      docs: UNPROVEN,
      test: 'runs one at a time and keeps only the newest that waits',
      fact: ['superseded-result', 'cancelled'],
    },
    {
      rule: 'A run is not cancelled because a job of it was: `cancelled()` is false',
      docs: UNPROVEN,
      test: 'does not take a superseded job for a cancelled run',
      fact: ['superseded-is-cancelled', 'false'],
    },
    {
      rule: '`queue: max` keeps all, in order',
      docs: CONCURRENCY,
      test: 'keeps all that wait, in order, where its queue is max',
    },
    {
      rule: '`cancel-in-progress` ends the one that runs',
      docs: CONCURRENCY,
      test: 'cancels the one that runs where it says so',
    },
    {
      rule: 'The group is the repository’s, whatever the case of its name',
      docs: CONCURRENCY,
      test: 'does not care about the case of its name, nor about which workflow asks',
    },
    { rule: 'A whole workflow can have a group', docs: CONCURRENCY, test: "can be a whole workflow's" },
    { rule: 'A job that waits for its own run is ended', docs: UNPROVEN, test: 'ends a job that waits for its own run' },
    {
      rule: 'A job takes its place in the group before it waits for approval',
      docs: UNPROVEN,
      test: 'is held by a job that waits for approval: %s',
      fact: ['approval-holds-slot', 'true'],
      switch: 'approvalHoldsSlot',
    },
  ],
  'Cancels and re-runs': [
    {
      rule: 'Jobs whose condition still holds go on, the others end; those not yet begun go by their conditions',
      docs: CANCELLATION,
      test: 'ends its jobs but for those whose condition still holds, and begins these',
    },
    {
      rule: 'A forced cancel asks no condition',
      docs: CANCELLATION,
      test: 'lets a job go on that asked for it, unless it is forced',
    },
    {
      rule: 'A job that waits for approval, or in a group, is ended at once',
      docs: UNPROVEN,
      test: 'ends a job that waits for approval',
    },
    {
      rule: 'After five minutes whatever is left is ended',
      docs: CANCELLATION,
      test: 'takes its machine from a job that does not end in five minutes',
    },
    {
      rule: 'A re-run of failed jobs repeats these and what needs them, with the outputs of the rest',
      docs: RERUNS,
      test: 'repeats only what failed and what needs it, with the outputs of the rest',
    },
    {
      rule: 'A re-run is of the same commit, and says who began it',
      docs: RERUNS,
      test: 'repeats everything where that is asked for, at the same commit',
    },
    { rule: 'Artifacts stay from attempt to attempt', docs: UNPROVEN, test: 'keeps its artifacts from attempt to attempt' },
    {
      rule: 'Reviews are asked for again in every attempt',
      docs: UNPROVEN,
      test: 'repeats only what failed and what needs it, with the outputs of the rest',
    },
    { rule: 'At most a hundred wait in a group', docs: LIMITS, test: 'turns away what no longer fits' },
  ],
}
