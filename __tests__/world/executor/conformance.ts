import { machineRules } from './machine-rules.ts'
import type { Rule } from './rule.ts'

/** A rule that live GitHub can be asked about. */
export interface Asked extends Rule {
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

/** All rules of GitHub that the executor follows, by what they are about. */
export const rules: Readonly<Record<string, readonly Asked[]>> = {
  Triggers: [
    {
      rule: 'Branch, tag and path filters of a push; naming one kind of ref leaves the other out; tags are not held against paths',
      link: `${EVENTS}#push`,
      test: 'workflow/triggers.test.ts: %s with %j: %s',
    },
    {
      rule: 'Activity types; a pull request has three where none are named, other events all',
      link: EVENTS,
      test: 'workflow/triggers.test.ts: %s with the activity %s: %s',
    },
    {
      rule: 'Patterns of filters',
      link: `${SYNTAX}#filter-pattern-cheat-sheet`,
      test: 'workflow/triggers.test.ts: of filters: %s on %s: %s',
    },
    {
      rule: 'A pull request is held against the branch that it goes to',
      link: `${EVENTS}#pull_request`,
      test: 'workflow/triggers.test.ts: holds a pull request against the branch that it goes to',
    },
    {
      rule: 'A push, release or pull request runs the workflows of its own commit, a schedule those of the default branch',
      link: EVENTS,
      test: 'hub/events.test.ts: start every workflow of their commit that wants them',
    },
    {
      rule: 'A release is about its tag',
      link: `${EVENTS}#release`,
      test: 'hub/events.test.ts: of a release are about its tag and the commit that it names',
    },
    {
      rule: '`workflow_run` runs the default branch’s version, for named workflows, types and branches',
      link: `${EVENTS}#workflow_run`,
      test: 'hub/events.test.ts: of a run that ended start what watches it, from the default branch',
    },
    {
      rule: '`workflow_run` is chained three times at most',
      link: `${EVENTS}#workflow_run`,
      test: 'hub/events.test.ts: of runs are chained three times at most',
    },
    {
      rule: 'A run that could not begin is told of by `workflow_run`, under the name of its workflow',
      link: UNPROVEN,
      test: 'hub/events.test.ts: of a run that never began name it by its %s',
      switch: 'startupFailureIsNamed',
    },
  ],
  Inputs: [
    {
      rule: 'Inputs of a manual run are typed, and texts in the event',
      link: `${SYNTAX}#onworkflow_dispatchinputs`,
      test: 'workflow/inputs.test.ts: are typed for the workflow, and texts in the event',
    },
    {
      rule: 'Missing, unknown and mistyped inputs are refused, and there is no run',
      link: `${SYNTAX}#onworkflow_dispatchinputs`,
      test: 'workflow/inputs.test.ts: are refused before there is a run: %j',
    },
    {
      rule: 'A manual run needs the workflow on the default branch, and runs it as it is at the ref',
      link: `${EVENTS}#workflow_dispatch`,
      test: 'workflow/inputs.test.ts: are those of the ref, of a workflow that the default branch knows',
    },
  ],
  Jobs: [
    {
      rule: 'A job begins when all that it needs have ended, and gets their outputs',
      link: `${SYNTAX}#jobsjob_idneeds`,
      test: 'hub/jobs.test.ts: begins a job when those that it needs have ended, and hands it their outputs',
    },
    {
      rule: '`success()` and `failure()` look at all ancestors',
      link: EXPRESSIONS,
      test: 'hub/jobs.test.ts: skips what needs a failure, near or far, unless it asks for it',
    },
    {
      rule: 'A skipped job skips everything after it at any distance that has no status function',
      link: UNPROVEN,
      test: 'hub/jobs.test.ts: skips what needs a skipped job at any distance, unless it has a status function',
      fact: ['skipped-further', 'skipped'],
    },
    {
      rule: 'Outputs of a skipped job are empty',
      link: UNPROVEN,
      test: 'hub/jobs.test.ts: skips what needs a failure, near or far, unless it asks for it',
      fact: ['output-of-skipped', 'empty'],
    },
    {
      rule: 'A job with `continue-on-error` that fails counts as a success for those that need it',
      link: `${SYNTAX}#jobsjob_idcontinue-on-error`,
      test: 'hub/jobs.test.ts: counts a job that may fail as good',
    },
    {
      rule: 'A condition that can not be evaluated fails the job',
      link: UNPROVEN,
      test: 'hub/jobs.test.ts: fails a job whose condition can not be evaluated',
    },
    {
      rule: 'What is over after its `timeout-minutes`, six hours where it says nothing, is ended',
      link: `${SYNTAX}#jobsjob_idtimeout-minutes`,
      test: 'hub/cancel.test.ts: has six hours where it says nothing',
    },
    {
      rule: 'The result of a job whose time is over is `cancelled`',
      link: UNPROVEN,
      test: 'hub/cancel.test.ts: is ended when its time is over, which counts as %s',
      fact: ['timed-out-result', 'cancelled'],
      switch: 'timedOut',
    },
    {
      rule: 'A job whose machine is lost has failed, with an annotation that says so',
      link: UNPROVEN,
      test: 'hub/cancel.test.ts: is a failure where its machine is lost',
    },
  ],
  'Called workflows': [
    {
      rule: 'Everything is checked before the first job begins: files, graph, inputs, secrets, permissions',
      link: REUSING,
      test: 'workflow/tree.test.ts: %s',
    },
    {
      rule: 'A callee may keep or reduce the permissions of its caller; asking for more ends the run before it begins',
      link: `${REUSING}#github_token`,
      test: 'workflow/tree.test.ts: a callee may ask only for what its caller has: %s, %s',
    },
    {
      rule: 'Permissions come from the job, else the workflow, else the caller',
      link: `${SYNTAX}#permissions`,
      test: 'workflow/tree.test.ts: takes permissions from the nearest that says something, and from the caller where none does',
    },
    {
      rule: 'Inputs are typed, only the secrets that are handed over are there, outputs come back, the `github` context is the caller’s',
      link: REUSING,
      test: 'hub/jobs.test.ts: get typed inputs and only the secrets that they are handed, and give outputs back',
    },
    {
      rule: '`secrets: inherit` hands all over',
      link: `${SYNTAX}#jobsjob_idsecretsinherit`,
      test: 'hub/jobs.test.ts: get all secrets where the caller says inherit',
    },
    {
      rule: 'A failed job of the callee fails the calling job, and the caller’s other jobs go by their conditions',
      link: REUSING,
      test: 'hub/jobs.test.ts: fail the caller where one of their jobs fails, and the caller goes on by its conditions',
    },
    {
      rule: 'A call that is skipped is one job',
      link: UNPROVEN,
      test: 'hub/jobs.test.ts: are one skipped job where they are not called',
    },
    {
      rule: 'Secrets of the caller’s environment do not reach a workflow of another owner',
      link: UNPROVEN,
      test: 'hub/environments.test.ts: lets its secrets reach a workflow of another owner: %s',
      switch: 'environmentSecretsCrossOwners',
    },
  ],
  Tokens: [
    {
      rule: 'A job’s token may do what its permissions say, and nothing once the job has ended',
      link: TOKEN,
      test: 'hub/identity.test.ts: may do what its permissions say, and nothing once the job has ended',
    },
    {
      rule: 'Where nothing says more: contents and packages, to read',
      link: `${SYNTAX}#permissions`,
      test: 'workflow/tree.test.ts: gives a job contents and packages to read where nothing says more',
    },
    {
      rule: 'A pull request of a fork only reads, without secrets and without identity',
      link: SECRETS,
      test: 'hub/identity.test.ts: only reads for a pull request of a fork, which gets no secrets and no identity',
    },
    {
      rule: 'An identity token needs `id-token: write`, while the job runs',
      link: OIDC,
      test: 'hub/identity.test.ts: is there only with `id-token: write`, and only while the job runs',
    },
    {
      rule: 'Its claims, which count for five minutes',
      link: OIDC,
      test: 'hub/identity.test.ts: says where the job runs, for five minutes',
    },
    {
      rule: 'The subject names the environment, in the older or the immutable form',
      link: `${OIDC}#immutable-subject-claims`,
      test: 'hub/identity.test.ts: names its environment (immutable: %s)',
      fact: ['subject', 'named'],
      switch: 'immutableSubjects',
    },
    {
      rule: '`job_workflow_ref` names the called workflow',
      link: OIDC,
      test: 'hub/identity.test.ts: names the pull request, and the called workflow that the job stands in',
    },
  ],
  Environments: [
    {
      rule: 'One reviewer’s approval lets the waiting jobs of a run in',
      link: ENVIRONMENTS,
      test: 'hub/environments.test.ts: lets a job in when a reviewer approves, and shows who did',
    },
    {
      rule: 'A rejected job has failed, and no machine had it',
      link: UNPROVEN,
      test: 'hub/environments.test.ts: fails a job that is rejected, before a machine has it',
    },
    {
      rule: 'Only reviewers are heard',
      link: ENVIRONMENTS,
      test: 'hub/environments.test.ts: refuses the word of those who are no reviewers',
    },
    {
      rule: 'Self-review can be prevented, of whoever began the attempt',
      link: ENVIRONMENTS,
      test: 'hub/environments.test.ts: refuses self-review where it prevents it, of whoever began the attempt',
    },
    {
      rule: 'After thirty days without a word the job fails',
      link: ENVIRONMENTS,
      test: 'hub/environments.test.ts: fails a job that nobody lets in for thirty days',
    },
    { rule: 'A wait timer', link: ENVIRONMENTS, test: 'hub/environments.test.ts: lets a job wait as long as its timer says' },
    {
      rule: 'Branches and tags that are not named are turned away',
      link: `${ENVIRONMENTS}#deployment-branches-and-tags`,
      test: 'hub/environments.test.ts: turns branches and tags away that it does not name',
    },
    {
      rule: 'Patterns of environments',
      link: `${ENVIRONMENTS}#deployment-branches-and-tags`,
      test: 'workflow/triggers.test.ts: of environments: %s on %s: %s',
    },
    {
      rule: 'An environment that is not there is made, without protection',
      link: ENVIRONMENTS,
      test: 'hub/environments.test.ts: is made without protection where there is none',
    },
    {
      rule: 'Its secrets and variables are for the jobs that name it',
      link: ENVIRONMENTS,
      test: 'hub/environments.test.ts: has secrets and variables of its own for the jobs that name it',
    },
    {
      rule: 'GitHub makes a deployment with statuses for the job, as `github-actions[bot]`',
      link: UNPROVEN,
      test: 'hub/environments.test.ts: follow the job, and lead to its log',
      fact: ['deployment', 'github-actions[bot]: queued, in_progress, success'],
    },
    {
      rule: '`deployment: false` makes none',
      link: `${SYNTAX}#jobsjob_idenvironment`,
      test: 'hub/environments.test.ts: are none where `deployment` is false',
    },
    {
      rule: 'The address of the environment is in the deployment’s status',
      link: `${SYNTAX}#jobsjob_idenvironment`,
      test: 'hub/environments.test.ts: carry the address of the environment',
    },
  ],
  Concurrency: [
    {
      rule: 'One at a time; of those that wait only the newest stays',
      link: CONCURRENCY,
      test: 'hub/concurrency.test.ts: runs one at a time and keeps only the newest that waits',
    },
    {
      rule: 'The one that does not stay is `cancelled`, with an annotation that names the group',
      link: UNPROVEN,
      test: 'hub/concurrency.test.ts: runs one at a time and keeps only the newest that waits',
      fact: ['superseded-result', 'cancelled'],
    },
    {
      rule: 'A run is not cancelled because a job of it was: `cancelled()` is false',
      link: UNPROVEN,
      test: 'hub/concurrency.test.ts: does not take a superseded job for a cancelled run',
      fact: ['superseded-is-cancelled', 'false'],
    },
    {
      rule: '`queue: max` keeps all, in order',
      link: CONCURRENCY,
      test: 'hub/concurrency.test.ts: keeps all that wait, in order, where its queue is max',
    },
    {
      rule: '`cancel-in-progress` ends the one that runs',
      link: CONCURRENCY,
      test: 'hub/concurrency.test.ts: cancels the one that runs where it says so',
    },
    {
      rule: 'The group is the repository’s, whatever the case of its name',
      link: CONCURRENCY,
      test: 'hub/concurrency.test.ts: does not care about the case of its name, nor about which workflow asks',
    },
    { rule: 'A whole workflow can have a group', link: CONCURRENCY, test: "hub/concurrency.test.ts: can be a whole workflow's" },
    {
      rule: 'A job that waits for its own run is ended',
      link: UNPROVEN,
      test: 'hub/concurrency.test.ts: ends a job that waits for its own run',
    },
    {
      rule: 'A job takes its place in the group before it waits for approval',
      link: UNPROVEN,
      test: 'hub/concurrency.test.ts: is held by a job that waits for approval: %s',
      fact: ['approval-holds-slot', 'true'],
      switch: 'approvalHoldsSlot',
    },
  ],
  'Cancels and re-runs': [
    {
      rule: 'Jobs whose condition still holds go on, the others end; those not yet begun go by their conditions',
      link: CANCELLATION,
      test: 'hub/cancel.test.ts: ends its jobs but for those whose condition still holds, and begins these',
    },
    {
      rule: 'A forced cancel asks no condition',
      link: CANCELLATION,
      test: 'hub/cancel.test.ts: lets a job go on that asked for it, unless it is forced',
    },
    {
      rule: 'A job that waits for approval, or in a group, is ended at once',
      link: UNPROVEN,
      test: 'hub/cancel.test.ts: ends a job that waits for approval',
    },
    {
      rule: 'After five minutes whatever is left is ended',
      link: CANCELLATION,
      test: 'hub/cancel.test.ts: takes its machine from a job that does not end in five minutes',
    },
    {
      rule: 'A re-run of failed jobs repeats these and what needs them, with the outputs of the rest',
      link: RERUNS,
      test: 'hub/reruns.test.ts: repeats only what failed and what needs it, with the outputs of the rest',
    },
    {
      rule: 'A re-run is of the same commit, and says who began it',
      link: RERUNS,
      test: 'hub/reruns.test.ts: repeats everything where that is asked for, at the same commit',
    },
    {
      rule: 'Artifacts stay from attempt to attempt',
      link: UNPROVEN,
      test: 'hub/reruns.test.ts: keeps its artifacts from attempt to attempt',
    },
    {
      rule: 'Reviews are asked for again in every attempt',
      link: UNPROVEN,
      test: 'hub/reruns.test.ts: repeats only what failed and what needs it, with the outputs of the rest',
    },
    { rule: 'At most a hundred wait in a group', link: LIMITS, test: 'hub/concurrency.test.ts: turns away what no longer fits' },
  ],
  'Inside a job': machineRules,
}
