import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { NotModelled } from '../not-modelled.ts'
import { Refusal } from '../refusal.ts'
import { type Call, type StandIn, truth } from './stand-in.ts'

/** https://github.com/actions/toolkit/blob/main/packages/artifact/src/internal/upload/path-and-artifact-name-validation.ts */
const FORBIDDEN = /["<>|*?:\r\n]/
const DAY_MS = 86_400_000
const DEFAULT_DAYS = 90

/** `actions/upload-artifact`: https://github.com/actions/upload-artifact#inputs */
export const upload: StandIn = {
  inputs: {
    ...{ name: 'artifact', path: '', 'if-no-files-found': 'warn', 'retention-days': '0' },
    ...{ 'compression-level': '6', overwrite: 'false', 'include-hidden-files': 'false' },
  },
  async run({ job, workspace, inputs }) {
    const { name = '', path = '', 'if-no-files-found': none = '' } = inputs
    if (FORBIDDEN.test(name) || /[\\/]/.test(name)) throw new Refusal(`The artifact name is not valid: ${name}.`)
    const files = await filesBelow(searched(path, workspace), truth(inputs, 'include-hidden-files'))
    if (files.size === 0) return nothing(job.page, none, path)
    for (const file of files.keys())
      if (FORBIDDEN.test(file)) throw new Refusal(`The path for one of the files in artifact is not valid: ${file}.`)
    const { own } = job.order.artifacts
    const taken = own.findIndex((artifact) => artifact.name === name)
    if (taken !== -1 && !truth(inputs, 'overwrite'))
      throw new Refusal(
        'Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run',
      )
    const id = Math.max(0, ...own.map((artifact) => artifact.id)) + 1
    if (taken !== -1) own.splice(taken, 1)
    const createdAt = job.order.clock.now()
    const days = Number(inputs['retention-days']) || DEFAULT_DAYS
    own.push({ id, name, files, createdAt, expiresAt: new Date(createdAt.getTime() + days * DAY_MS) })
    return { 'artifact-id': String(id), 'artifact-digest': digestOf(files), 'artifact-url': '' }
  },
}

function nothing(page: Call['job']['page'], none: string, path: string): Readonly<Record<string, string>> {
  const message = `No files were found with the provided path: ${path}.`
  if (none === 'error') throw new Refusal(message)
  if (none === 'warn') page.note('warning', `${message} No artifacts will be uploaded.`)
  else page.line(message)
  return {}
}

function searched(path: string, workspace: string): readonly string[] {
  const lines = path.split('\n').map((line) => line.trim())
  const wild = lines.find((line) => /^[!#~]|[*?[\]]/.test(line))
  if (wild !== undefined) throw new NotModelled(`path: ${wild} of actions/upload-artifact`)
  return lines.filter((line) => line !== '').map((line) => resolve(workspace, line))
}

/** Files by their path below what the searched paths have in common; folders themselves and permissions are not kept. */
async function filesBelow(paths: readonly string[], hidden: boolean): Promise<ReadonlyMap<string, Buffer>> {
  const found = (await Promise.all(paths.map((path) => walk(path, hidden)))).flat()
  const single = paths.length === 1 && found[0] === paths[0]
  const roots = single ? [dirname(found[0] ?? '')] : paths
  const root = roots.reduce((one, other) => common(one, other))
  const read = found.map(async (file) => [relative(root, file), await readFile(file)] as const)
  return new Map((await Promise.all(read)).sort(([one], [other]) => (one < other ? -1 : 1)))
}

async function walk(path: string, hidden: boolean): Promise<readonly string[]> {
  if (!hidden && basename(path).startsWith('.')) return []
  const info = await stat(path).catch(() => undefined)
  if (info?.isFile()) return [path]
  if (!info?.isDirectory()) return []
  return (await Promise.all((await readdir(path)).map((name) => walk(join(path, name), hidden)))).flat()
}

function common(one: string, other: string): string {
  const parts = other.split('/')
  const same = one.split('/').findIndex((part, at) => part !== parts[at])
  return same === -1 ? one : parts.slice(0, same).join('/')
}

function digestOf(files: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256')
  for (const [path, content] of files) hash.update(`${path}\0`).update(content)
  return hash.digest('hex')
}
