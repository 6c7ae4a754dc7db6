/** A part of a text that can be shortened. Each form is shorter than the one before; the last step is to leave it out. */
export interface Section {
  /** How a reader would call it; empty for one that is never left out. */
  readonly name: string
  readonly forms: readonly string[]
  /** The higher, the later it is shortened. */
  readonly worth: number
}

/** Bytes bound characters from above, in whichever way GitHub counts those. */
export const sizeOf = (text: string): number => Buffer.byteLength(text)

/** The sections as one text within the limit: shortened as a whole, the least worth first, never within a fence or table. */
export function fitted(sections: readonly Section[], limit: number): string {
  const depth = sections.map(() => 0)
  const order = sections.map((_, index) => index).filter((index) => sections[index]?.name)
  order.sort((a, b) => (sections[a]?.worth ?? 0) - (sections[b]?.worth ?? 0))
  for (const index of order) {
    const forms = sections[index]?.forms.length ?? 0
    while (sizeOf(joined(sections, depth)) > limit && (depth[index] ?? 0) < forms) depth[index] = (depth[index] ?? 0) + 1
  }
  return joined(sections, depth)
}

function joined(sections: readonly Section[], depth: readonly number[]): string {
  const shortened = sections.filter((section, index) => (depth[index] ?? 0) > 0 && section.forms[0])
  const kept = sections.map(({ forms }, index) => forms[depth[index] ?? 0]).filter(Boolean)
  const note = shortened.length
    ? [`_Too long for here: ${shortened.map(({ name }) => name).join(', ')}. The record holds it whole._`]
    : []
  return `${[...kept, ...note].join('\n\n')}\n`
}
