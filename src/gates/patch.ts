/** A line that a change adds. */
export interface AddedLine {
  readonly number: number
  readonly text: string
}

const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/

/** The lines that a patch adds, those of each hunk together, since a secret may go over several. */
export function addedIn(patch: string): readonly (readonly AddedLine[])[] {
  const hunks: AddedLine[][] = []
  let number = 0
  for (const each of patch.split('\n')) {
    const [, start] = HUNK.exec(each) ?? []
    if (start !== undefined) {
      number = Number(start)
      hunks.push([])
    } else if (each.startsWith('+')) {
      hunks.at(-1)?.push({ number, text: each.slice(1) })
      number += 1
    } else if (each.startsWith(' ')) number += 1
  }
  return hunks
}
