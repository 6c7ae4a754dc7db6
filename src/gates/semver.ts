/** A semantic version. https://semver.org/#is-there-a-suggested-regular-expression-regex-to-check-a-semver-string */
export interface Version {
  readonly numbers: readonly [number, number, number]
  readonly pre: readonly string[]
}

const SHAPE =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/

/** The version that a text is; nothing where it is none. */
export function versionOf(text: string): Version | undefined {
  const [, major, minor, patch, pre] = SHAPE.exec(text) ?? []
  if (major === undefined) return undefined
  return { numbers: [Number(major), Number(minor), Number(patch)], pre: pre === undefined ? [] : pre.split('.') }
}

/** Below zero where the one comes before the other. https://semver.org/#spec-item-11 */
export function compareVersions(one: Version, other: Version): number {
  const differing = one.numbers.findIndex((number, index) => number !== other.numbers[index])
  if (differing >= 0) return (one.numbers[differing] ?? 0) - (other.numbers[differing] ?? 0)
  if (one.pre.length === 0 || other.pre.length === 0) return other.pre.length - one.pre.length
  const length = Math.max(one.pre.length, other.pre.length)
  for (let index = 0; index < length; index++) {
    const order = comparePart(one.pre[index], other.pre[index])
    if (order !== 0) return order
  }
  return 0
}

const isNumber = (part: string): boolean => /^\d+$/.test(part)

/** Fewer parts come first, numbers before words. */
function comparePart(one: string | undefined, other: string | undefined): number {
  if (one === other) return 0
  if (one === undefined || other === undefined) return one === undefined ? -1 : 1
  if (isNumber(one) && isNumber(other)) return Number(one) - Number(other)
  if (isNumber(one) !== isNumber(other)) return isNumber(one) ? -1 : 1
  return one < other ? -1 : 1
}
