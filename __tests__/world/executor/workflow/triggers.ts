import type { HubEvent } from './event.ts'
import { matches } from './patterns.ts'
import { NotModelled, type Plain } from './plain.ts'

type Filters = { readonly [key: string]: Plain }

/** Which filters each event knows. https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  push: ['branches', 'branches-ignore', 'tags', 'tags-ignore', 'paths', 'paths-ignore'],
  pull_request: ['types', 'branches', 'branches-ignore', 'paths', 'paths-ignore'],
  release: ['types'],
  workflow_dispatch: ['inputs'],
  workflow_call: ['inputs', 'outputs', 'secrets'],
  workflow_run: ['types', 'workflows', 'branches', 'branches-ignore'],
  schedule: ['cron'],
}

/** The activities that start a workflow which names none; of the other events all do. */
const TYPES: Readonly<Record<string, readonly string[]>> = { pull_request: ['opened', 'synchronize', 'reopened'] }

/** The events of `on` with their filters, whichever way they are written. What is not modelled throws. */
export function eventsOf(on: Plain | undefined): ReadonlyMap<string, Filters> {
  const pairs: readonly (readonly [string, Filters])[] =
    typeof on === 'string'
      ? [[on, {}]]
      : Array.isArray(on)
        ? on.map((name) => [String(name), {}] as const)
        : Object.entries((on ?? {}) as Filters).map(([name, given]) => [name, filtersOf(given)] as const)
  for (const [name, filters] of pairs) {
    const known = FILTERS[name]
    if (!known) throw new NotModelled(`the event ${name}`)
    const strange = Object.keys(filters).find((key) => !known.includes(key))
    if (strange) throw new NotModelled(`\`${strange}\` of the event ${name}`)
  }
  return new Map(pairs)
}

/** A schedule is a list of crons; the clock of the tests decides when, so that what they say does not matter. */
const filtersOf = (given: Plain): Filters => (Array.isArray(given) || given === null ? {} : (given as Filters))

const list = (filters: Filters, key: string): readonly string[] | undefined => {
  const found = filters[key]
  return found === undefined || found === null ? undefined : ([found].flat() as readonly string[])
}

/** Whether an event starts a workflow. */
export function triggered(events: ReadonlyMap<string, Filters>, event: HubEvent): boolean {
  const filters = events.get(event.name)
  if (!filters) return false
  const types = list(filters, 'types') ?? TYPES[event.name]
  if (types && !types.includes(event.action ?? '')) return false
  if (event.name === 'workflow_run' && !matches(list(filters, 'workflows') ?? [], event.workflow ?? '')) return false
  return onRef(filters, event) && onPaths(filters, event)
}

/** Where one kind of ref is named and the other is not, the other starts nothing. */
function onRef(filters: Filters, { name, ref, base }: HubEvent): boolean {
  const compared = name === 'push' ? ref : `refs/heads/${base ?? ''}`
  if (name !== 'push' && base === undefined) return true
  const tag = compared.startsWith('refs/tags/')
  const short = compared.replace(/^refs\/(heads|tags)\//, '')
  const [yes, no] = tag ? ['tags', 'tags-ignore'] : ['branches', 'branches-ignore']
  const [otherYes, otherNo] = tag ? ['branches', 'branches-ignore'] : ['tags', 'tags-ignore']
  const [wanted, unwanted] = [list(filters, yes), list(filters, no)]
  if (wanted && unwanted) throw new NotModelled(`\`${yes}\` beside \`${no}\`, which GitHub refuses`)
  if (wanted) return matches(wanted, short)
  if (unwanted) return !matches(unwanted, short)
  return list(filters, otherYes) === undefined && list(filters, otherNo) === undefined
}

/** Pushes of tags are not held against paths. */
function onPaths(filters: Filters, { ref, name, files }: HubEvent): boolean {
  if (name === 'push' && ref.startsWith('refs/tags/')) return true
  const [wanted, unwanted] = [list(filters, 'paths'), list(filters, 'paths-ignore')]
  if (wanted && unwanted) throw new NotModelled('`paths` beside `paths-ignore`, which GitHub refuses')
  if (!wanted && !unwanted) return true
  if (!files) throw new Error(`The event ${name} needs \`files\`, because a workflow filters by them.`)
  return wanted ? files.some((file) => matches(wanted, file)) : files.some((file) => !matches(unwanted ?? [], file))
}
