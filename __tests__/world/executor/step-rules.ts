import { type Rule, rule } from './rule.ts'

const DOCS = 'https://docs.github.com/en/actions/reference/workflows-and-actions'
const RUNNER = 'https://github.com/actions/runner/blob/main/src'

/** What holds for the steps of a job and what they write. */
export const stepRules: readonly Rule[] = [
  rule(
    'a text is compared without regard to case, an absent value equals an empty text',
    `${DOCS}/expressions#operators`,
    'expressions.test.ts: %s',
  ),
  rule(
    '`success()` is added where a condition names no status function',
    `${DOCS}/expressions#status-check-functions`,
    'expressions.test.ts: if: %s',
  ),
  rule(
    'an expression that cannot be evaluated fails the step',
    `${RUNNER}/Runner.Worker/StepsRunner.cs`,
    'steps.test.ts: fail where an expression cannot be evaluated',
  ),
  rule(
    'after a failed step only those run whose condition asks for it',
    `${DOCS}/expressions#status-check-functions`,
    'steps.test.ts: run one after the other until one fails',
  ),
  rule(
    '`continue-on-error` makes a failed outcome a successful conclusion',
    `${DOCS}/contexts#steps-context`,
    'steps.test.ts: go on after one that is allowed to fail, which its outcome tells',
  ),
  rule(
    '`timeout-minutes` of a step ends it as a failure',
    `${DOCS}/workflow-syntax#jobsjob_idstepstimeout-minutes`,
    'steps.test.ts: are given up when their minutes are over',
  ),
  rule(
    'bash runs with `-e`, and with `pipefail` only where it is named',
    `${DOCS}/workflow-syntax#jobsjob_idstepsshell`,
    'steps.test.ts: are run by bash that stops at the first error, and with pipefail only where bash is named',
  ),
  rule(
    'the `env` of the step wins over that of the job; names of the runner cannot be changed',
    `${DOCS}/variables#naming-conventions-for-environment-variables`,
    'steps.test.ts: see the env of workflow, job and step in this order, but not a changed name of the runner',
  ),
  rule(
    'an environment that the system refuses fails the step',
    `${RUNNER}/Runner.Sdk/ProcessInvoker.cs`,
    'steps.test.ts: fail where the environment is too large for the system',
  ),
  rule(
    'a job has a fresh machine',
    'https://docs.github.com/en/actions/concepts/runners/github-hosted-runners',
    'steps.test.ts: work in the workspace or below it, in a machine of their own with nothing of our environment',
  ),
  rule(
    'inputs become `INPUT_*`, with the defaults of `action.yml`',
    `${DOCS}/metadata-syntax#inputs`,
    'steps.test.ts: give an action its inputs, declared defaults among them, its id and the workspace',
  ),
  rule(
    'a step without an id is named after its action, and numbered',
    `${DOCS}/variables`,
    'steps.test.ts: give an action its inputs, declared defaults among them, its id and the workspace',
  ),
  rule(
    '`post` runs after all steps, the last one first, also after a failure, with the state of its own step',
    `${DOCS}/metadata-syntax#runspost`,
    'steps.test.ts: run the post scripts of actions last, the newest first, with state and what was exported',
  ),
  rule(
    '`post` of a step that was skipped does not run',
    `${RUNNER}/Runner.Worker/ActionRunner.cs`,
    'steps.test.ts: run the post scripts of actions last, the newest first, with state and what was exported',
  ),
  rule(
    "how steps, their posts and GitHub's own are numbered in the API",
    'unproven',
    'steps.test.ts: run the post scripts of actions last, the newest first, with state and what was exported',
  ),
  rule(
    'outputs, environment and path reach later steps',
    `${DOCS}/workflow-commands#environment-files`,
    'files.test.ts: hand outputs, environment and path on to later steps',
  ),
  rule(
    "a step's summary holds one mebibyte at most",
    `${DOCS}/workflow-commands#step-isolation-and-limits`,
    'files.test.ts: keep each step summary, masked, up to one mebibyte',
  ),
  rule(
    '`NODE_OPTIONS` cannot be set for later steps',
    `${DOCS}/workflow-commands#setting-an-environment-variable`,
    'files.test.ts: do not let a step change NODE_OPTIONS of later ones',
  ),
  rule(
    'a file that cannot be read fails the step',
    `${RUNNER}/Runner.Worker/FileCommandManager.cs`,
    'files.test.ts: fail a step whose file cannot be read',
  ),
  rule(
    'a job output that holds a masked text is left out, with a warning',
    `${DOCS}/workflow-syntax#jobsjob_idoutputs`,
    'files.test.ts: become outputs of the job, but for empty ones and those that hold a masked text',
  ),
  rule(
    'outputs that cannot be evaluated fail the job',
    `${RUNNER}/Runner.Worker/JobExtension.cs`,
    'files.test.ts: fail the job whose outputs cannot be evaluated',
  ),
  rule(
    'a mask holds for the whole job, line by line, and for the forms that base64, JSON, addresses and XML make of it',
    `${RUNNER}/Sdk/DTLogging/Logging/ValueEncoders.cs`,
    'files.test.ts: mask a secret in its other forms, in log and notes, from every step on',
  ),
]
