import type { RunRecord } from '../domain/record.ts'
import { codes, outcomes, type ReasonCode } from '../foundation/codes.ts'
import { digestOf } from '../foundation/digest.ts'
import { parsed } from '../foundation/json.ts'
import type { Issue } from '../ports/github.ts'
import { decisiveOf } from './headline.ts'

/** What a failure issue is about. There is at most one open issue for each. */
export interface About {
  readonly repository: string
  readonly environment: string
  /** Sorted. */
  readonly stacks: readonly string[]
  readonly code: ReasonCode
}

/** The attempts of runs, as `run/attempt`, that an issue has already told of; the newest last. */
export type Told = readonly string[]

const MOST_TOLD = 20
const HEADER = /^<!-- deploy-action\/issue\/1 ([0-9a-f]{64}) -->\r?\n<!-- deploy-action\/about\/1 ([A-Za-z0-9+/=]+) -->/

/** Which failure of which stacks a failed run is about. */
export const aboutOf = (record: RunRecord): About => {
  const code = decisiveOf(record)?.code
  return {
    repository: record.identity.repository,
    environment: record.environment ?? '',
    stacks: [...stacksOf(record)].sort(),
    code: code && (code in codes || code in outcomes) ? code : (notExecuted(record) ?? 'UNEXPECTED'),
  }
}

/** A plan that nobody executed is no failure of a stage. */
const notExecuted = ({ reasonCode }: RunRecord): ReasonCode | undefined => (reasonCode === 'REJECTED' ? reasonCode : undefined)

/**
 * The stacks to blame: those whose operation did not succeed; else, where reading or planning broke, those that have
 * not come through it; else all of the run.
 */
export function stacksOf(record: RunRecord): readonly string[] {
  const stage = decisiveOf(record)?.stage
  const names = (stacks: RunRecord['stacks']) => stacks.map(({ name }) => name)
  const all = names(record.stacks)
  if (stage === 'verify' || stage === 'logscan' || stage === 'report') return all
  const hurt = names(record.stacks.filter(({ operation }) => operation && operation.state !== 'succeeded'))
  if (hurt.length) return hurt
  const behind =
    stage === 'synthesize'
      ? record.stacks.filter((s) => !s.template)
      : stage === 'plan'
        ? record.stacks.filter((s) => !s.plan)
        : []
  return behind.length ? names(behind) : all
}

/** This attempt of this run. */
export const attemptOf = ({ identity }: RunRecord): string => `${identity.runId}/${identity.attempt}`

const keyOf = ({ repository, environment, stacks, code }: About): string => digestOf([repository, environment, stacks, code])

/** The hidden first lines of an issue. Standard base64, since the other alphabet could write the `--` that ends a comment. */
export function header(about: About, told: Told): string {
  const { environment, stacks, code } = about
  const readable = Buffer.from(JSON.stringify({ environment, stacks, code, told: told.slice(-MOST_TOLD) })).toString('base64')
  return `<!-- deploy-action/issue/1 ${keyOf(about)} -->\n<!-- deploy-action/about/1 ${readable} -->`
}

/** What an issue is about; nothing where it is not one of ours for this repository, or where its header was changed. */
export function readHeader({ body, trusted }: Issue, repository: string): { about: About; told: Told } | undefined {
  const [, key, readable] = (trusted && HEADER.exec(body)) || []
  if (!readable) return undefined
  const data = parsed(Buffer.from(readable, 'base64').toString()) as Partial<About & { told: Told }> | null | undefined
  if (typeof data?.environment !== 'string' || !texts(data.stacks) || !texts(data.told) || typeof data.code !== 'string')
    return undefined
  const about: About = { repository, environment: data.environment, stacks: data.stacks, code: data.code }
  return keyOf(about) === key ? { about, told: data.told } : undefined
}

const texts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

/** Whether two are the same failure of the same stacks. */
export const same = (a: About, b: About): boolean => keyOf(a) === keyOf(b)
