import { tagOf } from '../domain/ref.ts'
import type { NoticeResult } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt, retry } from '../foundation/retry.ts'
import { at, isMissing } from '../ports/github.ts'
import { defineNotice, type NoticeContext } from './notice.ts'
import { PATIENCE } from './patient.ts'
import { MAX_RELEASE_CHARACTERS, withBlock } from './release-block.ts'

/** What the configuration says of releases. */
export interface ReleaseOptions {
  readonly on: boolean
}

/** Two environments may write at once, and GitHub takes the last text whole. */
const MOST_TRIES = 3

/** One block for each environment in the release of the tag that is deployed. */
export const release = defineNotice<ReleaseOptions>({
  kind: 'release',
  doc: 'Says in the release of the tag what became of its deployment, in one block for each environment; the rest of the text stays as it is.',
  wanted: ({ identity, verdict }, { on }) => on && verdict !== 'running' && tagOf(identity.ref) !== undefined,
  async send(record, _options, context) {
    const tag = tagOf(record.identity.ref) ?? ''
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const found = await releaseOf(context, tag)
      if (!found) return { kind: 'release', sent: true, reason: `there is no release of the tag ${tag}` }
      const told: NoticeResult = { kind: 'release', sent: true, reason: `the release of ${tag} tells of it`, url: found.url }
      const text = withBlock(found.body, record)
      if (text === undefined) return full(tag)
      if (text === found.body) return told
      await edited(context, found.id, text)
    }
    const last = await releaseOf(context, tag)
    if (last && withBlock(last.body, record) === last.body)
      return { kind: 'release', sent: true, reason: `the release of ${tag} tells of it`, url: last.url }
    return { kind: 'release', sent: false, reason: `somebody else writes the release of ${tag} again and again` }
  },
})

const full = (tag: string): NoticeResult => ({
  kind: 'release',
  sent: false,
  reason: `the release of ${tag} is as long as GitHub takes (${MAX_RELEASE_CHARACTERS} characters)`,
})

interface Release {
  readonly id: number
  readonly body: string
  readonly url: string
}

/** https://docs.github.com/en/rest/releases/releases#get-a-release-by-tag-name: only one that is published. */
async function releaseOf({ reads }: NoticeContext, tag: string): Promise<Release | undefined> {
  if (!reads) throw noToken()
  const read = await attempt(() => reads.one(at`releases/tags/${tag}`))
  if ('failure' in read) {
    if (isMissing(read.failure)) return undefined
    throw read.failure
  }
  const { id, body, html_url } = read.value
  return { id: Number(id), body: typeof body === 'string' ? body : '', url: String(html_url ?? '') }
}

const edited = ({ github, pace, signal, say }: NoticeContext, id: number, text: string): Promise<void> => {
  if (!github) throw noToken()
  return retry(() => github.editRelease(id, text, signal), { pace, signal, limit: PATIENCE, say })
}

const noToken = (): Failure => new Failure('There is no token for GitHub.', { code: 'GITHUB_TOKEN_MISSING' })
