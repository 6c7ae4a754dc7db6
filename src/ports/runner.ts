import type { Input, Output } from '../domain/contract.ts'
import type { Identity } from '../domain/run.ts'

/** A place in a file of the repository, from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** The machine that runs the job. Everything that it writes to the log is redacted and inert. */
export interface Runner {
  /** As `with:` gives it, trimmed; empty where it was not given. */
  input(name: Input): string
  /** Written as it is: what must stay secret is left out before. */
  output(name: Output, value: string): Promise<void>
  /** A value for the `post` step. */
  save(name: string, value: string): Promise<void>
  saved(name: string): string
  /** Asks the runner to mask a value from now on, line by line. */
  mask(value: string): Promise<void>
  info(text: string): void
  warning(text: string): Promise<void>
  error(text: string, where?: Place): Promise<void>
  /** Folds what `body` writes under a title. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>
  /** Replaces the whole job summary of this step. */
  summary(markdown: string): Promise<void>
  /** Ends the step with a failure once the process ends by itself. */
  fail(): void
  identity(): Identity
  /** The payload of the triggering event. */
  event(): Promise<Readonly<Record<string, unknown>>>
  /** A folder of this job for files that later steps read. */
  readonly temp: string
  /** What tells this step from others of the job, fit for a file name. */
  readonly step: string
}
