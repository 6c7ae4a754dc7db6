import { described } from '../stack/described.ts'
import { endOf } from '../stack/statuses.ts'
import { blocked, type GateContext, type GatedStack, type Judgement, unknown } from './gate.ts'

/** What was deployed when, and by which run. */
export interface Since {
  readonly environment: string
  /** ISO 8601. */
  readonly at: string
  readonly runId?: string
}

/** Why stacks are not as the deployment left them; nothing where they are. */
export async function notAsDeployed(
  context: GateContext,
  stacks: readonly GatedStack[],
  since: Since,
): Promise<Judgement | undefined> {
  const judged = await Promise.all(stacks.map((stack) => judgedOne(context, stack, since)))
  const found = judged.flatMap((each) => each ?? [])
  return found.find(({ phase }) => phase === 'failed') ?? found[0]
}

async function judgedOne(context: GateContext, stack: GatedStack, since: Since): Promise<Judgement | undefined> {
  const { name, account } = stack
  if (account !== undefined && account !== (await context.caller(stack)).account)
    return unknown(`stack ${name} of ${since.environment} is in another account, so how it is is not known`, {
      fix: 'Give `stacks: []` where these credentials cannot look, and let `soak` say enough.',
    })
  const found = await described(context.core(stack), name)
  if (!found) return blocked(`stack ${name} of ${since.environment} is not there`)
  if (endOf(found.status) !== 'succeeded') return blocked(`stack ${name} of ${since.environment} is ${found.status}`)
  // What a run of ours executed last has its number in the name; a run that changed nothing left what was there before.
  const ours = since.runId !== undefined && found.changeSet?.startsWith(`deploy-${since.runId}-`) === true
  if (ours || Date.parse(found.changedAt) <= Date.parse(since.at)) return undefined
  return blocked(`stack ${name} of ${since.environment} was changed at ${found.changedAt}, after it was deployed`)
}
