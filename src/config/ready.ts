import type { CheckItem } from '../checks/index.ts'
import { milliseconds } from '../foundation/duration.ts'
import type { FromSchema } from '../foundation/schema.ts'
import type { GateItem } from '../gates/index.ts'
import type { CheckConfig, Config, DestinationConfig, GateConfig, IssueConfig, LogsConfig, RecordsConfig } from './config.ts'
import type { gateKeys } from './gate-keys.ts'
import { type checkKeys, type fileKeys, logs as logKeys } from './keys.ts'
import { type HooksData, hooksOf, unique } from './ready-hooks.ts'
import { type AllowData, type RoleData, rolesOf, type StackData, stackOf } from './ready-stack.ts'

type CheckData = CheckItem & FromSchema<{ type: 'object'; properties: typeof checkKeys }>
type GateData = GateItem & FromSchema<{ type: 'object'; properties: typeof gateKeys }>
type IssueData = boolean | Pick<IssueConfig, 'labels' | 'assign' | 'also'>

/** The file as the schema has proved it to be, with defaults filled in. */
export interface Normalised extends RoleData {
  readonly stacks: readonly StackData[]
  readonly gates: readonly GateData[]
  readonly waive: Readonly<Record<string, string>>
  readonly verify: readonly CheckData[]
  readonly 'outputs-to': readonly DestinationConfig[]
  readonly secrets: FromSchema<(typeof fileKeys)['secrets']>
  readonly hooks?: HooksData
  readonly logs?: FromSchema<typeof logKeys>
  readonly report: { readonly issue?: IssueData; readonly release: boolean; readonly status?: boolean; readonly url?: string }
  readonly region?: string
  readonly account?: string
  readonly 'on-cancel': (typeof fileKeys)['on-cancel']['enum'][number]
  readonly 'on-unhealthy': (typeof fileKeys)['on-unhealthy']['enum'][number]
  readonly records?: string | boolean
  readonly deferred: (typeof fileKeys)['deferred']['enum'][number]
  readonly recover: FromSchema<(typeof fileKeys)['recover']>
  readonly allow: AllowData
  /** For each stack, in order. */
  readonly secretParameters: readonly (readonly string[])[]
  readonly openParameters: readonly (readonly string[])[]
  readonly lateParameters: readonly (readonly string[])[]
}

/** The configuration in the words of the code. */
export const configOf = (
  data: Normalised,
  { path, sha256, environment }: { readonly path: string; readonly sha256: string; readonly environment?: string },
): Config => ({
  path,
  sha256,
  ...(environment === undefined ? {} : { environment }),
  stacks: data.stacks.map((stack, index) =>
    stackOf(stack, data, {
      secret: data.secretParameters[index] ?? [],
      late: data.lateParameters[index] ?? [],
      open: data.openParameters[index] ?? [],
    }),
  ),
  leftOut: [],
  picked: [],
  gates: gatesOf(data.gates),
  waive: data.waive,
  verify: unique(data.verify.map(({ name, kind }) => name ?? kind)).map((name, index) =>
    checkOf(name, data.verify[index] as CheckData),
  ),
  secrets: data.secrets.map(({ 'json-key': jsonKey, region = data.region, ...secret }) => ({
    ...secret,
    ...(jsonKey === undefined ? {} : { jsonKey }),
    ...(region === undefined ? {} : { region }),
  })),
  outputsTo: data['outputs-to'].map((each) => ({ ...(data.region === undefined ? {} : { region: data.region }), ...each })),
  ...(data.hooks === undefined ? {} : { hooks: hooksOf(data.hooks) }),
  logs: logsOf(data.logs),
  report: reportOf(data.report),
  roles: rolesOf(data),
  onCancel: data['on-cancel'],
  onUnhealthy: data['on-unhealthy'],
  recover: data.recover,
  deferred: data.deferred,
  ...recordsOf(data),
})

const gatesOf = (gates: readonly GateData[]): readonly GateConfig[] => {
  const names = unique(gates.map(({ name, kind }) => name ?? kind))
  return gates.map(({ kind, options, limit, 'on-fail': onFail }, index) => {
    const item = { kind, options } as GateItem
    return { ...item, name: names[index] ?? kind, onFail, limit: milliseconds(limit) }
  })
}

const checkOf = (name: string, check: CheckData): CheckConfig => ({
  kind: check.kind,
  options: check.options,
  name,
  severity: check.severity,
  retry: { for: milliseconds(check.retry.for), every: milliseconds(check.retry.every) },
  onInconclusive: check['on-inconclusive'],
  ...(check.limit === undefined ? {} : { limit: milliseconds(check.limit) }),
})

// Who asks for the scan wants to know when it saw nothing; where nobody asked, silence is not an alarm.
const logsOf = (logs: Normalised['logs']): LogsConfig => ({
  asked: logs !== undefined,
  for: milliseconds(logs?.for ?? logKeys.properties.for.default),
  ignore: logs?.ignore ?? [],
  groups: logs?.groups ?? [],
  onInconclusive: logs?.['on-inconclusive'] ?? (logs === undefined ? 'warn' : 'fail'),
})

const reportOf = ({ issue, release, status, url }: Normalised['report']): Config['report'] => ({
  issue: issueOf(issue),
  release: { on: release },
  status: { ...(status === undefined ? {} : { on: status }), ...(url === undefined ? {} : { url }) },
})

const issueOf = (issue: IssueData | undefined): IssueConfig => ({
  asked: issue !== undefined && issue !== false,
  off: issue === false,
  labels: typeof issue === 'object' ? issue.labels : [],
  assign: typeof issue === 'object' ? issue.assign : [],
  ...(typeof issue === 'object' && issue.also?.length ? { also: issue.also } : {}),
})

/** The place that is named, or the first that a stack has for artifacts. */
function recordsOf({ records, stacks }: Normalised): { readonly records?: RecordsConfig } {
  if (records === false) return {}
  const holder = stacks.find(({ bucket }) => bucket !== undefined)
  if (typeof records === 'string') {
    const [bucket = '', ...path] = records.split('/')
    const beside = (stacks.find((stack) => stack.bucket === bucket) ?? stacks[0])?.name ?? ''
    return { records: { bucket, beside, ...(path.length === 0 ? {} : { prefix: path.join('/') }) } }
  }
  if (holder?.bucket === undefined) return {}
  const { bucket, name, prefix } = holder
  return { records: { bucket, beside: name, ...(prefix === undefined ? {} : { prefix }) } }
}
