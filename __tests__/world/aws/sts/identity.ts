import type { Out } from '../http/xml.ts'
import type { World } from '../world.ts'

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const getCallerIdentity = ({ account }: World): { readonly [name: string]: Out } => ({
  Arn: `arn:aws:sts::${account}:assumed-role/deploy/session`,
  UserId: 'AROAEXAMPLEEXAMPLEEXA:session',
  Account: account,
})
