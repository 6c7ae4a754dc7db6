import { posix } from 'node:path'
import { pairsIn, unquoted } from '../foundation/pairs.ts'
import type { Files } from '../ports/files.ts'
import { documentIn, isTable, misconfigured, type Table, within } from './sam-document.ts'

/** Where values stand: who reads them can look there. */
interface Place {
  readonly files: Files
  /** The file that they stand in. */
  readonly path: string
  /** Where paths in them begin. */
  readonly folder: string
  /** The files that led here. */
  readonly around: readonly string[]
}

type Values = Readonly<Record<string, string>>

/**
 * Parameters in every form that SAM takes: a text, a list, a table, a file of those, which may include others.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 */
export async function parametersOf(value: unknown, place: Place): Promise<Values> {
  if (value === undefined || value === null || value === '') return {}
  if (typeof value === 'string')
    return value.startsWith('file://') ? included(value.slice('file://'.length), place) : pairs(value, place)
  if (isTable(value)) return fromTable(value, place)
  if (!Array.isArray(value)) throw misconfigured(`${place.path}: ${String(value)} gives no parameter.`, 'Write Key=Value.')
  const all: Record<string, string> = {}
  for (const item of value) Object.assign(all, await parametersOf(item, place))
  return all
}

async function fromTable(table: Table, place: Place): Promise<Values> {
  const all: Record<string, string> = {}
  for (const [key, value] of Object.entries(table)) {
    if (key !== '$include') all[key] = unquoted(textOf(value))
    else for (const path of listOf(value)) Object.assign(all, await parametersOf(path, place))
  }
  return all
}

/** `file://…`: relative to the folder that SAM runs in, or to the file that includes it. */
async function included(path: string, { files, folder, around, path: from }: Place): Promise<Values> {
  const at = within(folder, path, `${from}: file://${path}`)
  if (around.includes(at)) throw misconfigured(`${from}: ${at} includes itself.`)
  const found = await documentIn(files, at)
  if (found === undefined) throw misconfigured(`${from} takes parameters from ${at}, which is not there.`)
  return parametersOf(found, { files, path: at, folder: posix.dirname(at), around: [...around, at] })
}

/** Tags, which SAM takes as a text, a list or a table. */
export async function tagsOf(value: unknown, place: Pick<Place, 'path'>): Promise<Values> {
  const values = (Array.isArray(value) ? value : [value]).flatMap((item: unknown) =>
    isTable(item)
      ? Object.entries(item).map(([key, inner]) => [key, textOf(inner)] as const)
      : Object.entries(pairs(textOf(item), place)),
  )
  return Object.fromEntries(values)
}

function pairs(text: string, { path }: Pick<Place, 'path'>): Values {
  const found = pairsIn(text).map((pair) => {
    if ('key' in pair) return [pair.key, pair.value] as const
    throw misconfigured(`${path}: “${pair.wrong}” is not Key=Value.`, 'Put a text with spaces in quotes: Key="a b".')
  })
  return Object.fromEntries(found)
}

/** A list, or a text with spaces between its words. */
export const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.flatMap(listOf) : textOf(value).split(/\s+/).filter(Boolean)

/** A value as SAM, which is written in Python, makes a text of it; items that are empty are left out of a list. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value)
  if (Array.isArray(value))
    return value
      .map((item) => textOf(item).trim())
      .filter(Boolean)
      .join(',')
  return isTable(value) ? JSON.stringify(value) : String(value)
}
