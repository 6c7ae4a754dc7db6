/** One thing that GitHub does and the executor does too. */
export interface Rule {
  readonly rule: string
  /** The page, or the runner's source, that says so; `unproven` where neither does and nobody has tried it on a live repository. */
  readonly link: string
  /** The test that holds it: `<file>: <name>`. */
  readonly test: string
}

/** Writes a rule down. */
export const rule = (text: string, link: string, test: string): Rule => ({ rule: text, link, test })
