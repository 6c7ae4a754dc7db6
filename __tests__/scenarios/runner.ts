import { printable } from '../../src/adapters/runner.ts'
import type { Identity } from '../../src/domain/run.ts'
import type { Secrets } from '../../src/foundation/redact.ts'
import type { Runner } from '../../src/ports/runner.ts'

/** What a runner saw of one step. */
export interface Seen {
  readonly lines: string[]
  readonly annotations: string[]
  readonly masks: string[]
  /** Which of masks and lines came when. */
  readonly order: ('mask' | 'line')[]
  readonly outputs: Record<string, string>
  readonly state: Record<string, string>
  /** Every version of the job summary, in order. */
  readonly summaries: string[]
  failed: boolean
}

/** Who runs what in a scenario, unless it says otherwise. */
export const IDENTITY: Identity = {
  repository: 'octo-org/demo',
  sha: 'c0ffee'.padEnd(40, '0'),
  ref: 'refs/heads/main',
  runId: '42',
  attempt: '1',
  actor: 'octocat',
  event: 'push',
  workflow: 'Deploy',
  url: 'https://github.com/octo-org/demo/actions/runs/42',
}

interface Step {
  readonly inputs: Readonly<Record<string, string>>
  readonly identity: Partial<Identity>
  readonly event: Readonly<Record<string, unknown>>
  readonly state: Readonly<Record<string, string>>
  readonly temp: string
  readonly secrets: Secrets
}

/** A runner in memory: the same contract as the real one, everything kept to be looked at. */
export function fakeRunner({ inputs, identity, event, state, temp, secrets }: Step): {
  readonly runner: Runner
  readonly seen: Seen
} {
  const seen: Seen = {
    lines: [],
    annotations: [],
    masks: [],
    order: [],
    outputs: {},
    state: { ...state },
    summaries: [],
    failed: false,
  }
  const safe = (text: string) => printable(text, secrets)
  const runner: Runner = {
    temp,
    step: 'deploy',
    input: (name) => inputs[name] ?? '',
    output: async (name, value) => {
      seen.outputs[name] = value
    },
    save: async (name, value) => {
      seen.state[name] = value
    },
    saved: (name) => seen.state[name] ?? '',
    mask: async (value) => {
      seen.order.push('mask')
      seen.masks.push(value)
    },
    info: (text) => {
      seen.order.push('line')
      seen.lines.push(...safe(text).split('\n'))
    },
    warning: async (text) => void seen.annotations.push(`warning ${safe(text)}`),
    error: async (text, where) =>
      void seen.annotations.push(`error ${where ? `${where.file}:${where.line}:${where.column} ` : ''}${safe(text)}`),
    group: async (title, body) => {
      seen.lines.push(`> ${safe(title)}`)
      return body()
    },
    summary: async (markdown) => void seen.summaries.push(markdown),
    fail: () => {
      seen.failed = true
    },
    identity: () => ({ ...IDENTITY, ...identity }),
    event: async () => event,
  }
  return { runner, seen }
}
