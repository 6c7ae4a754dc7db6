import type { Asked } from '../http/message.ts'
import { textOf } from '../http/params.ts'
import type { Out } from '../http/xml.ts'
import { derived } from '../ids.ts'
import type { World } from '../world.ts'
import type { Session } from './roles.ts'

type Answered = { readonly [name: string]: Out }

/** The session of a role that a request was signed with; nothing where it was the credentials' own. */
export function sessionOf({ headers, url }: Pick<Asked, 'headers' | 'url'>, { sts }: World): Session | undefined {
  const [, key = ''] = /Credential=([^/,\s%]+)(?:\/|%2F)/.exec(headers['authorization'] ?? url) ?? []
  return sts.sessions.get(key)
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export function getCallerIdentity(asked: Asked, world: World): Answered {
  const { role, name = 'session' } = sessionOf(asked, world) ?? {}
  const account = role?.split(':')[4] ?? world.account
  return {
    Arn: `arn:aws:sts::${account}:assumed-role/${role?.split('/').at(-1) ?? 'deploy'}/${name}`,
    UserId: `AROAEXAMPLEEXAMPLEEXA:${name}`,
    Account: account,
  }
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
const SESSION_S = 3600

/** Gives keys by which the role is known from then on. */
export const assumeRole = ({ params }: Asked, world: World): Answered =>
  granted(world, { role: textOf(params, 'RoleArn') ?? '', name: textOf(params, 'RoleSessionName') ?? '' }, SESSION_S)

/** New keys of a role; each is like no other. */
export function granted({ ids, clock, sts }: World, who: Pick<Session, 'role' | 'name'>, seconds: number): Answered {
  const AccessKeyId = `ASIA${derived(ids.uuid(), 16).toUpperCase()}`
  const ends = clock.now().getTime() + seconds * 1000
  sts.sessions.set(AccessKeyId, { ...who, ends })
  return {
    Credentials: {
      AccessKeyId,
      SecretAccessKey: derived(`key ${AccessKeyId}`, 40),
      SessionToken: derived(`token ${AccessKeyId}`, 60),
      Expiration: new Date(ends).toISOString(),
    },
    AssumedRoleUser: {
      Arn: `${who.role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${who.name}`,
      AssumedRoleId: `AROAEXAMPLEEXAMPLEEXA:${who.name}`,
    },
  }
}
