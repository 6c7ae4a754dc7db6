/** The known word that was most likely meant; nothing where none is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = hyphened(word)
  // A third of the letters may be wrong, at least one, at most three: more is another word.
  const most = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)))
  const ranked = known.map((candidate) => ({ candidate, steps: distance(wanted, hyphened(candidate), most) }))
  return ranked.filter(({ steps }) => steps <= most).sort((a, b) => a.steps - b.steps)[0]?.candidate
}

/** `. Did you mean “template”?` for the end of a message, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === undefined ? '' : `. Did you mean “${near}”?`
}

// `roleArn`, `RoleArn` and `role_arn` are one word with another habit.
const hyphened = (word: string): string =>
  word
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[_ ]/g, '-')
    .toLowerCase()

/** Damerau-Levenshtein, adjacent letters swapped: https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? of(before, j - 2) + 1 : Number.POSITIVE_INFINITY
      row.push(Math.min(of(last, j) + 1, of(row, j - 1) + 1, of(last, j - 1) + same, swapped))
    }
    before = last
    last = row
  }
  return of(last, b.length)
}

const of = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY
