import type { KeyObject } from 'node:crypto'
import { ServiceError } from '../http/failure.ts'
import { type Asked, isJson } from '../http/message.ts'

/** A role, who may take it on with an identity token, and what it may do. */
export interface RoleSeed {
  readonly arn: string
  /** By claim: what it must be, `*` and `?` as in StringLike. Every claim must fit. Absent: no token is enough. */
  readonly trusts?: Readonly<Record<string, string | readonly string[]>>
  /** Actions of IAM, with `*`. Absent: everything. */
  readonly actions?: readonly string[]
  /** The longest session, in seconds. Absent: an hour. */
  readonly longest?: number
}

/** An issuer of identity tokens that the account knows. */
export interface ProviderSeed {
  readonly issuer: string
  readonly audiences: readonly string[]
  /** What its tokens are signed with. */
  readonly key: KeyObject
}

/** Who holds which keys, until when. */
export interface Session {
  readonly role: string
  readonly name: string
  /** Milliseconds. */
  readonly ends: number
}

/** The roles and issuers of a world, for tests to set up and to look at. */
export class Sts {
  readonly roles = new Map<string, RoleSeed>()
  readonly providers = new Map<string, ProviderSeed>()
  /** By the id of the key. */
  readonly sessions = new Map<string, Session>()

  role(seed: RoleSeed): void {
    this.roles.set(seed.arn, seed)
  }

  provider(seed: ProviderSeed): void {
    this.providers.set(seed.issuer, seed)
  }
}

/** Whether a text fits a pattern of StringLike. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export const isLike = (text: string, pattern: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[\\^$+.()[\]{}|]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text)

// Actions of IAM that are called otherwise than the calls. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
const ACTIONS: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject',
  's3:CopyObject': 's3:PutObject',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
}

/** Refuses keys that have ended, and what their role may not do. */
export function demandAllowed(
  asked: Pick<Asked, 'service' | 'action'>,
  session: Session | undefined,
  sts: Sts,
  at: number,
): void {
  if (!session) return
  const { service, action } = asked
  if (session.ends <= at) throw ended(service)
  const allowed = sts.roles.get(session.role)?.actions
  const call = `${service}:${action}`
  const name = ACTIONS[call] ?? call
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: needs no permission.
  if (!allowed || call === 'sts:GetCallerIdentity' || allowed.some((pattern) => isLike(name, pattern))) return
  const who = session.role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')
  const text = `User: ${who}/${session.name} is not authorized to perform: ${name} because no identity-based policy allows the ${name} action`
  throw new ServiceError(isJson(service) ? 'AccessDeniedException' : 'AccessDenied', text, isJson(service) ? 400 : 403)
}

function ended(service: Asked['service']): ServiceError {
  const text = 'The security token included in the request is expired'
  return isJson(service)
    ? new ServiceError('ExpiredTokenException', text)
    : new ServiceError('ExpiredToken', text, service === 's3' ? 400 : 403)
}
