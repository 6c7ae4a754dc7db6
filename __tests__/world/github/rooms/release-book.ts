import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import { defineRoom } from '../room.ts'
import { nodeId } from '../world.ts'

/** A release as the server keeps it. */
export interface Release {
  readonly id: number
  readonly tag: string
  readonly commitish: string
  readonly name: string | null
  readonly body: string | null
  readonly draft: boolean
  readonly prerelease: boolean
  readonly immutable: boolean
  readonly author: string
  readonly createdAt: string
  readonly publishedAt: string | null
  readonly makeLatest?: 'true' | 'false' | 'legacy' | undefined
}

/** The releases of a repository. */
export class Releases {
  readonly #ground: Ground
  readonly #releases = new Map<number, Release>()
  #latest: number | undefined

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** All releases, the newest first. */
  all(): readonly Release[] {
    return [...this.#releases.values()].reverse()
  }

  get(id: number): Release | undefined {
    return this.#releases.get(id)
  }

  /** Keeps a new or changed release; publishing one makes its tag where there is none. */
  publish(draft: { tag: string } & Partial<Release>): Release {
    const { world, defaultBranch, owner } = this.#ground
    const now = world.now()
    const rest = { id: world.id(), commitish: defaultBranch, name: null, body: null, author: owner, createdAt: now }
    const release: Release = { ...rest, draft: false, prerelease: false, immutable: false, publishedAt: null, ...draft }
    const settled = release.draft
      ? release
      : { ...release, publishedAt: release.publishedAt ?? now, immutable: release.immutable || this.#ground.immutableReleases }
    if (!release.draft && !this.#ground.refs.has(`refs/tags/${release.tag}`)) this.#ground.tag(release.tag, release.commitish)
    this.#releases.set(settled.id, settled)
    const fresh = !settled.draft && !settled.prerelease && release.publishedAt === null
    if (settled.makeLatest === 'true' || (fresh && settled.makeLatest !== 'false')) this.#latest = settled.id
    return settled
  }

  remove(id: number): void {
    this.#releases.delete(id)
  }

  /** The newest full release, or the one that was named the latest. */
  latest(): Release | undefined {
    const full = this.all().filter(({ draft, prerelease }) => !draft && !prerelease)
    return full.find(({ id }) => id === this.#latest) ?? full[0]
  }
}

/** Where a repository's releases are kept. */
export const releaseBook = defineRoom({ open: (repository) => new Releases(repository) })

/** A release as GitHub writes it. */
export function releaseJson(repository: Ground, release: Release) {
  const url = `${repository.url}/releases/${release.id}`
  return {
    url,
    html_url: `${repository.html}/releases/tag/${encodeURIComponent(release.tag)}`,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: release.draft ? null : `${repository.url}/tarball/${release.tag}`,
    zipball_url: release.draft ? null : `${repository.url}/zipball/${release.tag}`,
    id: release.id,
    node_id: nodeId('Release', release.id),
    tag_name: release.tag,
    target_commitish: release.commitish,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: release.immutable,
    created_at: release.createdAt,
    published_at: release.publishedAt,
    author: userJson(repository.world, release.author),
    assets: [],
  }
}
