import type { Asked } from '../http/message.ts'
import { textOf } from '../http/params.ts'
import type { Out } from '../http/xml.ts'
import { derived } from '../ids.ts'
import type { World } from '../world.ts'

type Answered = { readonly [name: string]: Out }

/** The role that a request was signed as; nothing where it was the credentials' own. */
export function roleOf({ headers }: Pick<Asked, 'headers'>, { sessions }: World): string | undefined {
  const [, key = ''] = /Credential=([^/,\s]+)\//.exec(headers['authorization'] ?? '') ?? []
  return sessions.get(key)
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity(asked: Asked, world: World): Answered {
  const role = roleOf(asked, world)
  const account = role?.split(':')[4] ?? world.account
  return {
    Arn: `arn:aws:sts::${account}:assumed-role/${role?.split('/').at(-1) ?? 'deploy'}/session`,
    UserId: 'AROAEXAMPLEEXAMPLEEXA:session',
    Account: account,
  }
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const SESSION_MS = 3_600_000

/** Gives keys by which the role is known from then on. */
export function assumeRole({ params }: Asked, { ids, clock, sessions }: World): Answered {
  const role = textOf(params, 'RoleArn') ?? ''
  const AccessKeyId = `ASIA${derived(ids.uuid(), 16).toUpperCase()}`
  sessions.set(AccessKeyId, role)
  return {
    Credentials: {
      AccessKeyId,
      SecretAccessKey: 'of-a-role-of-the-test',
      SessionToken: 'of-a-session-of-the-test',
      Expiration: new Date(clock.now().getTime() + SESSION_MS).toISOString(),
    },
    AssumedRoleUser: {
      Arn: role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/'),
      AssumedRoleId: 'AROAEXAMPLEEXAMPLEEXA:session',
    },
  }
}
