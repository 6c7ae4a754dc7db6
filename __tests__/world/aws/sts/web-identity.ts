import { verify } from 'node:crypto'
import { ServiceError } from '../http/failure.ts'
import type { Asked } from '../http/message.ts'
import { type Fields, isFields, numberOf, textOf } from '../http/params.ts'
import type { Out } from '../http/xml.ts'
import type { World } from '../world.ts'
import { granted } from './identity.ts'
import { isLike, type RoleSeed, type Sts } from './roles.ts'

const HOUR_S = 3600
const SHORTEST_S = 900

/** Gives keys for a token of an issuer that the account knows. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
export function assumeRoleWithWebIdentity({ params }: Asked, world: World): { readonly [name: string]: Out } {
  const { sts } = world
  const arn = textOf(params, 'RoleArn') ?? ''
  const name = sessionNameOf(params)
  const claims = claimsOf(textOf(params, 'WebIdentityToken') ?? '', sts, world.clock.now().getTime())
  const role = sts.roles.get(arn)
  // AWS does not tell a role that is not there from one that trusts somebody else.
  if (!role?.trusts || !trusted(role.trusts, claims))
    throw new ServiceError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403)
  return {
    ...granted(world, { role: arn, name }, secondsOf(params, role)),
    Audience: String(claims['aud']),
    Provider: providerArn(arn, String(claims['iss'])),
    SubjectFromWebIdentityToken: String(claims['sub']),
  }
}

const providerArn = (role: string, issuer: string): string => {
  const [, partition = 'aws', , , account = ''] = role.split(':')
  return `arn:${partition}:iam::${account}:oidc-provider/${issuer.replace(/^https?:\/\//, '')}`
}

function sessionNameOf(params: Fields): string {
  const name = textOf(params, 'RoleSessionName') ?? ''
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name
  throw validation(`Value '${name}' at 'roleSessionName' failed to satisfy constraint: [\\w+=,.@-]{2,64}`)
}

function secondsOf(params: Fields, { longest = HOUR_S }: RoleSeed): number {
  const seconds = numberOf(params, 'DurationSeconds') ?? HOUR_S
  if (seconds < SHORTEST_S) throw validation(`Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: at least 900`)
  if (seconds > longest) throw validation('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  return seconds
}

const validation = (text: string): ServiceError => new ServiceError('ValidationError', text)
const invalid = (text: string): ServiceError => new ServiceError('InvalidIdentityToken', text)

const decoded = (part: string | undefined): Fields => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'))
    return isFields(value) ? value : {}
  } catch {
    throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)')
  }
}

/** What a token says, once issuer, signature, audience and time are as they must be. */
function claimsOf(token: string, { providers }: Sts, at: number): Fields {
  const [head, body, signature] = token.split('.')
  const claims = decoded(body)
  const provider = providers.get(textOf(claims, 'iss') ?? '')
  if (!provider) throw invalid(`No OpenIDConnect provider found in your account for ${textOf(claims, 'iss') ?? ''}`)
  const hash = /^[ER]S256$/.test(textOf(decoded(head), 'alg') ?? '') ? 'sha256' : undefined
  const key = { key: provider.key, dsaEncoding: 'ieee-p1363' } as const
  if (!hash || !verify(hash, Buffer.from(`${head}.${body}`), key, Buffer.from(signature ?? '', 'base64url')))
    throw invalid('The signature of the token is not one of its issuer')
  if (!provider.audiences.includes(textOf(claims, 'aud') ?? '')) throw invalid('Incorrect token audience')
  const [from, to] = [numberOf(claims, 'nbf') ?? 0, numberOf(claims, 'exp') ?? 0]
  if (to * 1000 <= at)
    throw new ServiceError(
      'ExpiredTokenException',
      `Token expired: current date/time ${at / 1000} must be before the expiration date/time ${to}`,
    )
  if (from * 1000 > at) throw invalid('The ID Token provided is not valid yet')
  return claims
}

const trusted = (conditions: NonNullable<RoleSeed['trusts']>, claims: Fields): boolean =>
  Object.entries(conditions).every(([claim, patterns]) =>
    [patterns].flat().some((pattern) => isLike(textOf(claims, claim) ?? '', pattern)),
  )
