import type { Finding } from '../domain/finding.ts'
import type { Approval } from '../domain/gate.ts'
import type { Identity } from '../domain/run.ts'
import type { Where } from '../domain/stack.ts'
import type { FromSchema, ObjectSchema } from '../foundation/schema.ts'
import type { GitHubReads } from '../ports/github.ts'
import type { Caller, Ports } from '../ports/index.ts'
import type { Core } from '../stack/core.ts'

/** A stack that is to be deployed. */
export interface GatedStack extends Where {
  readonly name: string
  readonly account?: string
  /** Those that it will be given; absent where they are not known yet. */
  readonly parameters?: Readonly<Record<string, string>>
  /** Names of those whose value nobody may see. */
  readonly secretParameters?: readonly string[]
  /** Names of those whose value comes later: from another stack, or after approval. */
  readonly laterParameters?: readonly string[]
  /** The text of its template, once it is synthesized. */
  readonly template?: string
}

/** What a gate judges by. */
export interface GateContext {
  readonly ports: Ports
  readonly signal: AbortSignal
  readonly identity: Identity
  readonly environment?: string
  /** What triggered the run, as the runner has it; from outside. */
  readonly event: Readonly<Record<string, unknown>>
  /** Reads about the repository of the run; each is tried again while that can help. */
  readonly github: GitHubReads
  /** The stacks as the configuration names them. */
  readonly stacks: readonly GatedStack[]
  /** Those that it names for another environment; none for systems whose stacks only their tool knows. */
  stacksOf(environment: string): Promise<readonly GatedStack[]>
  core(where: Where): Core
  /** Who the credentials are, or the role that they take on. */
  caller(where: Where): Promise<Caller>
  /** The folder of what was built; absolute, and there only where something was. */
  readonly build: string
  /** Milliseconds that the gate may wait for what is under way. */
  readonly limit: number
  say(line: string): void
}

/** What was found. Whatever could not be found out is inconclusive; a `Failure` that is thrown means the same. */
export interface Judgement {
  readonly phase: 'successful' | 'failed' | 'inconclusive'
  /** One line. */
  readonly reason: string
  readonly fix?: string
  /** The page of what it looked at. */
  readonly link?: string
  readonly findings?: readonly Finding[]
  /** Who approved, where that was looked at. */
  readonly approvals?: readonly Approval[]
}

/** What the job must be allowed, for the page of permissions. */
export interface Needs {
  /** Permissions of the workflow's token: `checks` for `checks: read`. */
  readonly github?: readonly string[]
  /** Actions of IAM. */
  readonly aws?: readonly string[]
}

/** A way in which such a gate is passed wrongly elsewhere, and the test that shows that this one is not. */
export interface FalsePass {
  readonly what: string
  /** The whole name of the test. */
  readonly test: string
}

/** A kind of gate: its options as a JSON Schema literal, what its page says, and how it judges. */
export interface Gate<S extends ObjectSchema> {
  readonly kind: string
  readonly doc: string
  readonly schema: S
  /** The option that may be given directly instead of a map. */
  readonly shorthand?: string
  /** As it stands in a file, below `gates`. */
  readonly example: string
  readonly needs: Needs
  readonly falsePasses: readonly FalsePass[]
  /** The most calls in the ordinary case. */
  readonly calls: number
  /**
   * `here`: by what is on this machine, before anything is asked of anybody. `there`: by GitHub or AWS. `build`: by what was synthesized,
   * right before planning. `approval`: by who approved, so only in the job that deploys.
   */
  readonly by: 'here' | 'there' | 'build' | 'approval'
  /** Whether it can change while a person approves: it is judged again right before anything is executed. */
  readonly volatile: boolean
  judge(options: FromSchema<S>, context: GateContext): Promise<Judgement>
}

/** Keeps the literal types of a gate's schema. */
export const defineGate = <const S extends ObjectSchema>(gate: Gate<S>): Gate<S> => gate

export const passed = (reason: string, more: Omit<Judgement, 'phase' | 'reason'> = {}): Judgement => ({
  phase: 'successful',
  reason,
  ...more,
})

export const blocked = (reason: string, more: Omit<Judgement, 'phase' | 'reason'> = {}): Judgement => ({
  phase: 'failed',
  reason,
  ...more,
})

export const unknown = (reason: string, more: Omit<Judgement, 'phase' | 'reason'> = {}): Judgement => ({
  phase: 'inconclusive',
  reason,
  ...more,
})
