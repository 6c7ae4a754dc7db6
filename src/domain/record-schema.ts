import { codes, outcomes, type ReasonCode } from '../foundation/codes.ts'
import type { FromSchema } from '../foundation/schema.ts'
import { severities } from './finding.ts'
import { hookTimes } from './hook.ts'
import { stageNames } from './run.ts'

const text = (description: string) => ({ type: 'string', description }) as const
const count = (description: string) => ({ type: 'integer', minimum: 0, description }) as const
const object = <const P extends Readonly<Record<string, object>>, const R extends readonly (keyof P & string)[]>(
  required: R,
  properties: P,
) => ({ type: 'object', additionalProperties: false, required, properties }) as const
const list = <const I extends object>(items: I) => ({ type: 'array', items }) as const
const map = { type: 'object', additionalProperties: { type: 'string' } } as const

const phases = ['successful', 'failed', 'inconclusive', 'error', 'skipped'] as const
const reasonCodes = [...Object.keys(codes), ...Object.keys(outcomes)] as readonly ReasonCode[]
const phase = { enum: phases, description: 'How it ended.' } as const
const failureCode = {
  enum: Object.keys(codes) as readonly (keyof typeof codes)[],
  description: 'Which kind of failure it is.',
} as const
const reasonCode = { enum: reasonCodes, description: 'The code, as docs/errors.md explains it.' } as const

const finding = object(['severity', 'title'], {
  severity: { enum: severities, description: 'How bad it is.' },
  code: failureCode,
  title: text('What is wrong.'),
  cause: text('Why.'),
  impact: text('What it does to the system.'),
  fix: text('What to do.'),
  commands: list(text('What to type next.')),
  evidence: list(text('A line as it was seen.')),
  where: text('Resource, file and line, address or log group.'),
  count: count('How often it was seen.'),
})

const parameter = object(['name', 'source', 'secret'], {
  name: text('Its name in the template.'),
  source: { enum: ['given', 'previous', 'default', 'placeholder'], description: 'Where its value comes from.' },
  secret: { type: 'boolean', description: 'Whether its value is left out because it is secret.' },
  late: { const: true, description: 'There where its own value comes after approval: the plan was made without it.' },
  value: text('Its value, where that is known not to be secret.'),
})

const change = object(['action', 'logicalId', 'type', 'properties'], {
  action: { enum: ['Add', 'Modify', 'Remove', 'Import', 'Dynamic', 'SyncWithActual'], description: 'What is done to it.' },
  logicalId: text('Its name in the template.'),
  physicalId: text('Its name in AWS.'),
  type: text('Its resource type.'),
  replacement: { enum: ['True', 'False', 'Conditional'], description: 'Whether it is made anew.' },
  policyAction: text('What happens to what it replaces.'),
  path: list(text('A nested stack that leads to it, from the top.')),
  properties: list(
    object(['name'], {
      name: text('The property that changes.'),
      requiresRecreation: text('Whether that makes the resource anew.'),
      cause: text('Why it changes.'),
      before: text('What it is; masked where it may be secret, shortened where it is long.'),
      after: text('What it is to be, shown likewise.'),
    }),
  ),
})

const plan = object(['kind', 'changes', 'capabilities', 'contentDigest', 'digest'], {
  kind: {
    enum: ['create', 'update', 'none', 'deferred', 'command'],
    description:
      'What executing it does to the stack; `deferred`: it is planned when its turn comes; `command`: a command decides what becomes of it.',
  },
  why: text('Why it is deferred, why there is nothing to do, or which command decides.'),
  changeSet: text('The name of the change set.'),
  changes: list(change),
  capabilities: list(text('A capability that it acknowledges.')),
  contentDigest: text('Of what is to be.'),
  digest: text('The content digest with the change set.'),
  basedOn: text("The stack's last change when the plan was made; absent for a new stack."),
  joins: text('Token of the operation of an earlier attempt that is followed instead of sending anything.'),
})

const operation = object(['token', 'kind', 'state', 'status', 'events'], {
  token: text('The client request token, by which its events are known.'),
  kind: { enum: ['create', 'update'], description: 'What it does to the stack.' },
  state: { enum: ['running', 'succeeded', 'failed', 'unknown'], description: 'How it ended, if that was seen.' },
  status: text('The status of the stack that was seen last.'),
  startedAt: text("Begin on AWS's clock."),
  endedAt: text("End on AWS's clock."),
  events: count('How many of its events were seen.'),
  overdue: { type: 'boolean', description: 'Whether this run cancelled it, since it took longer than its time limit.' },
  rootCause: object(['logicalId', 'type', 'status', 'reason', 'path'], {
    logicalId: text('The resource that failed first.'),
    type: text('Its resource type.'),
    status: text('Its status.'),
    reason: text('What AWS said.'),
    at: text("When it failed, on AWS's clock."),
    path: list(text('A stack, from the root to the one that holds the resource.')),
    line: count('The line in the template.'),
  }),
})

const stack = object(['name', 'dependsOn', 'parameters'], {
  name: text('The name of the stack.'),
  system: text('The entry of the configuration that it comes from.'),
  region: text('The AWS region.'),
  dependsOn: list(text('A stack that comes before.')),
  template: object(['path', 'sha256'], { path: text('Where it lies in the repository.'), sha256: text('Of its bytes.') }),
  parameters: list(parameter),
  plan,
  wayBack: object(['risk', 'lost'], {
    risk: { enum: ['low', 'medium', 'high', 'none'], description: 'What going back would risk; `none`: there is no way back.' },
    lost: list(text('What would not come back, or why there is no way.')),
  }),
  kept: object(['path', 'sha256'], {
    path: text('The file beside this record that says what is to become of the stack.'),
    sha256: text('Of its bytes.'),
  }),
  snapshot: object(['path', 'sha256'], {
    path: text('The file beside this record that holds the stack as it was.'),
    sha256: text('Of its bytes.'),
  }),
  deployed: object(['path', 'sha256'], {
    path: text('The file beside this record that holds the stack as this run left it running.'),
    sha256: text('Of its bytes.'),
  }),
  mended: list(text('A way out of a stuck state that was asked for before it was planned.')),
  rejected: { type: 'boolean', description: 'Nobody approved the plan: whether its change set is gone and was not executed.' },
  operation,
  rollback: operation,
  status: text('The status that was seen last.'),
  outputs: { ...map, description: 'Its outputs.' },
})

const stage = object(['stage', 'phase', 'reason', 'findings', 'startedAt', 'endedAt'], {
  stage: { enum: stageNames, description: 'Which stage.' },
  phase,
  counted: { type: 'boolean', description: 'False keeps the phase out of the verdict.' },
  code: reasonCode,
  reason: text('One line on how it ended.'),
  fix: text('What to do.'),
  findings: list(finding),
  startedAt: text('ISO 8601.'),
  endedAt: text('ISO 8601.'),
})

const hook = object(['name', 'kind', 'when', 'text', 'reversible'], {
  name: text('The name of the hook.'),
  kind: text('Its kind.'),
  when: { enum: hookTimes, description: 'When it runs.' },
  stack: text('The entry of `stacks` that it belongs to; absent: to the whole deployment.'),
  text: text('What it does, as the configuration says it.'),
  reversible: { type: 'boolean', description: 'Whether going back leaves nothing of it behind.' },
  startedAt: text('ISO 8601; absent where it did not begin.'),
  phase,
  reason: text('One line on how it ended.'),
  ms: { type: 'number', description: 'Milliseconds that it took.' },
  log: text('The file beside this record that holds what it printed.'),
  evidence: { ...map, description: 'What it left, and what undoing it needs.' },
  undone: text('What undoing it ended with.'),
})

const gate = object(['name', 'kind', 'phase', 'reason', 'stage', 'ms'], {
  name: text('The name of the gate.'),
  kind: text('Its kind.'),
  phase,
  counted: { type: 'boolean', description: 'False: it does not block, whatever was found.' },
  reason: text('One line on what was found.'),
  fix: text('What to do.'),
  link: text('The page of what it looked at.'),
  waived: text('Why it may be unknown, as the configuration says.'),
  of: { const: 'default-branch', description: 'There where only the file of the default branch asks for it.' },
  stage: { enum: ['gate', 'plan', 'deploy'], description: 'The stage that judged it last.' },
  ms: { type: 'number', description: 'Milliseconds that it took.' },
})

const approval = object(['login', 'state', 'comment', 'actor', 'seenAt'], {
  login: text('Who.'),
  state: { enum: ['approved', 'rejected'], description: 'What was decided.' },
  comment: text('What was written with it.'),
  actor: { type: 'boolean', description: 'Whether it is who started the run, or started it again.' },
  seenAt: text('When it was read, ISO 8601: GitHub does not tell when it was said.'),
})

const since = object(['from', 'url', 'total', 'behind', 'commits'], {
  from: text('The commit of the last good deployment.'),
  url: text('The page that shows the difference.'),
  total: count('How many commits came since.'),
  behind: count('How many commits of that one are missing.'),
  commits: list(
    object(['sha', 'title', 'author'], {
      sha: text('Which.'),
      title: text('The first line of its message.'),
      author: text('Whose.'),
    }),
  ),
})

const check = object(['name', 'kind', 'phase', 'reason', 'tries', 'ms'], {
  name: text('The name of the check.'),
  kind: text('Its kind.'),
  phase,
  reason: text('One line on what it said.'),
  tries: count('How often it was tried.'),
  ms: { type: 'number', description: 'Milliseconds that it took.' },
  afterRollback: { type: 'boolean', description: 'Whether it was measured after the version before was put back.' },
})

const logs = object(['since', 'until', 'groups'], {
  since: text('ISO 8601.'),
  until: text('ISO 8601.'),
  groups: list(
    object(['name', 'events', 'state'], {
      name: text('The log group.'),
      events: count('How many events were read.'),
      state: { enum: ['read', 'empty', 'absent', 'unscannable', 'denied', 'unread'], description: 'Whether it could be read.' },
    }),
  ),
})

const notice = object(['kind', 'sent', 'reason'], {
  kind: text('The kind of the notice.'),
  sent: { type: 'boolean', description: 'Whether it arrived.' },
  code: failureCode,
  reason: text('One line on what happened.'),
  url: text('Where it can be read.'),
  number: count('The number of the issue.'),
})

const destination = object(['kind', 'where', 'keys'], {
  kind: text('Its kind.'),
  where: text('What it is called.'),
  keys: list(
    object(['key', 'state'], {
      key: text('What is named there.'),
      state: {
        enum: ['same', 'differs', 'absent', 'later', 'unchanged', 'written', 'failed'],
        description: 'What was found there, or what was done; `later`: it is known after the deployment.',
      },
    }),
  ),
  reason: text('Why it could not be looked at or written.'),
})

const identity = object(['repository', 'sha', 'ref', 'runId', 'attempt', 'actor', 'event', 'workflow', 'url'], {
  repository: text('Owner and name.'),
  sha: text('The commit.'),
  ref: text('The branch or tag.'),
  runId: text('The run of the workflow.'),
  attempt: text('Which attempt of it.'),
  actor: text('Who started it.'),
  event: text('The event that started it.'),
  workflow: text('The name of the workflow.'),
  url: text('The page of the run.'),
})

/** The published schema of the record: dist/record.schema.json. */
export const recordSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'The record of one run of deploy-action. It holds no secret and no account number.',
  ...object(
    [
      'schema',
      'version',
      'action',
      'identity',
      'stagesAsked',
      'whole',
      'startedAt',
      'stages',
      'stacks',
      'checks',
      'notices',
      'verdict',
      'resume',
    ],
    {
      schema: { const: 'deploy-action/record', description: 'What this document is.' },
      version: { const: 1, description: 'The version of its shape.' },
      action: text('The version of the action that wrote it.'),
      identity,
      environment: text('The environment, where one was chosen.'),
      configuration: object(['path', 'sha256'], {
        path: text('Where it lies.'),
        sha256: text('Of its bytes.'),
        files: list(
          object(['path', 'sha256'], {
            path: text('A file beside the record: `configuration.yml`, or one that the configuration names.'),
            sha256: text('Of its bytes.'),
          }),
        ),
      }),
      stagesAsked: list({ enum: stageNames, description: 'A stage that was asked for, in order.' }),
      stagesBefore: list({
        enum: stageNames,
        description: 'A stage that a job before this one did, for what this one went on with.',
      }),
      job: object(['name'], {
        name: text('The job that is reported on by the one that wrote this.'),
        began: { type: 'boolean', description: 'Whether it began to do anything; absent where that is not known.' },
        since: text('When it was made, ISO 8601.'),
        told: { const: true, description: 'There where its own record says what it did.' },
      }),
      whole: { type: 'boolean', description: 'Whether these are all stages over all stacks, reporting aside.' },
      back: object(['runId', 'attempt', 'sha'], {
        runId: text('The run whose version was to be brought back.'),
        attempt: text('Its attempt.'),
        sha: text('Its commit.'),
      }),
      startedAt: text('ISO 8601.'),
      endedAt: text('ISO 8601; absent while the run goes on, and in what a lost run left.'),
      current: { enum: stageNames, description: 'The stage that is being worked on.' },
      stages: list(stage),
      leftOut: list(
        object(['name'], { name: text('A stack or a system that was left as it is.'), region: text('Its AWS region.') }),
      ),
      stacks: list(stack),
      hooks: list(hook),
      gates: list(gate),
      approvals: list(approval),
      since,
      checks: list(check),
      destinations: list(destination),
      logs,
      address: text('Where people reach what was deployed.'),
      notices: list(notice),
      verdict: { enum: [...phases, 'running'], description: 'The worst counted phase; `running` until the run has ended.' },
      reasonCode,
      resume: text('What to do next.'),
    },
  ),
} as const

/** Everything that happened in one run: the resume handle, the audit trail and the source of every report. */
export type RunRecord = FromSchema<typeof recordSchema>

/** One stack in the record, in the order of deployment. */
export type StackRecord = RunRecord['stacks'][number]
