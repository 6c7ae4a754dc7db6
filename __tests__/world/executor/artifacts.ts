/** One artifact of a run; a zip keeps neither permissions nor empty folders, so there is nothing but files. */
export interface Artifact {
  readonly id: number
  readonly name: string
  /** By path, with slashes. */
  readonly files: ReadonlyMap<string, Buffer>
  readonly createdAt: Date
  readonly expiresAt: Date
}

/** The artifacts that a job can reach. */
export interface ArtifactStore {
  /** Those of this run. */
  readonly own: Artifact[]
  /** Those of another run, as far as a token may read them; undefined where there is no such run. */
  of(runId: number, repository: string, token: string): readonly Artifact[] | undefined
}
