import type { CheckItem } from '../checks/index.ts'
import type { DestinationItem } from '../destinations/index.ts'
import type { Severity } from '../domain/finding.ts'
import type { HookTime } from '../domain/hook.ts'
import type { EngineItem } from '../engines/index.ts'
import type { GateItem } from '../gates/index.ts'
import type { HookItem } from '../hooks/index.ts'
import type { IssueOptions } from '../notices/index.ts'

/** What an inconclusive measurement means for the verdict. */
export type OnInconclusive = 'fail' | 'warn'

/** What is let through that would block otherwise: logical ids, `Nested/LogicalId` for those of nested stacks. */
export interface Allow {
  readonly replace: readonly string[]
  readonly remove: readonly string[]
  readonly broadenIam: readonly string[]
  /** Parts of templates in which a secret may stand. Absent: none. */
  readonly secrets?: readonly string[]
  /** There wherever something is let through. */
  readonly reason?: string
}

/** ARNs of the roles that jobs take on. */
export interface Roles {
  readonly deploy?: string
  readonly plan?: string
}

/** A state that a stack cannot leave by itself, mended without asking. */
export type Recovery = 'delete-failed-create' | 'continue-rollback' | 'rollback-paused'

/** A stack of the chosen environment: overlaid, defaults filled in, `${…}` expanded. */
export type StackConfig = EngineItem & {
  readonly name: string
  readonly region?: string
  readonly account?: string
  /** The roles of the jobs that deploy it, and of those that do not. Absent: the credentials of the step. */
  readonly roles: Roles
  readonly parameters: Readonly<Record<string, string>>
  /** Names of parameters that still hold `${outputs.…}`: they are expanded once, when those are known. */
  readonly openParameters: readonly string[]
  /** Names of parameters whose value was made with a `${secrets.…}`. */
  readonly secretParameters: readonly string[]
  /** Those of them whose secret is not set, so that they have no value: it comes after approval. Absent: none. */
  readonly lateParameters?: readonly string[]
  /** Paths of files with parameters that lie below `parameters`, later files above earlier ones. */
  readonly parameterFiles: readonly string[]
  /** Absent: the stack keeps what it has. So it is with every optional key below that CloudFormation stores. */
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities?: readonly string[]
  readonly roleArn?: string
  readonly notificationArns?: readonly string[]
  readonly terminationProtection?: boolean
  /** The path of the file that holds it. */
  readonly stackPolicy?: string
  /** Stacks or systems: those of `depends-on`, and those whose outputs it takes. */
  readonly dependsOn: readonly string[]
  /** Whether its tool may have credentials while it synthesizes. */
  readonly withCredentials: boolean
  /** Where its outputs are written to; the path is relative to the root of the repository. */
  readonly outputsFile?: { readonly path: string; readonly format: 'flat' | 'cdk' }
  /** Milliseconds. */
  readonly timeLimit: number
  readonly onDeployFailure: 'rollback' | 'keep' | 'delete'
  readonly onTimeLimit: 'leave' | 'cancel'
  readonly nestedChangeSets: boolean
  readonly drift: 'ignore' | 'report' | 'block' | 'revert'
  /** CloudFormation's own rollback triggers. `for` is in milliseconds, but a number of whole minutes. */
  readonly monitor?: { readonly for: number; readonly alarms: readonly string[] }
  readonly mode: 'standard' | 'express'
  readonly bucket?: string
  /** Neither begins nor ends with a slash. */
  readonly prefix?: string
  /** What the stack itself and what its environment lets through. */
  readonly allow: Allow
  /** Absent: none. */
  readonly hooks?: HooksConfig
}

/** A check of `verify`. Its options still hold `${…}`: they are expanded once, when outputs are known. */
export type CheckConfig = CheckItem & {
  readonly name: string
  readonly severity: Severity
  /** Milliseconds: how long it is tried again, and how often. */
  readonly retry: { readonly for: number; readonly every: number }
  /** Milliseconds for the check with all its tries. */
  readonly limit?: number
  readonly onInconclusive: OnInconclusive
}

/** A gate. */
export type GateConfig = GateItem & {
  readonly name: string
  readonly onFail: 'block' | 'warn'
  /** Milliseconds that it may wait for what is under way. */
  readonly limit: number
}

/** A destination of outputs. Its options still hold `${…}`. */
export type DestinationConfig = DestinationItem & { readonly name?: string; readonly region?: string }

/** A secret that must be there, in the words of the code. */
export interface DeclaredSecret {
  readonly name: string
  readonly jsonKey?: string
  readonly store: 'secrets-manager' | 'ssm'
  readonly missing: 'refuse' | 'generate'
  readonly length: number
  readonly alphabet: 'alphanumeric' | 'hex' | 'symbols'
  readonly region?: string
}

/** A hook. Its options still hold `${…}`: they are expanded once, when it begins. */
export type HookConfig = HookItem & {
  readonly name: string
  /** Milliseconds. */
  readonly limit: number
}

/** Hooks by when they run, in the order of the file. */
export type HooksConfig = Readonly<Record<HookTime, readonly HookConfig[]>>

/** The log scan; it runs by default, so `asked` tells whether the user wrote it. */
export interface LogsConfig {
  readonly asked: boolean
  /** Milliseconds that the logs are watched after verification. */
  readonly for: number
  /** Events that hold one of these texts are left out. */
  readonly ignore: readonly string[]
  /** Log groups besides those of the stacks. */
  readonly groups: readonly string[]
  readonly onInconclusive: OnInconclusive
}

/** The failure issue; `asked` tells whether the user wrote it, `off` that it is not wanted. */
export interface IssueConfig extends IssueOptions {
  readonly asked: boolean
}

/** The status of GitHub's own deployment. */
export interface StatusConfig {
  /** Absent: where another job is reported on. */
  readonly on?: boolean
  /** The address of the environment; it may still hold `${outputs.…}`. */
  readonly url?: string
}

/** A place in a bucket that is in the region of a stack. */
export interface RecordsConfig {
  readonly bucket: string
  /** Neither begins nor ends with a slash. */
  readonly prefix?: string
  /** The name of the stack. */
  readonly beside: string
}

/** The configuration of one environment, ready for use. */
export interface Config {
  readonly path: string
  readonly sha256: string
  readonly environment?: string
  /** In the order of the file. */
  readonly stacks: readonly StackConfig[]
  /** Stacks of the file that are not worked on. */
  readonly leftOut: readonly StackConfig[]
  /** Names that were picked of systems and of their stacks; empty for all. */
  readonly picked: readonly string[]
  readonly gates: readonly GateConfig[]
  /** Why gates may be unknown, by their names. */
  readonly waive: Readonly<Record<string, string>>
  readonly verify: readonly CheckConfig[]
  readonly secrets: readonly DeclaredSecret[]
  readonly outputsTo: readonly DestinationConfig[]
  /** Those of the whole deployment; absent: none. */
  readonly hooks?: HooksConfig
  readonly logs: LogsConfig
  readonly report: { readonly issue: IssueConfig; readonly release: { readonly on: boolean }; readonly status: StatusConfig }
  /** Of whatever belongs to no stack. */
  readonly roles: Roles
  readonly onCancel: 'cancel' | 'continue'
  readonly onUnhealthy: 'keep' | 'rollback'
  readonly recover: readonly Recovery[]
  /** Where records are kept; absent: nowhere. */
  readonly records?: RecordsConfig
  /** Whether stacks may run that can only be planned when their turn comes. */
  readonly deferred: 'refuse' | 'allow'
}

/** Where `${…}` takes its values from. `outputs` is by stack, and there only once they are known. */
export interface Values {
  readonly environment?: string
  readonly run: Readonly<Record<'sha' | 'ref' | 'tag' | 'id' | 'attempt' | 'actor' | 'nonce', string>>
  readonly inputs: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Those that are given as such; one that is not among them may stand in `env`. */
  readonly secrets?: Readonly<Record<string, string>>
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>
}
