import type { Finding, Severity } from '../domain/finding.ts'
import type { Change } from '../domain/stack.ts'

/** What the configuration lets through: logical ids; in a nested stack with the way to it, as in `Nested/Id`. */
export interface Allowance {
  readonly replace: readonly string[]
  readonly remove: readonly string[]
  readonly broadenIam: readonly string[]
  /** Why; printed with what is let through. */
  readonly reason?: string
}

/** One stack of a plan: the root one, or a nested one. */
export interface ReviewedStack {
  /** Logical ids of the nested stacks that lead here; empty for the root. */
  readonly path: readonly string[]
  readonly changes: readonly Change[]
  /** The template that is deployed, as plain data; left out for a new stack, or where it is not known. */
  readonly before?: unknown
  /** The template that is to be, as plain data. */
  readonly after?: unknown
}

/** A finding of the review of a plan. */
export interface ReviewFinding extends Finding {
  /** The resource, as `allow` would name it. */
  readonly resource: string
  /** The plan must not run as it is. */
  readonly blocks: boolean
  /** It would block or warn, and the configuration lets it through by name. */
  readonly allowed: boolean
}

/** Which list of `allow` lets a finding through. */
export type AllowKey = Exclude<keyof Allowance, 'reason'>

const LINES: Readonly<Record<AllowKey, string>> = { replace: 'replace', remove: 'remove', broadenIam: 'broaden-iam' }

interface Judged {
  readonly severity: Severity
  readonly resource: string
  readonly title: string
  readonly cause: string
  readonly impact?: string
  /** What to do when it is not meant. */
  readonly instead: string
  readonly blocks: boolean
}

/** A finding with the line of the configuration that lets it through, or marked as let through. */
export function judged(what: Judged, key: AllowKey, allow: Allowance): ReviewFinding {
  const { instead, blocks, severity, ...rest } = what
  const why = allow.reason ? `: ${allow.reason}` : ''
  if (allow[key].includes(what.resource))
    return {
      ...rest,
      title: `${what.title} (allowed${why})`,
      where: what.resource,
      severity: 'low',
      blocks: false,
      allowed: true,
    }
  const fix = `${instead} If it is meant, add to the stack in the configuration: allow: { ${LINES[key]}: [${what.resource}], reason: "why" }`
  return { ...rest, where: what.resource, severity, fix, blocks, allowed: false }
}
