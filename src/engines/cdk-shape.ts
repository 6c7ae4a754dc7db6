import { posix } from 'node:path'
import { Failure } from '../foundation/failure.ts'
import { type Fields, isFields } from '../foundation/json.ts'

/** A cloud assembly is what a build made, and a build may be hostile: nothing of it is taken on trust. */
export const unfit = (why: string): Failure =>
  new Failure(`The cloud assembly cannot be used: ${why}.`, {
    code: 'BUILD_INVALID',
    fix: 'Synthesize it again, with versions of the CDK and of its command line that belong together.',
  })

/** A map; an absent one is empty. */
export function mapAt(data: Fields, key: string, where: string): Fields {
  const value = data[key] ?? {}
  if (isFields(value)) return value
  throw unfit(`${where}: ${key} is no map`)
}

/** A text, or nothing. Where a shape is given it has that. */
export function textAt(data: Fields, key: string, where: string, shape?: RegExp): string | undefined {
  const value = data[key] ?? undefined
  if (value === undefined) return undefined
  if (typeof value === 'string' && (shape?.test(value) ?? true)) return value
  throw unfit(`${where}: ${key} is not what it should be`)
}

/** A text that must be there. */
export function demandText(data: Fields, key: string, where: string, shape?: RegExp): string {
  const value = textAt(data, key, where, shape)
  if (value !== undefined) return value
  throw unfit(`${where} lacks ${key}`)
}

/** Texts; an absent list is empty. */
export function textsAt(data: Fields, key: string, where: string): readonly string[] {
  const value = data[key] ?? []
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw unfit(`${where}: ${key} is no list of texts`)
}

/** A map of texts. */
export function textsIn(data: Fields, key: string, where: string): Readonly<Record<string, string>> {
  const map = mapAt(data, key, where)
  const entries = Object.entries(map).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value] as const)
  if (entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return Object.fromEntries(entries)
  throw unfit(`${where}: ${key} holds more than texts`)
}

/** A whole number, true or false, or nothing. */
export function scalarAt<T extends 'number' | 'boolean'>(data: Fields, key: string, where: string, type: T) {
  const value = data[key] ?? undefined
  if (value === undefined) return undefined
  if (typeof value === type) return value as T extends 'number' ? number : boolean
  throw unfit(`${where}: ${key} is no ${type}`)
}

/** A path of the assembly, from its top. None leads out of it. */
export function pathWithin(folder: string, path: string, where: string): string {
  const whole = posix.join(folder, path)
  const out = posix.isAbsolute(path) || whole === '..' || whole.startsWith('../') || /[\0\\]/.test(path)
  if (!out) return whole
  throw unfit(`${where} names ${JSON.stringify(path)}, outside of it`)
}
