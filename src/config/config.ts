import type { CheckItem } from '../checks/index.ts'
import type { Severity } from '../domain/finding.ts'
import type { EngineItem } from '../engines/index.ts'

/** What an inconclusive measurement means for the verdict. */
export type OnInconclusive = 'fail' | 'warn'

/** What is let through that would block otherwise: logical ids, `Nested/LogicalId` for those of nested stacks. */
export interface Allow {
  readonly replace: readonly string[]
  readonly remove: readonly string[]
  readonly broadenIam: readonly string[]
  /** There wherever something is let through. */
  readonly reason?: string
}

/** A state that a stack cannot leave by itself, mended without asking. */
export type Recovery = 'delete-failed-create' | 'continue-rollback' | 'rollback-paused'

/** A stack of the chosen environment: overlaid, defaults filled in, `${…}` expanded. */
export type StackConfig = EngineItem & {
  readonly name: string
  readonly region?: string
  readonly account?: string
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
export interface IssueConfig {
  readonly asked: boolean
  readonly off: boolean
  readonly labels: readonly string[]
  /** Logins, or the owners of everything in CODEOWNERS. */
  readonly assign: readonly string[] | 'codeowners'
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
  readonly verify: readonly CheckConfig[]
  readonly logs: LogsConfig
  readonly report: { readonly issue: IssueConfig }
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
  readonly outputs?: Readonly<Record<string, Readonly<Record<string, string>>>>
}
