import type { Finding } from '../domain/finding.ts'
import type { Role, Where } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
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

/** The roles of a cloud assembly, each taken on once. `wanted`: whether they are to be taken on at all. */
export function rolesFor({ ports, signal, caller }: Publishing, wanted: boolean): Roles {
  const findings: Finding[] = []
  const tried = new Map<string, Promise<Where>>()
  const own = async (region: string) => {
    const found = await caller({ region })
    ports.secrets.conceal(found.account)
    return found
  }
  const taking = async (region: string, assume: Role): Promise<Where> => {
    const asked = await attempt(() => caller({ region, assume }))
    signal.throwIfAborted()
    if ('value' in asked) return { region, assume }
    const { account } = await own(region)
    if (asked.failure.code !== 'ACCESS_DENIED') throw asked.failure
    if (accountOf(assume) !== account) throw foreign(assume, asked.failure)
    findings.push(untaken(assume, asked.failure))
    return { region }
  }
  return {
    own,
    async acting({ region, assume }) {
      if (!wanted || !assume) return { region }
      const key = JSON.stringify([region, assume])
      const place = tried.get(key) ?? taking(region, assume)
      tried.set(key, place)
      return place
    },
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
