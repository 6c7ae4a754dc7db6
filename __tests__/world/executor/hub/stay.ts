import type { MappingToken } from '@actions/workflow-parser/templates/tokens/mapping-token'
import { StringToken } from '@actions/workflow-parser/templates/tokens/string-token'
import { type Contexts, type Json, type Seen, text, texts, truthy, value } from '../expressions.ts'
import type { JobEnd, JobOrder, StepToken } from '../job.ts'
import { NotModelled } from '../not-modelled.ts'
import { isMappingToken, mapping, type TemplateToken } from '../workflow/plain.ts'
import type { Group } from './concurrency.ts'

/** Where a job wants to work. */
export interface Wanted {
  readonly name: string
  /** Whether GitHub makes a deployment of it. */
  readonly deployment: boolean
}

/** The environment of a job. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idenvironment */
export function environmentOf(job: MappingToken, seen: Seen): Wanted | undefined {
  const token = job.find('environment')
  if (!token) return undefined
  const map = mapping(job, 'environment')
  const name = text(value(map ? map.find('name') : token, seen))
  return name === '' ? undefined : { name, deployment: value(map?.find('deployment'), seen) !== false }
}

/** The concurrency of a job or a workflow. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#concurrency */
export function groupOf(token: TemplateToken | undefined, seen: Seen): Group | undefined {
  if (!token) return undefined
  if (!isMappingToken(token)) return { name: text(value(token, seen)), queue: 'single', cancelInProgress: false }
  const of = (key: string): Json => value(token.find(key), seen) ?? null
  const queue = of('queue') ?? 'single'
  if (queue !== 'single' && queue !== 'max') throw new NotModelled(`the queue ${text(queue)}`)
  return { name: text(of('group')), queue, cancelInProgress: truthy(of('cancel-in-progress')) }
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes */
const MINUTES = 360

export function minutesOf(job: MappingToken, seen: Seen): number {
  return Number(value(job.find('timeout-minutes'), seen) ?? MINUTES)
}

/** Under which output a job's address travels, because only its machine knows the steps that it is made of. */
const ADDRESS = '__environment-url'

/** What a job's file says of its machine. */
export function orderOf(root: MappingToken, job: MappingToken): Pick<JobOrder, 'steps' | 'outputs' | 'env' | 'defaultShell'> {
  const steps = job.find('steps')?.assertSequence('steps')
  const run = [mapping(mapping(job, 'defaults'), 'run'), mapping(mapping(root, 'defaults'), 'run')]
  const shell = run.map((each) => each?.find('shell')).find((found) => found !== undefined)
  if (run.some((each) => each?.find('working-directory'))) throw new NotModelled('`working-directory` of `defaults`')
  return {
    steps: steps ? [...steps].map((step): StepToken => step.assertMapping('step')) : [],
    outputs: withAddress(job),
    env: [mapping(root, 'env'), mapping(job, 'env')],
    defaultShell: shell && text(value(shell, {})),
  }
}

function withAddress(job: MappingToken): MappingToken | undefined {
  const [outputs, environment] = [mapping(job, 'outputs'), mapping(job, 'environment')]
  const url = environment?.find('url')
  if (!url || !environment) return outputs
  const all = (outputs ?? environment).clone() as MappingToken
  if (!outputs) while (all.count > 0) all.remove(0)
  all.add(new StringToken(undefined, undefined, ADDRESS, undefined), url)
  return all
}

/** The outputs of a job, and the address of its environment. */
export function endOf({ outputs }: Pick<JobEnd, 'outputs'>): { outputs: Readonly<Record<string, string>>; address: string } {
  const { [ADDRESS]: address = '', ...rest } = outputs
  return { outputs: rest, address }
}

/** The secrets that a caller hands over. */
export function secretsFor(
  job: MappingToken,
  contexts: Contexts,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const token = job.find('secrets')
  if (!token) return {}
  return isMappingToken(token) ? texts(token, contexts) : own
}

/** The inputs that a caller hands over. */
export function withOf(job: MappingToken, seen: Seen): Readonly<Record<string, Json>> {
  const pairs = mapping(job, 'with') ?? []
  return Object.fromEntries([...pairs].map((pair) => [pair.key.toString(), value(pair.value, seen) ?? null]))
}
