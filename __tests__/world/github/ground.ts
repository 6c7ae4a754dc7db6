import { createHash } from 'node:crypto'
import type { Association, Plan, Seed } from './seed.ts'
import type { World } from './world.ts'

export type { Association, Seed } from './seed.ts'

/** A commit with all files of its tree. */
export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly message: string
  readonly author: string
  readonly at: string
  readonly parents: readonly string[]
  readonly files: ReadonlyMap<string, string>
}

/** What a ref points at, or an annotated tag. */
export interface Target {
  readonly type: 'commit' | 'tag'
  readonly sha: string
}

/** An annotated tag. */
export interface Tag {
  readonly sha: string
  readonly name: string
  readonly message: string
  readonly tagger: string
  readonly at: string
  readonly target: Target
}

/** A commit to add. A file of null is removed; `merges` is a second parent. */
export interface CommitSpec {
  readonly message: string
  readonly files?: Readonly<Record<string, string | null>>
  readonly author?: string
  readonly branch?: string
  readonly merges?: string
}

export const sha1 = (...parts: unknown[]) => createHash('sha1').update(JSON.stringify(parts)).digest('hex')

/** A repository's commits, refs and settings: the ground on which the rooms stand. */
export class Ground {
  readonly world: World
  readonly fullName: string
  readonly id: number
  readonly private: boolean
  readonly defaultBranch: string
  readonly archived: boolean
  readonly hasIssues: boolean
  readonly immutableReleases: boolean
  readonly plan: Plan
  readonly members: ReadonlyMap<string, Association>
  readonly createdAt: string
  readonly commits = new Map<string, Commit>()
  readonly refs = new Map<string, Target>()
  readonly tags = new Map<string, Tag>()

  constructor(world: World, fullName: string, seed: Seed = {}) {
    this.world = world
    this.fullName = fullName
    this.id = world.id()
    this.private = seed.private ?? true
    this.defaultBranch = seed.defaultBranch ?? 'main'
    this.archived = seed.archived ?? false
    this.hasIssues = seed.hasIssues ?? true
    this.immutableReleases = seed.immutableReleases ?? false
    this.plan = seed.plan ?? 'enterprise'
    this.members = new Map(Object.entries(seed.members ?? {}))
    this.createdAt = world.now()
    this.commit({ message: 'Begin', files: seed.files ?? {} })
  }

  get owner(): string {
    return this.fullName.split('/')[0] ?? ''
  }

  get name(): string {
    return this.fullName.split('/')[1] ?? ''
  }

  get url(): string {
    return `${this.world.url}/repos/${this.fullName}`
  }

  get html(): string {
    return `${this.world.url}/${this.fullName}`
  }

  association(login: string): Association {
    return login === this.owner ? 'OWNER' : (this.members.get(login) ?? 'NONE')
  }

  /** Adds a commit to a branch (the default one unless named), over the files of its parent, and answers its SHA. */
  commit(spec: CommitSpec): string {
    const ref = `refs/heads/${spec.branch ?? this.defaultBranch}`
    const parent = this.commits.get(this.refs.get(ref)?.sha ?? this.resolve(this.defaultBranch) ?? '')
    const changed = new Map([...(parent?.files ?? []), ...Object.entries(spec.files ?? {})])
    const files = new Map([...changed].flatMap(([path, text]): [string, string][] => (text === null ? [] : [[path, text]])))
    const rest = { message: spec.message, author: spec.author ?? this.owner, at: this.world.now() }
    const parents = [...(parent ? [parent.sha] : []), ...(spec.merges ? [spec.merges] : [])]
    const tree = sha1([...files])
    const sha = sha1(this.fullName, tree, rest, parents, this.commits.size)
    this.commits.set(sha, { sha, tree, parents, files, ...rest })
    this.refs.set(ref, { type: 'commit', sha })
    return sha
  }

  /** Makes or moves a tag; with a message it is an annotated one. Answers what the ref points at. */
  tag(name: string, at: string = this.defaultBranch, annotation?: { message: string; tagger?: string }): Target {
    const sha = this.resolve(at)
    if (!sha) throw new Error(`${this.fullName} has no ${at} to tag`)
    const target: Target = { type: 'commit', sha }
    const pointed = annotation ? this.annotate({ name, target, tagger: annotation.tagger ?? this.owner, ...annotation }) : target
    this.refs.set(`refs/tags/${name}`, pointed)
    return pointed
  }

  /** Makes the object of an annotated tag, without a ref to it, as `POST /git/tags` does. */
  annotate(spec: { name: string; message: string; target: Target; tagger: string }): Target {
    const sha = sha1(this.fullName, spec, this.world.now())
    this.tags.set(sha, { ...spec, sha, at: this.world.now() })
    return { type: 'tag', sha }
  }

  /** The commit that a SHA, a branch or a tag means, annotated tags peeled. */
  resolve(ref: string): string | undefined {
    if (this.commits.has(ref)) return ref
    const names = [ref, `refs/${ref}`, `refs/heads/${ref}`, `refs/tags/${ref}`]
    let target = names.map((name) => this.refs.get(name)).find((found) => found !== undefined)
    while (target?.type === 'tag') target = this.tags.get(target.sha)?.target
    return target?.sha
  }

  /** Whether a commit lies in another's history. */
  contains(descendant: string, ancestor: string): boolean {
    return this.history(descendant).has(ancestor)
  }

  /** A commit and all before it, the nearest first. */
  history(sha: string): ReadonlySet<string> {
    const found = new Set([sha])
    for (const one of found) for (const parent of this.commits.get(one)?.parents ?? []) found.add(parent)
    return found
  }
}
