import type { RunRecord, StackRecord } from '../domain/record.ts'
import { titled } from './tables.ts'
import { words } from './words.ts'

/** The planned changes, those first that make a resource anew or take it away. */
export function planTable({ stacks }: RunRecord, most: number): string {
  const planned = stacks.filter(({ plan }) => plan)
  const all = planned.flatMap(({ name, plan }) => (plan?.changes ?? []).map((change) => ({ name, change, kind: kindOf(change) })))
  const rows = all.toSorted((a, b) => rank(a.kind) - rank(b.kind))
  const counts = [...new Set(rows.map(({ kind }) => kind))].map((kind) => `${rows.filter((r) => r.kind === kind).length} ${kind}`)
  const body = titled(
    `Plan: ${counts.join(', ')}`,
    ['', 'Stack', 'Resource', 'Type', 'Why'],
    rows,
    ({ name, change, kind }) => [
      `${/replace|remove/.test(kind) ? '⚠️ ' : ''}${kind}`,
      words(name, 128),
      words([...(change.path ?? []), change.logicalId].join('/'), 255),
      words(change.type, 200),
      why(change),
    ],
    most,
  )
  const unseen = planned.flatMap(({ name, plan }) => (plan?.kind === 'command' ? [commanded(name, plan.why)] : []))
  const deferred = planned.filter(({ plan }) => plan?.kind === 'deferred')
  const none = planned.length > unseen.length + deferred.length ? '### Plan\n\nNothing to change.' : '### Plan'
  const table = body || (planned.length ? none : '')
  const more = [...unseen, ...deferred.map(waiting), ...planned.flatMap((stack) => awaited(stack, most))]
  return [table, ...more.slice(0, most)].filter(Boolean).join('\n\n')
}

/** A stack of which nothing can be seen beforehand. */
const commanded = (name: string, why = 'its command decides'): string =>
  `⚠️ ${words(name, 128)} cannot be reviewed: ${words(why, 500)}.`

/** A stack of which nobody can say yet what changes. */
const waiting = ({ name, plan }: StackRecord): string =>
  `⏳ Planned when its turn comes: ${words(name, 128)}, since ${words(plan?.why ?? 'its inputs are not known yet')}. Approved are its template and what its parameters are made of; what would lose data stops it then.`

/** What is not seen in the plan: parameters whose value comes after approval. */
function awaited({ name, parameters }: StackRecord, most: number): readonly string[] {
  const late = parameters.filter((parameter) => parameter.late).map((parameter) => words(parameter.name, 255))
  if (late.length === 0) return []
  const rest = late.length > most ? ` and ${late.length - most} more` : ''
  return [
    `Set after approval in ${words(name, 128)}: ${late.slice(0, most).join(', ')}${rest}. What uses them may then change in place; anything else that is not above will not run.`,
  ]
}

type Change = NonNullable<StackRecord['plan']>['changes'][number]

/** What can destroy something comes first. */
const rank = (kind: string): number => ['replace', 'remove', 'may replace', 'modify', kind].indexOf(kind)

function kindOf({ action, replacement }: Change): string {
  if (action !== 'Modify') return action.toLowerCase()
  return replacement === 'True' ? 'replace' : replacement === 'Conditional' ? 'may replace' : 'modify'
}

const value = (text: string | undefined): string => (text === undefined ? '_none_' : words(text, 80))

function why({ properties, policyAction }: Change): string {
  const changed = properties.slice(0, 8).map(({ name, requiresRecreation, cause, before, after }) => {
    const notes = [requiresRecreation && requiresRecreation !== 'Never' ? `recreates: ${requiresRecreation}` : '', cause ?? '']
    const said = notes.filter(Boolean).map((note) => words(note, 120))
    const values = before === undefined && after === undefined ? '' : `: ${value(before)} → ${value(after)}`
    return `${words(name, 120)}${values}${said.length ? ` (${said.join('; ')})` : ''}`
  })
  const more = properties.length > 8 ? [`${properties.length - 8} more`] : []
  return [...changed, ...more, ...(policyAction ? [`policy: ${words(policyAction, 60)}`] : [])].join(', ')
}
