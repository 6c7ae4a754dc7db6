/** The failed resource that a reason is about. */
export interface Circumstances {
  readonly type: string
  readonly logicalId: string
  readonly status: string
  readonly stack: string
  readonly region: string
}

/**
 * A known reason of failure. `{name}` in its texts is what the pattern captured under that name, or a circumstance; `{name|else}`
 * has a text for where neither is known. The first entry that fits has the reason, so narrow ones stand before wide ones.
 */
export interface ReasonEntry {
  readonly id: string
  /** Without unbounded repetition inside, so that a hostile reason costs no more than its length. */
  readonly pattern: RegExp
  /** Types that it is about, where the text alone does not tell. */
  readonly type?: RegExp
  readonly cause: string
  readonly fix: string
  /** Commands for the AWS CLI that show more or mend it; nothing here deletes. */
  readonly commands?: readonly string[]
}
