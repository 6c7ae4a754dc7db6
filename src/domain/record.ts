import { codes, outcomes, type ReasonCode } from '../foundation/codes.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { FromSchema } from '../foundation/schema.ts'
import { severities } from './finding.ts'
import { good } from './phase.ts'
import { decisive, type Run, reasonOf, stageNames, verdictOf } from './run.ts'
import type { StackRun } from './stack.ts'

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
const reasonCode = { enum: reasonCodes, description: 'The code, as docs/errors.md explains it.' } as const

const finding = object(['severity', 'title'], {
  severity: { enum: severities, description: 'How bad it is.' },
  code: { enum: Object.keys(codes) as readonly (keyof typeof codes)[], description: 'Which kind of failure it is.' },
  title: text('What is wrong.'),
  cause: text('Why.'),
  impact: text('What it does to the system.'),
  fix: text('What to do.'),
  evidence: list(text('A line as it was seen.')),
  where: text('Resource, file and line, address or log group.'),
  count: count('How often it was seen.'),
})

const parameter = object(['name', 'source', 'secret'], {
  name: text('Its name in the template.'),
  source: { enum: ['given', 'previous', 'default'], description: 'Where its value comes from.' },
  secret: { type: 'boolean', description: 'Whether its value is left out because it is secret.' },
  value: text('Its value, where that is known not to be secret.'),
})

const change = object(['action', 'logicalId', 'type', 'properties'], {
  action: { enum: ['Add', 'Modify', 'Remove', 'Import', 'Dynamic', 'SyncWithActual'], description: 'What is done to it.' },
  logicalId: text('Its name in the template.'),
  physicalId: text('Its name in AWS.'),
  type: text('Its resource type.'),
  replacement: { enum: ['True', 'False', 'Conditional'], description: 'Whether it is made anew.' },
  policyAction: text('What happens to what it replaces.'),
  properties: list(
    object(['name'], {
      name: text('The property that changes.'),
      requiresRecreation: text('Whether that makes the resource anew.'),
      cause: text('Why it changes.'),
    }),
  ),
})

const plan = object(['kind', 'changes', 'capabilities', 'contentDigest', 'digest'], {
  kind: { enum: ['create', 'update', 'none'], description: 'What executing it does to the stack.' },
  changeSet: text('The name of the change set.'),
  changes: list(change),
  capabilities: list(text('A capability that it acknowledges.')),
  contentDigest: text('Of what is to be.'),
  digest: text('The content digest with the change set.'),
  basedOn: text("The stack's last change when the plan was made; absent for a new stack."),
})

const operation = object(['token', 'kind', 'state', 'status', 'events'], {
  token: text('The client request token, by which its events are known.'),
  kind: { enum: ['create', 'update'], description: 'What it does to the stack.' },
  state: { enum: ['running', 'succeeded', 'failed', 'unknown'], description: 'How it ended, if that was seen.' },
  status: text('The status of the stack that was seen last.'),
  startedAt: text("Begin on AWS's clock."),
  endedAt: text("End on AWS's clock."),
  events: count('How many of its events were seen.'),
  rootCause: object(['logicalId', 'type', 'status', 'reason', 'path'], {
    logicalId: text('The resource that failed first.'),
    type: text('Its resource type.'),
    status: text('Its status.'),
    reason: text('What AWS said.'),
    path: list(text('A stack, from the root to the one that holds the resource.')),
    line: count('The line in the template.'),
  }),
})

const stack = object(['name', 'dependsOn', 'parameters'], {
  name: text('The name of the stack.'),
  region: text('The AWS region.'),
  dependsOn: list(text('A stack that comes before.')),
  template: object(['path', 'sha256'], { path: text('Where it lies in the repository.'), sha256: text('Of its bytes.') }),
  parameters: list(parameter),
  plan,
  operation,
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

const check = object(['name', 'kind', 'phase', 'reason', 'tries', 'ms'], {
  name: text('The name of the check.'),
  kind: text('Its kind.'),
  phase,
  reason: text('One line on what it said.'),
  tries: count('How often it was tried.'),
  ms: { type: 'number', description: 'Milliseconds that it took.' },
})

const logs = object(['since', 'until', 'groups'], {
  since: text('ISO 8601.'),
  until: text('ISO 8601.'),
  groups: list(
    object(['name', 'events', 'state'], {
      name: text('The log group.'),
      events: count('How many events were read.'),
      state: { enum: ['read', 'empty', 'absent', 'unscannable', 'denied'], description: 'Whether it could be read.' },
    }),
  ),
})

const notice = object(['kind', 'sent', 'reason'], {
  kind: text('The kind of the notice.'),
  sent: { type: 'boolean', description: 'Whether it arrived.' },
  reason: text('One line on what happened.'),
  url: text('Where it can be read.'),
  number: count('The number of the issue.'),
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
      configuration: object(['path', 'sha256'], { path: text('Where it lies.'), sha256: text('Of its bytes.') }),
      stagesAsked: list({ enum: stageNames, description: 'A stage that was asked for, in order.' }),
      whole: { type: 'boolean', description: 'Whether these are all stages over all stacks.' },
      startedAt: text('ISO 8601.'),
      endedAt: text('ISO 8601; absent while the run goes on, and in what a lost run left.'),
      current: { enum: stageNames, description: 'The stage that is being worked on.' },
      stages: list(stage),
      stacks: list(stack),
      checks: list(check),
      logs,
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

/** The record of a run as far as it has come. `about` says which version of the action writes it. */
export function toRecord(run: Run, about: { readonly action: string }): RunRecord {
  const { identity, environment, configuration, whole, startedAt, endedAt, current, checks, logs, notices } = run
  return {
    schema: 'deploy-action/record',
    version: 1,
    action: about.action,
    identity,
    ...(environment === undefined ? {} : { environment }),
    ...(configuration ? { configuration } : {}),
    stagesAsked: run.stages,
    whole,
    startedAt,
    ...(endedAt === undefined ? {} : { endedAt, reasonCode: reasonOf(run) }),
    ...(current === undefined || endedAt !== undefined ? {} : { current }),
    stages: run.results,
    stacks: Object.entries(run.stacks).map(([name, known]) => stackRecord(name, known)),
    checks,
    ...(logs ? { logs } : {}),
    notices,
    verdict: endedAt === undefined ? 'running' : verdictOf(run),
    resume: resumeOf(run),
  }
}

function stackRecord(name: string, { assembly, plan, operation, status, outputs }: StackRun): StackRecord {
  const { parameters: _known, ...planned } = plan ?? {}
  return {
    name,
    dependsOn: assembly?.dependsOn ?? [],
    ...(assembly ? { region: assembly.region, template: templateOf(assembly.template) } : {}),
    parameters: parametersOf({ ...(assembly && { assembly }), ...(plan && { plan }) }),
    ...(plan ? { plan: planned as StackRecord['plan'] & object } : {}),
    ...(operation ? { operation } : {}),
    ...(status === undefined ? {} : { status }),
    ...(outputs ? { outputs } : {}),
  }
}

/** Never the body: a tool may have resolved secrets into it. */
const templateOf = ({ path, sha256 }: { readonly path: string; readonly sha256: string }) => ({ path, sha256 })

/** Before the plan nobody knows which parameters the template marks NoEcho, so no value is written. */
function parametersOf({ assembly, plan }: StackRun): StackRecord['parameters'] {
  if (plan) return plan.parameters.map(({ value, ...rest }) => (rest.secret || value === undefined ? rest : { ...rest, value }))
  return Object.keys(assembly?.parameters ?? {}).map((name) => ({
    name,
    source: 'given',
    secret: assembly?.secretParameters.includes(name) ?? false,
  }))
}

function resumeOf(run: Run): string {
  if (run.endedAt === undefined) return 'The run goes on. If it was lost, run it again: what is under way is found and followed.'
  if (!good(verdictOf(run))) {
    const last = decisive(run)
    return last?.fix ?? codes[last?.code && last.code in codes ? (last.code as keyof typeof codes) : 'UNEXPECTED'].fix
  }
  return reasonOf(run) === 'PLANNED'
    ? 'Look at the plan, then run the stage `deploy` with this record and its sha256.'
    : 'Nothing: there is no work left.'
}

/** What becomes of the record of a run that ended without a word: an error, whatever was under way. */
export function interrupted(record: RunRecord, at: string): RunRecord {
  const { current, ...rest } = record
  const { meaning, fix } = codes.INTERRUPTED
  const stage = current ?? record.stages.at(-1)?.stage ?? record.stagesAsked[0] ?? 'synthesize'
  const last = { stage, phase: 'error', code: 'INTERRUPTED', reason: meaning, findings: [], startedAt: at, endedAt: at } as const
  return {
    ...rest,
    endedAt: at,
    stages: [...record.stages, last],
    verdict: 'error',
    reasonCode: 'INTERRUPTED',
    resume: fix,
  }
}

/** The record that a text holds, if its bytes have the sha256 that the job which wrote it told. */
export function fromRecord(content: string, expected: string): RunRecord {
  const invalid = (message: string, fix?: string) => new Failure(message, { code: 'RECORD_INVALID', ...(fix && { fix }) })
  if (!/^[0-9a-f]{64}$/.test(expected)) {
    throw invalid(
      'The record came without a sha256 of 64 hexadecimal digits.',
      'Give the output `record-sha256` of the job that wrote it.',
    )
  }
  const found = sha256(content)
  if (found !== expected)
    throw invalid(`The record has the sha256 ${found}, not ${expected}: it is not the one that was written.`)
  const data = parsed(content)
  const { schema, version } = (data ?? {}) as { readonly schema?: unknown; readonly version?: unknown }
  if (schema !== 'deploy-action/record') throw invalid('The file is not a record of deploy-action.')
  if (version !== 1) {
    throw invalid(
      `The record has version ${String(version)}; this action reads version 1.`,
      'Use the same version of the action in all jobs.',
    )
  }
  const wrong = mismatch(recordSchema, data, 'record')
  if (wrong) throw invalid(`The record has not the shape of a record: ${wrong}.`)
  return data as RunRecord
}

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: Shape | false
  readonly items?: Shape
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value

/** The first thing in which a value is not of a shape: the subset of JSON Schema that the record is written in. */
function mismatch(shape: Shape, value: unknown, at: string): string | undefined {
  if ('const' in shape) return value === shape.const ? undefined : `${at} is not ${String(shape.const)}`
  if (shape.enum) return shape.enum.includes(value) ? undefined : `${at} is none of ${shape.enum.join(', ')}`
  const type = typeOf(value)
  if (type !== shape.type && !(shape.type === 'number' && type === 'integer')) return `${at} is ${type}, ${shape.type} wanted`
  if (Array.isArray(value)) return first(value.map((item, index) => [shape.items ?? {}, item, `${at}[${index}]`]))
  if (type !== 'object') return undefined
  const fields = value as Readonly<Record<string, unknown>>
  const missing = shape.required?.find((name) => !Object.hasOwn(fields, name))
  if (missing) return `${at}.${missing} is missing`
  return first(
    Object.entries(fields).map(([name, inner]) => {
      const known =
        shape.properties && Object.hasOwn(shape.properties, name) ? shape.properties[name] : shape.additionalProperties
      return [known || { const: undefined }, inner, `${at}.${name}`]
    }),
  )
}

function first(parts: readonly (readonly [Shape, unknown, string])[]): string | undefined {
  for (const [shape, value, at] of parts) {
    const wrong = mismatch(shape, value, at)
    if (wrong) return wrong
  }
  return undefined
}

const ACCOUNT = '<account>'
/** The account in an ARN, also where the ARN stands in an address. */
const IN_ARN = /(arn(:|%3A)aws[a-z-]*\2[\w-]*\2[\w-]*\2)\d{12}(?!\d)/gi

/**
 * A copy of plain data without account numbers: those in ARNs, and the known one wherever it stands.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function withoutAccounts<T>(data: T, account?: string): T {
  const known = account && /^\d{12}$/.test(account) ? new RegExp(`(?<!\\d)${account}(?!\\d)`, 'g') : undefined
  const change = (value: string): string => {
    const rest = value.replace(IN_ARN, `$1${ACCOUNT}`)
    return known ? rest.replace(known, ACCOUNT) : rest
  }
  return everywhere(data, change) as T
}

function everywhere(data: unknown, change: (text: string) => string): unknown {
  if (typeof data === 'string') return change(data)
  if (Array.isArray(data)) return data.map((item) => everywhere(item, change))
  if (data === null || typeof data !== 'object') return data
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [change(key), everywhere(value, change)]))
}
