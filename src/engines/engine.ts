import type { Artifact } from '../domain/artifact.ts'
import type { Finding } from '../domain/finding.ts'
import type { Policies } from '../domain/policies.ts'
import type { Role, Where } from '../domain/stack.ts'
import type { Ended } from '../domain/tool.ts'
import type { FromSchema, ObjectSchema } from '../foundation/schema.ts'
import type { Caller, Ports } from '../ports/index.ts'
import type { Core } from '../stack/core.ts'

/** One entry of `stacks` in the configuration, as its engine sees it. */
export interface Target<O> {
  /** Its name: that of the stack, or of a system of stacks where the tool names them. */
  readonly system: string
  readonly options: O
  readonly region: string
  readonly account?: string
  readonly environment?: string
  /** Where artifacts go, where the configuration says so. */
  readonly bucket?: string
  /** Neither begins nor ends with a slash. */
  readonly prefix?: string
  /** Names of parameters that the configuration gives. */
  readonly given: readonly string[]
  /** Whether the user lets the tool have credentials while it synthesizes. */
  readonly withCredentials: boolean
}

/** Where an engine works: everything of it lies in one folder, which can travel to another machine. */
export interface Workplace {
  readonly ports: Ports
  readonly signal: AbortSignal
  /** The folder of the build; it is there and empty when synthesizing begins. Absolute. */
  readonly folder: string
  /** The file for the whole output of the tool that is called so; absolute, and kept. */
  log(tool: string): string
  /** A line for the log. */
  say(line: string): void
}

/** What synthesizing tells besides what it wrote into the folder. */
export interface Synthesized {
  readonly findings: readonly Finding[]
}

/** What publishing works with: credentials, and nothing of the repository. */
export interface Publishing extends Workplace {
  core(where: Where): Core
  /** Who the credentials are, or the role that they take on. */
  caller(where: Where): Promise<Caller>
}

/** One stack as the tool made it. What the configuration says of it wins. */
export interface PublishedStack extends Pick<Policies, 'notificationArns' | 'monitor' | 'terminationProtection' | 'stackPolicy'> {
  readonly name: string
  readonly region: string
  readonly account?: string
  /** The role under which its operations are asked for. */
  readonly assume?: Role
  readonly template: {
    /** What a person opens to read it; lines of failures are told in it. */
    readonly path: string
    readonly body: string
    /** Where the tool stored it. */
    readonly url?: string
  }
  /** Those that are not named keep the values that the stack has. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities?: readonly string[]
  /** The role that CloudFormation works with. */
  readonly roleArn?: string
  /** Names of stacks of the same system that come before. */
  readonly needs: readonly string[]
  /** What the template names in buckets. */
  readonly artifacts: readonly Artifact[]
  /** Why nothing is to be done, where the tool's own comparison says so; the template is the one that is deployed. */
  readonly unchanged?: string
  /**
   * Why this template is only the beginning, and what avoids that: the stack must be there before the rest can be published. Once it
   * is, publishing again says what it is to be.
   */
  readonly first?: { readonly why: string; readonly fix: string }
  /** Planned by its own tool: the change set that this left, where it left one for this stack. It is executed in place of one of ours. */
  readonly adopted?: { readonly changeSet?: string }
  /** What decides what becomes of it, as nothing else does: the user's commands, by name. It has no template then. */
  readonly commands?: Readonly<Record<string, string>>
}

/** What is worked with once stacks were deployed, or put back: credentials, and for a tool that is asked for, the repository. */
export interface Concluding extends Workplace, Pick<Publishing, 'core'> {
  /** The stacks of the system that this is about. */
  readonly stacks: readonly (Where & { readonly stack: string })[]
}

/** The user's commands that a plan names, by name. */
export type Commands = Readonly<Record<string, string>>

/** What publishing made. */
export interface Published {
  readonly stacks: readonly PublishedStack[]
  readonly findings: readonly Finding[]
}

/**
 * A tool that makes templates. It synthesizes with the repository's code and without credentials, and publishes with credentials and
 * without the repository's code: planning and everything after it is the core's.
 */
export interface Engine<S extends ObjectSchema> {
  readonly kind: string
  readonly doc: string
  readonly schema: S
  readonly shorthand?: string
  /** Whether synthesizing runs code of the repository. */
  readonly runsCode: boolean
  /** Whether `name` is that of the one stack. Otherwise the tool names them. */
  readonly namesStack: boolean
  /** Whether what is left to do in the job that deploys needs what is checked out. Absent: no. */
  usesCheckout?(options: FromSchema<S>): boolean
  /** Writes into the folder all that publishing needs, on whatever machine. */
  synthesize(target: Target<FromSchema<S>>, workplace: Workplace): Promise<Synthesized>
  /** Uploads what the templates name, and says what the stacks are. */
  publish(target: Target<FromSchema<S>>, publishing: Publishing): Promise<Published>
  /** What is left to do once stacks of the system were deployed well. */
  afterDeploy?(target: Target<FromSchema<S>>, concluding: Concluding): Promise<readonly Finding[]>
  /** What is left to do once stacks of the system are as they were before, after a way back or a deployment that failed. */
  afterRollback?(target: Target<FromSchema<S>>, concluding: Concluding): Promise<readonly Finding[]>
  /** Changes the stacks that have `commands`, by the command that was approved: then how it ended, whatever became of them. */
  deploy?(target: Target<FromSchema<S>>, publishing: Publishing, approved: Commands): Promise<Ended>
}

/** Keeps the literal types of an engine's schema. */
export const defineEngine = <const S extends ObjectSchema>(engine: Engine<S>): Engine<S> => engine
