/** Whose hands the fix is in: the user's, a platform's (AWS, GitHub, the runner), or ours. */
export type Blame = 'user' | 'platform' | 'bug'

interface CodeEntry {
  readonly blame: Blame
  readonly meaning: string
  readonly fix: string
  /** A later identical call may succeed, so a read is tried again. */
  readonly transient?: true
  /** It is known to be bad, not merely unknown: the phase is `failed`, not `error`. */
  readonly known?: true
}

/**
 * Every code that a failure can carry. It is part of the contract: `reason-code` prints it, the failure issue is
 * keyed by it, and docs/errors.md is made from this table.
 */
export const codes = {
  INPUT_INVALID: {
    blame: 'user',
    meaning: 'An input of the action has a value that it cannot have.',
    fix: 'Correct the input named above in the workflow.',
  },
  CONFIG_MISSING: {
    blame: 'user',
    meaning: 'The configuration file is not in the workspace.',
    fix: 'Add the file, or check the repository out before this step, or name another file with the input `config`.',
  },
  CONFIG_INVALID: {
    blame: 'user',
    meaning: 'The configuration file has a mistake; nothing was touched.',
    fix: 'Correct the lines shown above.',
  },
  VALUE_UNKNOWN: {
    blame: 'user',
    meaning: 'A `${…}` names a value that does not exist, or not in this place.',
    fix: 'Use one of the names listed above.',
  },
  SECRET_MISSING: {
    blame: 'user',
    meaning: 'A secret that is named in the configuration is not set, or is empty.',
    fix: 'Set it in the input `secrets`, or in the `env` of the step. A job can do without it where none of its stages uses it.',
  },
  STACK_UNKNOWN: {
    blame: 'user',
    meaning: 'A stack is named that the configuration does not have.',
    fix: 'Use one of the names listed above.',
  },
  STACK_CYCLE: {
    blame: 'user',
    meaning: 'Stacks depend on each other in a circle.',
    fix: 'Take one dependency out of the circle: a `depends-on`, an output that a parameter takes, or an import.',
  },
  STACK_TWICE: {
    blame: 'user',
    meaning: 'Two stacks of the same name come out of the configuration.',
    fix: 'Give one of them another name, or take it out of one of the systems named above.',
  },
  BUILD_MISSING: {
    blame: 'user',
    meaning: 'There is no build to plan from, and this job is not to run the tools that make one.',
    fix: 'Name `synthesize` in the input `stages`, or hand the build of an earlier job on with `build` and `build-sha256`. Where its artifact ended or is lost, run all jobs again: what is built anew is planned and approved anew.',
  },
  BUILD_INVALID: {
    blame: 'user',
    meaning: 'The build that is to be published is not the one that was made, or not whole.',
    fix: 'Run all jobs again: what is built anew is planned and approved anew. Hand the folder of the build on untouched, with its sha256.',
  },
  TEMPLATE_MISSING: {
    blame: 'user',
    meaning: 'The template file is not in the workspace.',
    fix: 'Check the path; it is relative to the root of the repository.',
  },
  TEMPLATE_INVALID: {
    blame: 'user',
    meaning: 'The template is not one that CloudFormation accepts.',
    fix: 'Correct the template as said above.',
  },
  TEMPLATE_TOO_LARGE: {
    blame: 'user',
    meaning: 'The template is larger than CloudFormation takes, or than what fits into a request, and no bucket is known.',
    fix: 'Split it into nested stacks, take comments and inline code out of it, or name a `bucket`.',
  },
  ARTIFACT_MISSING: {
    blame: 'user',
    meaning: 'The template names a local file or folder that is not there.',
    fix: 'Check the path, which is relative to the template; build first what a build makes.',
  },
  ARTIFACT_REFUSED: {
    blame: 'user',
    meaning: 'The template names a local file or folder that is not packaged.',
    fix: 'Name a file or folder of the repository, small enough, that holds files and folders only.',
  },
  ARTIFACT_IMAGE: {
    blame: 'user',
    meaning: 'A function runs a container image that is not in a registry yet.',
    fix: 'Build and push the image in a step before this one and give its address as a parameter, or let another engine do it.',
  },
  ARTIFACT_CHANGED: {
    blame: 'user',
    known: true,
    meaning: 'What the template needs from a bucket is no longer what was planned; nothing was executed.',
    fix: 'Find out who wrote to the bucket, then plan again and have the new plan approved.',
  },
  PARAMETERS_INVALID: {
    blame: 'user',
    meaning: 'A file with parameters is not in the workspace, or has a mistake; nothing was touched.',
    fix: 'Correct the lines shown above, or the path under `parameters-file` of the stack.',
  },
  POLICY_MISSING: {
    blame: 'user',
    meaning: 'The stack policy is not in the workspace.',
    fix: 'Check the path; it is relative to the root of the repository.',
  },
  PARAMETER_UNKNOWN: {
    blame: 'user',
    meaning: 'A parameter is given that the template does not declare.',
    fix: 'Correct its name or take it out of the configuration.',
  },
  PARAMETER_MISSING: {
    blame: 'user',
    meaning: 'The template declares a parameter without a default, and no value is given.',
    fix: 'Give it a value under `parameters` of the stack.',
  },
  SECRET_EXPOSED: {
    blame: 'user',
    meaning: 'A secret would stand where others can read it.',
    fix: 'Put it where only those can read it who need it.',
  },
  REGION_MISSING: {
    blame: 'user',
    meaning: 'No AWS region is known.',
    fix: 'Set `region` in the configuration or as an input, or AWS_REGION in the environment.',
  },
  ACCOUNT_MISMATCH: {
    blame: 'user',
    meaning: 'The credentials belong to another AWS account than the configuration demands.',
    fix: 'Use the credentials of the expected account, or correct `account`.',
  },
  CREDENTIALS_MISSING: {
    blame: 'user',
    meaning: 'No AWS credentials were found.',
    fix: 'Configure credentials in a step before this one, best by OpenID Connect.',
  },
  ID_TOKEN_MISSING: {
    blame: 'user',
    meaning: "A role is to be taken on with GitHub's identity token, and this job may not ask for one.",
    fix: 'Set `id-token` to `write` under `permissions` of the job, and of the job that calls its workflow; or configure AWS keys in a step before this one.',
  },
  ID_TOKEN_UNAVAILABLE: {
    blame: 'platform',
    transient: true,
    meaning: 'GitHub gives no identity token at present.',
    fix: 'Run again later; see https://www.githubstatus.com.',
  },
  ROLE_REFUSED: {
    blame: 'user',
    meaning: 'AWS does not give the role to this job.',
    fix: "Compare the role's trust policy with the subject shown above, and see that the account knows GitHub's issuer: docs/aws-setup.md.",
  },
  CREDENTIALS_INVALID: {
    blame: 'user',
    meaning: 'AWS does not accept the credentials.',
    fix: 'Renew the keys or correct the role that they come from.',
  },
  CREDENTIALS_EXPIRED: {
    blame: 'user',
    meaning: 'The AWS credentials ended their life during the run.',
    fix: 'Run again: the operation that is under way is found and followed. Ask for a longer session if it happens often.',
  },
  ACCESS_DENIED: {
    blame: 'user',
    meaning: 'The AWS identity may not do what is needed.',
    fix: 'Allow the action named above to the role in use.',
  },
  AWS_UNREACHABLE: {
    blame: 'platform',
    transient: true,
    meaning: 'No answer came from AWS.',
    fix: 'Check region, endpoint, proxy and network of the runner, then run again.',
  },
  AWS_UNTRUSTED: {
    blame: 'user',
    meaning: 'What answered in the place of AWS has a certificate that is not trusted.',
    fix: 'Name the certificates of your proxy or endpoint in AWS_CA_BUNDLE, or take a wrong AWS_CA_BUNDLE away.',
  },
  AWS_THROTTLED: {
    blame: 'platform',
    transient: true,
    meaning: 'AWS asked to slow down, longer than the limit of this run.',
    fix: 'Run again later; look for other jobs that call the same API.',
  },
  AWS_SERVER_ERROR: {
    blame: 'platform',
    transient: true,
    meaning: 'AWS answered with an error of its own.',
    fix: 'Look at the AWS Health Dashboard, then run again.',
  },
  AWS_REFUSED: { blame: 'user', meaning: 'AWS refused the request.', fix: 'Correct what AWS names above.' },
  AWS_CONFLICT: {
    blame: 'platform',
    meaning: 'What the request is about has changed its state meanwhile.',
    fix: 'Run again: the state is read anew.',
  },
  TOOL_MISSING: {
    blame: 'user',
    meaning: 'A command-line tool is not installed where it was looked for, or cannot be started.',
    fix: 'Install it in a step before this one, or correct its name.',
  },
  TOOL_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'A command-line tool did not do what it was to do.',
    fix: 'Correct what its last lines say; the log of the tool has all of them.',
  },
  TOOL_TIMED_OUT: {
    blame: 'user',
    meaning: 'A command-line tool did not end within its time limit; it and all that it started were ended.',
    fix: 'See in its last lines what it waited for: no question is answered. Raise its limit if it only needs longer.',
  },
  TOOL_VERSION: {
    blame: 'user',
    meaning: 'A command-line tool has a version that cannot do what is needed.',
    fix: 'Install the version named above in a step before this one.',
  },
  CONTEXT_MISSING: {
    blame: 'user',
    meaning: 'An app of the CDK needs values that must be looked up in the account first.',
    fix: 'Run `cdk synth` once with credentials of the account and commit `cdk.context.json`.',
  },
  BOOTSTRAP_MISSING: {
    blame: 'user',
    known: true,
    meaning: 'The account and region were not prepared for the CDK, or too long ago.',
    fix: 'Run `npx cdk bootstrap` for the account and region once.',
  },
  TOOL_CONFIG_INVALID: {
    blame: 'user',
    meaning: "A tool's own configuration has a mistake, or says something else than this action's; nothing was touched.",
    fix: 'Correct the file that is named above.',
  },
  BUCKET_MISSING: {
    blame: 'user',
    meaning: 'There is no bucket for what the template needs; none is made without being asked for.',
    fix: 'Name one of the region in `bucket` of the stack.',
  },
  PLAN_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'CloudFormation could not make the change set.',
    fix: 'Correct what it names above; the stack is untouched.',
  },
  PLAN_MISSING: {
    blame: 'user',
    meaning: 'There is no plan to execute.',
    fix: 'Run the stage `plan` as well, or give the record of the job that planned.',
  },
  PLAN_BLOCKED: {
    blame: 'user',
    known: true,
    meaning: 'The plan would lose data, or does what the configuration does not allow; nothing was executed.',
    fix: 'Change the template, or allow it by name under `allow` with a reason.',
  },
  PLAN_UNREVIEWABLE: {
    blame: 'user',
    known: true,
    meaning: 'A command decides what becomes of the stack, so nobody can see it beforehand.',
    fix: 'Give the stack a `plan` that leaves a change set, as `--no-execute-changeset` of the AWS and the SAM command lines does.',
  },
  SECRET_ABSENT: {
    blame: 'user',
    known: true,
    meaning: 'A secret that the configuration declares is not in its store; nothing was executed.',
    fix: 'Make it, or let it be generated with `missing: generate`.',
  },
  SECRET_IN_TEMPLATE: {
    blame: 'user',
    known: true,
    meaning: 'A secret stands in a template, where everybody reads it who may describe the stack; nothing was executed.',
    fix: 'Take it out of the template and replace it where it is used, for it is no secret any more; pass it as `{{resolve:secretsmanager:…}}` or a NoEcho parameter.',
  },
  DRIFT_FOUND: {
    blame: 'user',
    known: true,
    meaning: 'Resources were changed outside CloudFormation, and the configuration says that this blocks.',
    fix: 'Take the changes into the template, or set `drift: revert` for the stack.',
  },
  DRIFT_UNKNOWN: {
    blame: 'platform',
    meaning: 'Whether resources were changed outside CloudFormation could not be found out.',
    fix: 'Run again, or set `drift: ignore` for the stack.',
  },
  PLAN_STALE: {
    blame: 'user',
    known: true,
    meaning: 'The stack or the change set is no longer what was planned; nothing was executed.',
    fix: 'Plan again and have the new plan approved.',
  },
  STACK_CHANGED: {
    blame: 'user',
    known: true,
    meaning:
      'The stack was changed by another operation after the one that this run follows or goes back from; nothing was executed.',
    fix: 'Look at what changed it. Then plan and deploy the version that you want, or go back with the record of the run that changed it last.',
  },
  PLAN_DIFFERS: {
    blame: 'user',
    known: true,
    meaning: 'With the secret that came after approval the change set would do more than was approved; nothing was executed.',
    fix: 'Plan in a job that has the secret, so that what it brings about is seen and approved, or correct the secret.',
  },
  STACK_BUSY: {
    blame: 'platform',
    meaning: 'Another operation on the stack did not end within the limit.',
    fix: 'Let it end, then run again.',
  },
  STACK_STUCK: {
    blame: 'user',
    meaning: 'The stack is in a state that no deployment can start from.',
    fix: 'Mend it with the command shown above, then run again.',
  },
  DEPLOY_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'CloudFormation could not carry the change out.',
    fix: 'Correct the root cause shown above, then deploy again.',
  },
  DEPLOY_CANCELLED: {
    blame: 'user',
    known: true,
    meaning: 'The operation was cancelled from outside and rolled back.',
    fix: 'Find out who cancelled it (CloudTrail, CancelUpdateStack), then deploy again.',
  },
  OUTPUTS_UNWRITTEN: {
    blame: 'user',
    known: true,
    meaning: 'The stacks are as wanted, and their outputs could not be written where the configuration says.',
    fix: 'Correct what is said above and run the deployment again: stacks that have nothing to change are left, and the outputs are written.',
  },
  PROTECTION_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'The stack is as its template says, but termination protection or stack policy could not be set as asked.',
    fix: 'Allow the action named above to the role in use, or correct the policy, then run again.',
  },
  DEPLOY_UNKNOWN: {
    blame: 'platform',
    meaning: 'How the operation ended could not be seen.',
    fix: 'Run again: the operation is found and followed. Until then take it as not successful.',
  },
  TIME_LIMIT: {
    blame: 'platform',
    meaning: 'The operation did not end within the time limit; it is still going on.',
    fix: 'Run again to follow it, or raise `time-limit`.',
  },
  TIME_LIMIT_CANCELLED: {
    blame: 'platform',
    known: true,
    meaning: 'The update did not end within the time limit and was cancelled, as `on-time-limit` asks for.',
    fix: 'Find out what took so long: see the resources that were not done. Or raise `time-limit`.',
  },
  CANCELLED: {
    blame: 'user',
    meaning: 'The run was cancelled.',
    fix: 'Run again: what was under way is found and followed. An update that was cancelled with it needs a new plan: run all jobs again.',
  },
  INTERRUPTED: {
    blame: 'platform',
    meaning: 'The run ended without a word: its process or its machine was lost.',
    fix: 'Run again: what was under way is found and followed.',
  },
  JOB_FAILED: {
    blame: 'user',
    meaning:
      'A job of the run ended badly and left no record that says more. It is known to be bad, and the verdict `failed`, where the job that deploys had not begun.',
    fix: 'Open the log of the job named above, correct what it says, then run the failed jobs again.',
  },
  JOB_TIMED_OUT: {
    blame: 'platform',
    meaning: 'The job did not end within its own time limit (`timeout-minutes`), so GitHub ended it.',
    fix: 'Run the failed jobs again: what was under way is found and followed. Then raise `timeout-minutes`, or find out what took so long.',
  },
  MACHINE_LOST: {
    blame: 'platform',
    meaning: 'GitHub lost the machine that ran the job. What AWS was doing goes on without it.',
    fix: 'Run the failed jobs again: what was under way is found and followed.',
  },
  JOB_UNFINISHED: {
    blame: 'user',
    meaning: 'The job whose end is to be reported has not ended yet.',
    fix: 'Let the reporting job wait for it: name it under `needs`, with `if: always()`.',
  },
  JOB_UNKNOWN: {
    blame: 'user',
    meaning: 'Which job of the run is to be reported on cannot be told.',
    fix: 'Give the input `job` the name that the job has in the workflow, and call the job that reports by its own key.',
  },
  RUN_NOT_STARTED: {
    blame: 'user',
    known: true,
    meaning: 'GitHub could not start the run: its workflow is not valid, or asks for more than its caller may give. No job ran.',
    fix: 'Open the page of the run, which says what is wrong: mostly a permission that the calling job does not have.',
  },
  RECORD_LOST: {
    blame: 'platform',
    meaning: 'The job ended well as GitHub says, and the record that would prove it is not there.',
    fix: 'Look at the stacks now. Then run the failed jobs again, or plan again where the record is too old to be there.',
  },
  ROLLBACK_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'The version before could not be put back.',
    fix: 'Look at the stack now: correct the cause shown above, then deploy the version that you want.',
  },
  HOOK_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'A hook around a deployment did not do what it was to do.',
    fix: 'Correct what its last lines say; its log beside the record has all of them. Then run again: hooks run again, too.',
  },
  GATE_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'A gate is not passed; nothing was executed.',
    fix: 'Do what the gate asks for, then start again.',
  },
  GATE_UNKNOWN: {
    blame: 'platform',
    meaning: 'Whether a gate is passed could not be found out, which blocks; nothing was executed.',
    fix: 'Give the job what the gate needs, or name the gate with a reason under `waive`.',
  },
  CHECK_FAILED: {
    blame: 'user',
    known: true,
    meaning: 'A check of the deployed system failed.',
    fix: 'Correct the system, or go back to the version before.',
  },
  CHECK_INCONCLUSIVE: {
    blame: 'platform',
    meaning: 'A check could not tell whether the system is well.',
    fix: 'Make what it looks at reachable from the runner.',
  },
  LOG_ERRORS: {
    blame: 'user',
    known: true,
    meaning: 'The logs since the deployment show errors.',
    fix: 'Correct the first error shown, or go back to the version before.',
  },
  LOG_INCONCLUSIVE: {
    blame: 'platform',
    meaning: 'The logs could not be read, or there was nothing in them.',
    fix: 'Allow the role to read the log groups named above, or send the system some traffic.',
  },
  RECORD_MISSING: {
    blame: 'user',
    meaning: 'The record that was given is not there, so what was approved is not known; nothing was executed.',
    fix: 'Plan again, by running all jobs again, and have the new plan approved. The artifact ended, was deleted, or was not handed on.',
  },
  RECORD_INVALID: {
    blame: 'user',
    meaning: 'The record that was given cannot be used.',
    fix: 'Give the record of the job that planned, and its sha256, untouched. Where that is lost, plan again.',
  },
  GITHUB_TOKEN_MISSING: {
    blame: 'user',
    meaning: 'The configuration asks for something on GitHub, and no token is given.',
    fix: 'Give the input `github-token`, or take `report.issue` out of the configuration.',
  },
  GITHUB_REFUSED: { blame: 'user', meaning: 'GitHub refused the request.', fix: 'Give the job the permission named above.' },
  GITHUB_UNREACHABLE: {
    blame: 'platform',
    transient: true,
    meaning: 'No usable answer came from GitHub.',
    fix: 'Look at githubstatus.com, then run again.',
  },
  UNEXPECTED: {
    blame: 'bug',
    meaning: 'Something happened that this action does not know.',
    fix: 'Open an issue with this log; look at the stack yourself before you deploy again.',
  },
} as const satisfies Record<string, CodeEntry>

/** The name of a way to fail. */
export type Code = keyof typeof codes

/** What a run can say as its `reason-code` that did what it was to do; a new version that had to be taken back is a failure still. */
export const outcomes = {
  DEPLOYED: 'Every stack was seen to reach the wanted state, and what was checked is well.',
  NOTHING_TO_CHANGE: 'Every stack already was in the wanted state, and what was checked is well.',
  SYNTHESIZED: 'The templates are ready; nothing was planned.',
  PLANNED: 'The plan is ready; nothing was executed.',
  VERIFIED: 'Nothing was to be deployed; what was checked is well.',
  ROLLED_BACK: 'The version before is back. Correct what was wrong with the new one, then deploy again.',
  REJECTED: 'Nobody approved the plan, or somebody rejected it: it was not executed, and its change sets are deleted.',
  SUPERSEDED: 'A newer run took the place of this one in the queue before it began; nothing was executed.',
  SKIPPED: 'There was nothing to do.',
} as const

/** The name of a good end. */
export type Outcome = keyof typeof outcomes

/** What the output `reason-code` can be. */
export type ReasonCode = Code | Outcome

/** The page and paragraph that explains a code. */
export const docsOf = (code: ReasonCode): string =>
  `https://github.com/org/deploy-action/blob/v1/docs/errors.md#${code.toLowerCase()}`
