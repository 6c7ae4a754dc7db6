import { Ajv } from 'ajv'
import { Failure } from '../../src/foundation/failure.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import { attempt } from '../../src/foundation/retry.ts'
import type { ObjectSchema } from '../../src/foundation/schema.ts'
import { type Gate, type GateContext, type Judgement, unknown } from '../../src/gates/gate.ts'
import { readsOf } from '../../src/gates/reads.ts'
import type { GitHub, Query } from '../../src/ports/github.ts'
import type { Ports } from '../../src/ports/index.ts'

export const SHA = 'c0ffee'.padEnd(40, '0')
export const NOW = new Date('2026-03-02T12:00:00Z')

/** So long before now, as GitHub and AWS write moments. */
export const ago = (ms: number): string => new Date(NOW.getTime() - ms).toISOString()

/** What GitHub says no to. */
export const refused = (path: string): Failure =>
  new Failure(`GitHub refused ${path} with 403.`, { code: 'GITHUB_REFUSED', fix: 'Give the job the permission.' })

/** What is answered: data, a failure, or either as the query wants it. */
type Answer = unknown | Failure | ((query: Query) => unknown)

interface Given extends Partial<Omit<GateContext, 'ports' | 'github' | 'identity'>> {
  /** By the path below the repository's. */
  readonly github?: Readonly<Record<string, Answer>>
  readonly identity?: Partial<GateContext['identity']>
  readonly ports?: Partial<Ports>
}

const clock: Ports['clock'] = {
  now: () => NOW,
  sleep: async () => undefined,
  deadline: () => new AbortController().signal,
  random: () => 0,
}

/** A page of a list that does not end with it. */
export class Page {
  readonly data: unknown
  readonly next: Query
  constructor(data: unknown, next: Query) {
    this.data = data
    this.next = next
  }
}

const reading = (answers: Readonly<Record<string, Answer>>): GitHub['read'] => {
  return async (path, query) => {
    if (!Object.hasOwn(answers, path)) throw new Failure(`GitHub has no ${path}.`, { code: 'GITHUB_REFUSED' })
    const answer = answers[path]
    const data: unknown = typeof answer === 'function' ? answer(query) : answer
    if (data instanceof Failure) throw data
    return data instanceof Page ? { data: data.data, next: data.next } : { data }
  }
}

/** What a gate judges by, where GitHub answers as told and nothing else is there. */
export function contextOf({ github = {}, identity, ports, ...more }: Given = {}): GateContext {
  const { signal } = new AbortController()
  const never = () => Promise.reject(new Error('not asked for'))
  return {
    ports: { clock, env: {}, secrets: new Secrets(), ...ports } as unknown as Ports,
    signal,
    identity: {
      repository: 'octo-org/shop',
      sha: SHA,
      ref: 'refs/tags/v1.2.3',
      runId: '77',
      attempt: '1',
      actor: 'ana',
      event: 'workflow_dispatch',
      workflow: 'deploy',
      url: 'https://github.com/octo-org/shop/actions/runs/77',
      ...identity,
    },
    environment: 'production',
    event: {},
    github: readsOf({ read: reading(github) } as unknown as GitHub, { clock, signal, say: () => undefined }),
    stacks: [{ name: 'shop', region: 'us-east-1' }],
    core: () => {
      throw new Error('not asked for')
    },
    caller: never,
    stacksOf: async () => [],
    build: '/build',
    limit: 60_000,
    say: () => undefined,
    ...more,
  }
}

const ajv = new Ajv({ useDefaults: true, strict: true, allowUnionTypes: true })
ajv.addVocabulary(['expects', 'written'])

/** What a gate says with options as they are written; a failure is unknown, as the stage has it. */
export async function judged<S extends ObjectSchema>(
  gate: Gate<S>,
  written: Readonly<Record<string, unknown>>,
  context: GateContext,
): Promise<Judgement> {
  const options = structuredClone(written)
  if (!ajv.validate(gate.schema, options)) throw new Error(ajv.errorsText())
  const ended = await attempt(() => gate.judge(options as never, context))
  return 'value' in ended ? ended.value : unknown(ended.failure.message)
}
