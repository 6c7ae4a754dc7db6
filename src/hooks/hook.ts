import type { Finding } from '../domain/finding.ts'
import type { FromSchema, ObjectSchema } from '../foundation/schema.ts'
import type { Ports } from '../ports/index.ts'

/** Options that are given to a shell as they stand: what `${…}` means in them, the shell decides. */
export const SHELL_OPTIONS: readonly string[] = ['run']
/** Options that become variables of a process, so that secrets may stand in them. */
export const VARIABLE_OPTIONS: readonly string[] = ['env']

/** What a hook works with besides its options. */
export interface HookContext {
  readonly ports: Ports
  readonly signal: AbortSignal
  readonly region: string
  /** Of this run and attempt. */
  readonly run: string
  /** Tells this hook from every other of every run. */
  readonly id: string
  /** In milliseconds. */
  readonly limit: number
  /** The absolute path of the file for what a program prints. */
  readonly log: string
  say(line: string): void
  /** What it leaves, and what undoing it needs: it stands in the record before this resolves, so before it is done. */
  leave(evidence: Readonly<Record<string, string>>): Promise<void>
}

/** What a hook did. That it could not is a `Failure`. */
export interface HookDone {
  /** One line. */
  readonly reason: string
  readonly findings?: readonly Finding[]
}

/** A kind of hook: its options as a JSON Schema literal, a line of documentation, and what it does. */
export interface Hook<S extends ObjectSchema> {
  readonly kind: string
  readonly doc: string
  readonly schema: S
  /** The option that may be given directly instead of a map. */
  readonly shorthand?: string
  /** Whether it needs what is checked out. */
  readonly usesCheckout: boolean
  /** What it does, for who approves it. Names in the options are not replaced yet. */
  text(options: FromSchema<S>): string
  /** Whether nothing of it has to be taken back by hand. */
  reversible(options: FromSchema<S>): boolean
  run(options: FromSchema<S>, context: HookContext): Promise<HookDone>
  /** Takes back what it did, by the evidence that it left. */
  undo?(evidence: Readonly<Record<string, string>>, context: HookContext): Promise<HookDone>
}

/** Keeps the literal types of a hook's schema. */
export const defineHook = <const S extends ObjectSchema>(hook: Hook<S>): Hook<S> => hook
