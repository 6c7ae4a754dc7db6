/** A commit that is deployed now and was not before. */
export interface NewCommit {
  readonly sha: string
  /** The first line of its message. */
  readonly title: string
  readonly author: string
}

/** What came since the last good deployment of the environment. */
export interface Since {
  /** The commit that was deployed then. */
  readonly from: string
  /** The page that shows the difference. */
  readonly url: string
  /** How many there are; the newest are listed. */
  readonly total: number
  readonly commits: readonly NewCommit[]
  /** Commits of the one that is deployed which this one lacks. */
  readonly behind: number
}
