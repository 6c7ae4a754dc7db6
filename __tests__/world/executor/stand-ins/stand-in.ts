import type { LiveJob } from '../live-job.ts'

/** What runs in place of an official action. */
export interface StandIn {
  /** The inputs that are modelled, with their defaults. */
  readonly inputs: Readonly<Record<string, string>>
  /** Answers the outputs, or throws a `Refusal`. */
  run(call: Call): Promise<Readonly<Record<string, string>>>
}

/** What a stand-in works with. */
export interface Call {
  readonly job: LiveJob
  readonly workspace: string
  readonly inputs: Readonly<Record<string, string>>
}

/** An input that is true or false, as actions read it: https://yaml.org/spec/1.2.2/#10212-boolean */
export function truth(inputs: Readonly<Record<string, string>>, name: string): boolean {
  return /^true$/i.test(inputs[name] ?? '')
}
