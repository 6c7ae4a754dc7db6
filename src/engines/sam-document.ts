import { posix } from 'node:path'
import { parseDocument } from 'yaml'
import { Failure } from '../foundation/failure.ts'
import { isFields } from '../foundation/json.ts'
import { attempt } from '../foundation/retry.ts'
import type { Files } from '../ports/files.ts'

/** Keys with values, as a file of SAM's holds them. */
export type Table = Readonly<Record<string, unknown>>

/** A file of settings that is larger is none. */
const MOST_BYTES = 1_000_000
const MOST_DEPTH = 64

/** What is wrong with SAM's configuration. */
export const misconfigured = (message: string, fix?: string): Failure =>
  new Failure(message, { code: 'TOOL_CONFIG_INVALID', ...(fix === undefined ? {} : { fix }) })

/** Whether a value is a table. */
export const isTable = (value: unknown): value is Table => isFields(value) && !(value instanceof Date)

/** A path in the workspace; nothing outside of it is read. */
export function within(from: string, path: string, what: string): string {
  const joined = posix.normalize(posix.join(from, path))
  if (!posix.isAbsolute(path) && joined !== '..' && !joined.startsWith('../') && !path.includes('\0')) return joined
  throw misconfigured(`${what} is ${JSON.stringify(path)}, which is outside the repository.`, 'Name a file of the repository.')
}

/** Reads TOML or YAML as SAM does; nothing where no such file is. Whole numbers keep all their digits. */
export async function documentIn(files: Files, path: string): Promise<unknown> {
  const sight = await files.look(path)
  if (sight === undefined) return undefined
  if (sight.kind !== 'file' || sight.bytes > MOST_BYTES)
    throw misconfigured(`${path} is no file of the repository of a usual size.`)
  const text = (await files.read(path)) ?? ''
  if (/\.toml$/.test(path)) return toml(path, text)
  if (/\.ya?ml$/.test(path)) return yaml(path, text)
  throw misconfigured(
    `${path} is of a kind that SAM does not read.`,
    'Write it as TOML or YAML, with that at the end of its name.',
  )
}

async function toml(path: string, text: string): Promise<unknown> {
  const { parse } = await import('smol-toml')
  const read = await attempt(async () => parse(text, { integersAsBigInt: true, maxDepth: MOST_DEPTH }))
  if ('value' in read) return read.value
  throw misconfigured(`${path} is not TOML: ${lineOf(read.failure.message.replace('Invalid TOML document: ', ''))}`)
}

async function yaml(path: string, text: string): Promise<unknown> {
  // What has the same anchors and merge keys in both: SAM's parser takes merge keys in YAML 1.2 too.
  const document = parseDocument(text, { version: '1.2', merge: true, intAsBigInt: true, logLevel: 'silent' })
  const [error] = document.errors
  // Too many aliases are told only here.
  const read = error ? undefined : await attempt(async () => document.toJS())
  if (read && 'value' in read) return read.value
  throw misconfigured(`${path} is not YAML: ${lineOf(error?.message ?? read?.failure.message ?? '')}`)
}

const lineOf = (message: string): string => message.split('\n', 1)[0] ?? ''
