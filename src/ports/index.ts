import type { Where } from '../domain/stack.ts'
import type { Secrets } from '../foundation/redact.ts'
import type { Backups } from './backups.ts'
import type { CloudFormation } from './cloudformation.ts'
import type { Commands } from './commands.ts'
import type { Distributions } from './distributions.ts'
import type { Files } from './files.ts'
import type { GitHub } from './github.ts'
import type { Http } from './http.ts'
import type { Logs } from './logs.ts'
import type { Objects } from './objects.ts'
import type { Runner } from './runner.ts'
import type { SecretsStore } from './secrets-store.ts'
import type { Sites } from './sites.ts'

/** Time and chance. Nothing else in the project may read a clock or draw a number. */
export interface Clock {
  now(): Date
  /** Rejects with the signal's reason when that aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** A signal that aborts after `ms`. */
  deadline(ms: number): AbortSignal
  /** From 0 up to, not including, 1. */
  random(): number
}

/** Who the AWS credentials are. */
export interface Caller {
  readonly account: string
  readonly arn: string
}

/** Keys of AWS, for a tool that calls it itself. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** The way to everything outside, in our words. Adapters load their packages when first used. */
export interface Ports {
  readonly clock: Clock
  readonly files: Files
  readonly runner: Runner
  readonly http: Http
  readonly commands: Commands
  /** What may never be written; every port that writes redacts with it. */
  readonly secrets: Secrets
  /** The environment variables of the step. */
  readonly env: Readonly<Record<string, string | undefined>>
  cloudformation(where: Where): CloudFormation
  logs(where: Where): Logs
  objects(where: Where): Objects
  secretsStore(where: Where): SecretsStore
  /** Bytes that nobody can guess: for secrets, where `clock.random` will not do. */
  randomBytes(count: number): Uint8Array
  sites(where: Where): Sites
  distributions(where: Where): Distributions
  backups(where: Where): Backups
  /** Who the credentials are, or the role that they take on. Needs no permission but that of taking it on. */
  caller(where: Where, signal: AbortSignal): Promise<Caller>
  /** Those that we work with ourselves. */
  credentials(where: Where): Promise<Credentials>
  /** The region of the AWS profile in use, if it names one. */
  profileRegion(): Promise<string | undefined>
  github(token: string): GitHub
}

export type { CloudFormation } from './cloudformation.ts'
export type { Command, Commands, Ended } from './commands.ts'
export type { Files } from './files.ts'
export type { GitHub } from './github.ts'
export type { Http } from './http.ts'
export type { Logs } from './logs.ts'
export type { Objects } from './objects.ts'
export type { Runner } from './runner.ts'
export type { SecretsStore } from './secrets-store.ts'
