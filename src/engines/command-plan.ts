import { toolFailure } from '../domain/tool.ts'
import { Failure } from '../foundation/failure.ts'
import type { ChangeSetEntry } from '../ports/cloudformation.ts'
import { type Watched, watched } from './command-change-sets.ts'
import { type CommandOptions, ran } from './command-run.ts'
import type { Publishing, Target } from './engine.ts'

/**
 * Runs the plan of a command and finds what it left: the change set of each stack that has one. Nothing where it left none at all, also
 * none that failed for want of a change: then it only printed something.
 */
export async function leftBy(
  text: string,
  target: Target<CommandOptions>,
  publishing: Publishing,
): Promise<ReadonlyMap<string, string> | undefined> {
  const core = publishing.core(target)
  const look = () => Promise.all(target.options.watches.map((stack) => watched(core, stack)))
  const before = await look()
  const ended = await ran(target, publishing, { name: 'plan', text, withCredentials: true })
  const failure = toolFailure('`plan`', ended)
  const after = await look()
  const changes = after.map((now, index) => newest(now, before[index]))
  // What it changed although it was to plan only is worse than how it ended.
  for (const { stack, changed } of changes) if (changed) throw executed(stack, text)
  if (failure) throw failure
  const many = changes.find(({ usable }) => usable.length > 1)
  if (many) throw ambiguous(many.stack, many.usable)
  if (changes.every(({ fresh }) => fresh.length === 0)) return undefined
  return new Map(changes.flatMap(({ stack, usable: [one] }) => (one ? [[stack, one.name]] : [])))
}

function newest({ stack, changedAt, changeSets }: Watched, before: Watched | undefined) {
  const known = new Set(before?.changeSets.map(identity))
  const fresh = changeSets.filter((entry) => !known.has(identity(entry)))
  const usable = fresh.filter(({ status, execution }) => status === 'CREATE_COMPLETE' && execution === 'AVAILABLE')
  return { stack, fresh, usable, changed: changedAt !== before?.changedAt }
}

const identity = ({ name, createdAt }: ChangeSetEntry): string => `${name} ${createdAt}`

const executed = (stack: string, text: string): Failure =>
  new Failure(`Stack ${stack} was changed while its \`plan\` ran (${text}), so that is no plan.`, {
    code: 'PLAN_FAILED',
    fix: 'Let `plan` leave a change set and execute nothing, and look at what became of the stack.',
  })

const ambiguous = (stack: string, left: readonly ChangeSetEntry[]): Failure =>
  new Failure(
    `Stack ${stack}: \`plan\` left ${left.length} change sets (${left.map(({ name }) => name).join(', ')}), and which is meant cannot be told.`,
    { code: 'PLAN_FAILED', fix: 'Let `plan` leave one change set for each stack, and delete those that are left.' },
  )
