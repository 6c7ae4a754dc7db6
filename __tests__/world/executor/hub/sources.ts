import { createHash } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ActionSource } from '../job.ts'
import { NotModelled } from '../not-modelled.ts'
import { Refusal } from '../refusal.ts'
import { load } from '../workflow/load.ts'
import { type Find, type Place, StartupFailure } from '../workflow/tree.ts'
import type { Home } from './home.ts'

/** What lies where `uses` points. */
export interface Shelves {
  /** Folders of this computer that are repositories of actions, by their names. */
  readonly folders: Readonly<Record<string, string>>
  readonly homes: ReadonlyMap<string, Home>
}

interface Named {
  readonly repository: string
  readonly path: string
  readonly ref: string
}

function named(uses: string): Named | undefined {
  const [, repository = '', path = '', ref = ''] = /^([^/@\s]+\/[^/@\s]+)((?:\/[^@]+)?)@(\S+)$/.exec(uses) ?? []
  return ref === '' ? undefined : { repository, path: path.slice(1), ref }
}

const isSha = (ref: string) => /^[0-9a-f]{40}$/.test(ref)
const stable = (ref: string) => (isSha(ref) ? ref : createHash('sha1').update(ref).digest('hex'))

/** A workflow file of a commit of a repository. */
export function placeOf({ repository }: Home, path: string, ref: string, sha: string): Place | undefined {
  const content = repository.commits.get(sha)?.files.get(path)
  if (content === undefined) return undefined
  return { workflow: load(path, content), ref: `${repository.fullName}/${path}@${ref}`, sha, repository: repository.fullName }
}

/** All workflow files of a commit. */
export function placesOf(home: Home, ref: string, sha: string): readonly Place[] {
  const files = home.repository.commits.get(sha)?.files.keys() ?? []
  const paths = [...files].filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
  return paths.flatMap((path) => placeOf(home, path, ref, sha) ?? [])
}

/** Finds called workflows: in the folders of actions, and in the repositories of the scripted GitHub. */
export const finder =
  ({ folders, homes }: Shelves): Find =>
  (uses, from) => {
    const at = from.ref.slice(from.ref.lastIndexOf('@') + 1)
    const wanted = uses.startsWith('./') ? { repository: from.repository, path: uses.slice(2), ref: at } : named(uses)
    if (!wanted?.path) throw new NotModelled(`calling ${uses}`)
    const { repository, path, ref } = wanted
    const folder = folders[repository]
    const own = repository === from.repository && uses.startsWith('./')
    if (folder !== undefined) {
      const file = join(folder, path)
      if (!existsSync(file)) throw missing(uses)
      const sha = own ? from.sha : stable(ref)
      return { workflow: load(path, readFileSync(file, 'utf8')), ref: `${repository}/${path}@${ref}`, sha, repository }
    }
    const home = homes.get(repository.toLowerCase())
    const sha = own ? from.sha : home?.repository.resolve(ref)
    const place = home && sha ? placeOf(home, path, ref, sha) : undefined
    if (!place) throw missing(uses)
    return place
  }

const missing = (uses: string) => new StartupFailure(`error parsing called workflow "${uses}": workflow was not found.`)

/** What a job's steps can use and check out. */
export interface Reader {
  readonly shelves: Shelves
  readonly home: Home
  readonly sha: string
  /** The workflow that the job stands in: what `$/` means. */
  readonly place: Place
  /** Whether a token may read a repository's files. */
  mayRead(token: string, repository: string): boolean
}

/** The actions and files of a job. */
export function sourceOf({ shelves, home, sha, place, mayRead }: Reader): ActionSource {
  return {
    find(uses) {
      if (uses === '$/' || uses.startsWith('$/')) {
        const folder = shelves.folders[place.repository]
        const ref = place.ref.slice(place.ref.lastIndexOf('@') + 1)
        return folder === undefined ? undefined : { dir: join(folder, uses.slice(2)), repository: place.repository, ref }
      }
      const wanted = named(uses)
      const folder = wanted && shelves.folders[wanted.repository]
      return wanted && folder !== undefined ? { dir: join(folder, wanted.path), ...wanted } : undefined
    },
    async checkout(into, asked) {
      const other = asked.repository === '' ? home : shelves.homes.get(asked.repository.toLowerCase())
      const own = other === home
      if (!other || !mayRead(asked.token, other.repository.fullName)) throw new Refusal('fatal: repository not found')
      const found =
        asked.ref === ''
          ? own
            ? sha
            : other.repository.resolve(other.repository.defaultBranch)
          : other.repository.resolve(asked.ref)
      const commit = other.repository.commits.get(found ?? '')
      if (!commit) throw new Refusal(`A branch or tag with the name '${asked.ref}' could not be found`)
      for (const [path, content] of commit.files) write(join(into, path), content)
    },
  }
}

/** The scripted GitHub keeps no modes: what says how it is to be run can be run. */
function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
  if (content.startsWith('#!')) chmodSync(file, 0o755)
}
