import { attempt } from '../foundation/retry.ts'
import type { ChangeSetEntry } from '../ports/cloudformation.ts'
import { idle } from '../stack/admission.ts'
import { type Core, everyPage, patiently, READ_LIMIT } from '../stack/core.ts'
import { admit } from '../stack/statuses.ts'

/** How long another operation on a watched stack is waited for before its plan is made. */
const WAIT_MS = 60 * 60_000

/** A watched stack as it is, with the change sets that it has. */
export interface Watched {
  readonly stack: string
  readonly changedAt: string
  readonly changeSets: readonly ChangeSetEntry[]
}

/** Looks at a watched stack; waits first where something is under way on it. */
export async function watched(core: Core, stack: string): Promise<Watched> {
  const first = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(stack, core.signal))
  const busy = first && admit(first.status).do === 'wait'
  const found = busy ? await idle(core, { stack, timeLimit: WAIT_MS }, first) : first
  if (!found) return { stack, changedAt: '', changeSets: [] }
  const pages = await everyPage(core, (next) => core.cloudformation.changeSets(stack, core.signal, next))
  const changedAt = found.status === 'REVIEW_IN_PROGRESS' ? '' : found.changedAt
  return { stack, changedAt, changeSets: pages.flatMap(({ changeSets }) => changeSets) }
}

/** The template of a change set, or of the stack where there is none; empty where there is no stack. */
export async function textIn(core: Core, stack: string, changeSet: string | undefined): Promise<string> {
  const read = () => patiently(core, READ_LIMIT, () => core.cloudformation.template(stack, core.signal, changeSet))
  if (changeSet !== undefined) return read()
  const asked = await attempt(read)
  core.signal.throwIfAborted()
  return 'value' in asked ? asked.value : ''
}
