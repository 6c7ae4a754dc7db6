import type { Ground } from './ground.ts'

/** What became of a file between two trees. Renames are not recognised: they are one file removed and one added. */
export interface Difference {
  readonly path: string
  readonly status: 'added' | 'removed' | 'modified'
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The files that differ between two commits, by name. */
export function differences(ground: Ground, from: string, to: string): readonly Difference[] {
  const [old, now] = [from, to].map((sha) => ground.commits.get(sha)?.files ?? new Map<string, string>())
  const paths = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort()
  return paths.flatMap((path): Difference[] => {
    const [before, after] = [old?.get(path), now?.get(path)]
    if (before === after) return []
    return [{ path, before, after, status: before === undefined ? 'added' : after === undefined ? 'removed' : 'modified' }]
  })
}

/** Where the histories of two commits part. */
export function mergeBase(ground: Ground, one: string, other: string): string | undefined {
  const before = ground.history(one)
  return [...ground.history(other)].find((sha) => before.has(sha))
}

/** The commits of one history that another does not have, the oldest first. */
export function only(ground: Ground, tip: string, without: string): readonly string[] {
  const [history, known] = [ground.history(tip), ground.history(without)]
  return [...ground.commits.keys()].filter((sha) => history.has(sha) && !known.has(sha))
}

const around = 3

/** A difference as one hunk, with how many lines it adds and takes away. Binary files have none. */
export function patchOf({ before = '', after = '' }: Difference) {
  if (`${before}${after}`.includes('\0')) return { additions: 0, deletions: 0 }
  const [old, now] = [linesOf(before), linesOf(after)]
  const head = sameLines(old, now)
  const tail = sameLines([...old].reverse(), [...now].reverse(), Math.min(old.length, now.length) - head)
  const gone = old.slice(head, old.length - tail)
  const come = now.slice(head, now.length - tail)
  const lead = old.slice(Math.max(0, head - around), head)
  const rest = old.slice(old.length - tail, old.length - tail + around)
  const range = (count: number) => `${count ? head - lead.length + 1 : 0},${count}`
  const kept = lead.length + rest.length
  const lines = [
    `@@ -${range(kept + gone.length)} +${range(kept + come.length)} @@`,
    ...lead.map((line) => ` ${line}`),
    ...gone.map((line) => `-${line}`),
    ...come.map((line) => `+${line}`),
    ...rest.map((line) => ` ${line}`),
  ]
  return { additions: come.length, deletions: gone.length, patch: lines.join('\n') }
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

function sameLines(one: readonly string[], other: readonly string[], most = Math.min(one.length, other.length)): number {
  let count = 0
  while (count < most && one[count] === other[count]) count += 1
  return count
}
