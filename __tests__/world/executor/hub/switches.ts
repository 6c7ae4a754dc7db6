/** What GitHub does where its documentation is silent: each is tried both ways. `.github/workflows/probe.yml` asks the live one. */
export interface Switches {
  /** Whether a job takes the place of its concurrency group before it waits for approval. */
  readonly approvalHoldsSlot: boolean
  /** Whether secrets of the caller's environment reach a called workflow of another owner. */
  readonly environmentSecretsCrossOwners: boolean
  /** What a job's result is whose time is over. */
  readonly timedOut: 'cancelled' | 'failure'
  /** What `workflow_run` calls a run that ended before its first job: by the name of its workflow, or by its file. */
  readonly startupFailureIsNamed: 'workflow' | 'file'
  /** Whether repositories have the newer subject claim, `repo:OWNER@ID/REPO@ID:...`. */
  readonly immutableSubjects: boolean
  /** How many times real time the machines' time runs. */
  readonly speed: number
}

/** What is taken to be so, unless a test says something else. */
export const usual: Switches = {
  approvalHoldsSlot: true,
  environmentSecretsCrossOwners: false,
  timedOut: 'cancelled',
  startupFailureIsNamed: 'workflow',
  immutableSubjects: false,
  speed: 1,
}
