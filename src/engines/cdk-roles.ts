import type { Finding } from '../domain/finding.ts'
import type { Role, Where } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt, retry } from '../foundation/retry.ts'
import type { Caller } from '../ports/index.ts'
import type { Publishing } from './engine.ts'

/** Who does the work in an account and region. */
export interface Roles {
  /** Who the credentials themselves are. */
  own(region: string): Promise<Caller>
  /** Where work is done that a role is meant for: as that role, or without it where its account is ours and it cannot be taken on. */
  acting(where: { readonly region: string; readonly assume?: Role }): Promise<Where>
  /** What must be known of it. */
  findings(): readonly Finding[]
}

const LIMIT_MS = 90_000

/** The roles of a cloud assembly, each taken on once. `wanted`: whether they are to be taken on at all. */
export function rolesFor({ ports, signal, say }: Publishing, wanted: boolean): Roles {
  const { clock, secrets } = ports
  const findings: Finding[] = []
  const asked = new Map<string, Promise<unknown>>()
  const once = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const known = (asked.get(key) as Promise<T> | undefined) ?? work()
    asked.set(key, known)
    return known
  }
  const asking = (where: Where): Promise<Caller> =>
    retry(() => ports.caller(where, signal), {
      ...{ pace: clock, signal, limit: LIMIT_MS },
      retrying: (failure, wait) => say(`${failure.message}; trying again in ${spoken(wait)}`),
    })
  const own = (region: string) =>
    once(region, async () => {
      const caller = await asking({ region })
      secrets.conceal(caller.account)
      return caller
    })
  const taking = async (region: string, assume: Role): Promise<Where> => {
    const tried = await attempt(() => asking({ region, assume }))
    signal.throwIfAborted()
    if ('value' in tried) return { region, assume }
    const { account } = await own(region)
    if (tried.failure.code !== 'ACCESS_DENIED') throw tried.failure
    if (accountOf(assume) !== account) throw foreign(assume, tried.failure)
    findings.push(untaken(assume, tried.failure))
    return { region }
  }
  return {
    own,
    acting: async ({ region, assume }) =>
      wanted && assume ? once(JSON.stringify([region, assume]), () => taking(region, assume)) : { region },
    findings: () => findings.filter(({ where }, index) => findings.findIndex((other) => other.where === where) === index),
  }
}

/** The account of a role: arn:aws:iam::<account>:role/<name>. */
const accountOf = ({ roleArn }: Role): string | undefined => roleArn.split(':')[4]

const nameOf = ({ roleArn }: Role): string => roleArn.split('/').at(-1) ?? roleArn

const foreign = (role: Role, cause: Failure): Failure =>
  new Failure(`The role ${nameOf(role)} of another account cannot be taken on: ${cause.message}`, {
    code: 'ACCESS_DENIED',
    fix: 'Allow sts:AssumeRole on it to the role of the job, and bootstrap that account with `--trust` for this one.',
    cause,
  })

/** As the CDK has it: credentials of the right account go on without the role. */
const untaken = (role: Role, cause: Failure): Finding => ({
  severity: 'low',
  title: `The role ${nameOf(role)} could not be taken on`,
  cause: cause.message,
  impact: 'The credentials of the job are of the right account and were used instead.',
  fix: 'Allow sts:AssumeRole on the role to the role of the job, or set `assume-roles: false` for the engine.',
  where: nameOf(role),
})
