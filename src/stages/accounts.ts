import type { Where } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { assembliesIn } from './assembly.ts'
import { regionOf } from './region.ts'
import { ownRole } from './roles.ts'
import type { StageContext } from './stage.ts'

interface Place extends Where {
  readonly stack: string
  readonly account?: string
}

/** The account is looked at before anything is written to it. A role that is taken on names its own. */
export async function demandAccounts({ ports, caller }: StageContext, places: readonly Place[]): Promise<void> {
  for (const { stack, region, as, account: wanted, assume } of places) {
    if (!wanted) continue
    // arn:aws:iam::<account>:role/<name>
    const account = assume?.roleArn.split(':')[4] || (await caller({ region, ...(as ? { as } : {}) })).account
    ports.secrets.conceal(account)
    if (account !== wanted) {
      throw new Failure(`Stack ${stack} belongs into another account than that of the credentials.`, { code: 'ACCOUNT_MISMATCH' })
    }
  }
}

/** The places that the configuration names: known before any tool has uploaded anything. */
export const configuredPlaces = ({ config, ports, run }: StageContext): Promise<readonly Place[]> =>
  Promise.all(
    config.stacks.map(async (stack) => ({
      stack: stack.name,
      region: await regionOf(stack, ports),
      ...ownRole(config, run(), stack.name),
      ...(stack.account ? { account: stack.account } : {}),
    })),
  )

/** A job that executes the plan of another one is asked for the same places, and has the accounts that both name. */
export async function demandPlanned(context: StageContext): Promise<void> {
  const places = await configuredPlaces(context)
  for (const { stack, region } of places) {
    const planned = context.run().stacks[stack]?.assembly
    if (planned === undefined || planned.system !== stack || planned.region === region) continue
    throw new Failure(`Stack ${stack}: its region is not the one that was planned. Nothing was executed.`, { code: 'PLAN_STALE' })
  }
  await demandAccounts(context, [...places, ...assembliesIn(context.run())])
}
