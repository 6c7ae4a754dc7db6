import { duration, milliseconds, spoken } from '../foundation/duration.ts'
import type { Fields } from '../foundation/json.ts'
import { loginOf, statusesOf } from './deployed.ts'
import { blocked, defineGate, type GateContext, type Judgement, passed, unknown } from './gate.ts'
import { line } from './names.ts'
import { newestFirst } from './newest.ts'
import { brief, page } from './pages.ts'
import { notAsDeployed } from './stack-since.ts'

const TEST = 'the gate deployed-before'
/** What a deployment of this action that ended well is described with. */
const OURS = /^deploy-action\/1 successful run=(\d+)(?:\s|$)/
const UNDER_WAY = ['queued', 'in_progress', 'pending', 'waiting']

/** The environment that comes first. */
export const deployedBefore = defineGate({
  kind: 'deployed-before',
  doc: 'This very commit was deployed to an earlier environment, and the newest thing that is known of that deployment is its success.',
  shorthand: 'environment',
  example: '- deployed-before: { environment: staging, soak: 1h, within: 14d }',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['environment'],
    properties: {
      environment: { type: 'string', minLength: 1, description: 'The environment that the commit must have been deployed to.' },
      soak: { ...duration, description: 'How old the success must be, at least.' },
      within: { ...duration, description: 'How old the success may be, at most.' },
      creator: {
        type: 'string',
        minLength: 1,
        default: 'github-actions[bot]',
        description: 'The login that must have made the deployment and said that it succeeded.',
      },
      ours: {
        type: 'boolean',
        default: true,
        description: 'Whether this action must have made it, with a verdict of its own: the success of a job says less.',
      },
      stacks: {
        type: 'array',
        items: { type: 'string', minLength: 1 },
        expects: 'a list of names',
        description:
          'Stacks that must be well and unchanged since. Left out: those that the file names for that environment. `[]`: none is looked at.',
      },
      replaced: {
        enum: ['block', 'allow'],
        default: 'block',
        description: 'What becomes of a success that a newer deployment of the environment has replaced since.',
      },
    },
  },
  needs: { github: ['deployments'], aws: ['cloudformation:DescribeStacks'] },
  falsePasses: [
    { what: 'it never was deployed there, or another commit was', test: `${TEST} is unknown where this commit was not deployed` },
    { what: 'an older success hides a newer failure', test: `${TEST} blocks a newer failure over an older success` },
    { what: 'a newer deployment has replaced it', test: `${TEST} blocks what was replaced` },
    { what: 'anybody who may write deployments says success', test: `${TEST} blocks the word of others` },
    { what: 'the job succeeded, and nothing was verified', test: `${TEST} blocks a success that is not of this action` },
    {
      what: 'the stack is ill by now, or somebody changed it since',
      test: `${TEST} blocks a stack that is not as it was deployed`,
    },
    { what: 'it ran for a minute, or was good a year ago', test: `${TEST} blocks what is too young or too old` },
  ],
  calls: 3,
  by: 'there',
  volatile: false,
  async judge(options, context) {
    const { environment } = options
    const { github, identity } = context
    const told = {
      fix: `Deploy ${brief(identity.sha)} to ${environment} first.`,
      link: page(context, `deployments/${encodeURIComponent(environment)}`),
    }
    const all = await github.all('deployments', { query: { environment, sha: identity.sha } })
    const mine = all.filter((each) => each['sha'] === identity.sha && sameName(each['environment'], environment))
    const [newest] = newestFirst(mine)
    if (!newest) return unknown(`${brief(identity.sha)} is not known to have been deployed to ${environment}`, told)
    const statuses = await statusesOf(github, Number(newest['id']))
    const judged = judgedBy({ ...options, deployer: loginOf(newest['creator']) }, statuses, context)
    if ('phase' in judged) return { ...told, ...judged }
    // Those that are named are where the stacks of this run are.
    const region = context.stacks[0]?.region ?? ''
    const stacks = options.stacks?.map((name) => ({ name, region })) ?? (await context.stacksOf(environment))
    const found = await notAsDeployed(context, stacks, { environment, ...judged.since })
    return { ...told, ...(found ?? passed(judged.reason)) }
  },
})

interface Wanted {
  readonly environment: string
  readonly deployer: string
  readonly creator: string
  readonly ours: boolean
  readonly replaced: 'block' | 'allow'
  readonly soak?: string
  readonly within?: string
}

interface Success {
  readonly reason: string
  readonly since: { readonly at: string; readonly runId?: string }
}

function judgedBy(wanted: Wanted, statuses: readonly Fields[], { identity, ports }: GateContext): Judgement | Success {
  const { environment, creator, deployer } = wanted
  const what = `${brief(identity.sha)} in ${environment}`
  const [newest, before] = statuses
  const state = String(newest?.['state'] ?? '')
  if (state === '') return unknown(`how the deployment of ${what} ended is not known`)
  if (UNDER_WAY.includes(state)) return unknown(`the deployment of ${what} is ${state.replace('_', ' ')}`)
  const replaced = state === 'inactive' && before?.['state'] === 'success'
  if (replaced && wanted.replaced === 'block')
    return blocked(`a newer deployment has replaced ${what}`, { fix: 'Deploy it there again, or set `replaced: allow`.' })
  if (state !== 'success' && !replaced) return blocked(`the newest status of ${what} is ${line(state)}`)
  // GitHub says the success of the job above that of the action; one below anything else is of an earlier attempt.
  const good = uninterrupted(replaced ? statuses.slice(1) : statuses)
  const by = good.filter((each) => loginOf(each['creator']) === creator)
  if (deployer !== creator || by.length === 0)
    return blocked(`${line(deployer || loginOf(newest?.['creator'])) || 'somebody'} said that ${what} succeeded, not ${creator}`)
  const found = wanted.ours ? by.find((each) => OURS.test(String(each['description'] ?? ''))) : by[0]
  if (!found)
    return blocked(`the success of ${what} was not said by this action`, {
      fix: 'Deploy it there with it, or set `ours: false`.',
    })
  const [, runId] = OURS.exec(String(found['description'] ?? '')) ?? []
  const since = { at: String(found['created_at']), ...(runId === undefined ? {} : { runId }) }
  const age = ports.clock.now().getTime() - Date.parse(since.at)
  return aged(wanted, age, what) ?? { reason: `${what} succeeded ${spoken(age)} ago`, since }
}

function aged({ soak, within }: Wanted, age: number, what: string): Judgement | undefined {
  if (Number.isNaN(age)) return unknown(`since when ${what} is good is not known`)
  if (soak !== undefined && age < milliseconds(soak))
    return blocked(`${what} is good for ${spoken(age)} only, ${soak} are wanted`, { fix: 'Wait.' })
  if (within !== undefined && age > milliseconds(within))
    return blocked(`${what} was good ${spoken(age)} ago, which is more than ${within}`, { fix: 'Deploy it there again.' })
  return undefined
}

function uninterrupted(statuses: readonly Fields[]): readonly Fields[] {
  const end = statuses.findIndex(({ state }) => state !== 'success')
  return end < 0 ? statuses : statuses.slice(0, end)
}

/** Names of environments are told apart whatever their case: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments */
const sameName = (one: unknown, other: string): boolean => String(one).toLowerCase() === other.toLowerCase()
