import { Failure } from '../foundation/failure.ts'
import { regionOf } from './assembly.ts'
import type { StageContext } from './stage.ts'

/** The account is looked at before anything is written to it. */
export async function demandAccounts({ config, ports, run, signal }: StageContext): Promise<void> {
  for (const stack of config.stacks) {
    if (!stack.account) continue
    const { account } = await ports.caller(regionOf(run(), stack.name), signal)
    ports.secrets.conceal(account)
    if (account !== stack.account) {
      throw new Failure(`Stack ${stack.name} belongs into another account than that of the credentials.`, {
        code: 'ACCOUNT_MISMATCH',
      })
    }
  }
}
