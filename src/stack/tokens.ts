import type { PlannedParameter, StackPlan } from '../domain/stack.ts'
import { digestOf } from '../foundation/digest.ts'

/** What is to be, without any secret and without a digest of one. */
export interface Content {
  readonly stack: string
  readonly region: string
  readonly template: string
  readonly parameters: readonly PlannedParameter[]
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly roleArn?: string
  readonly basedOn?: string
}

/** The digest of what is to be. */
export const contentDigest = (content: Content): string => digestOf(content)

/** The digest of a plan: what is to be, and the change set that will do it. */
export const planDigest = (content: string, changeSet: string): string => digestOf({ content, changeSet })

/** The digest over all stacks of a run, for the reviewer. */
export const runDigest = (plans: Readonly<Record<string, StackPlan>>): string =>
  digestOf(Object.fromEntries(Object.entries(plans).map(([stack, plan]) => [stack, plan.digest])))

/**
 * The token of a request: the same for a retried call and for a re-run of the run, so that either finds it again. Planning
 * and executing have their own, since events carry the token and a stack takes each only once.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
export const tokenOf = (
  run: { readonly repository: string; readonly runId: string },
  purpose: 'plan' | 'execute',
  stack: string,
  content: string,
): string => `deploy-action-${purpose}-${digestOf([run.repository, run.runId, stack, content]).slice(0, 40)}`

/** The change set's name: letters, digits and hyphens, at most 128, the same for the same content in a run. */
export const changeSetName = (run: { readonly runId: string }, content: string): string =>
  `deploy-${run.runId.replace(/[^a-zA-Z0-9]/g, '') || '0'}-${content.slice(0, 12)}`
