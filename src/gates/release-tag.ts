import { tagOf } from '../domain/ref.ts'
import { pathIn } from '../foundation/address.ts'
import { type Fields, fields, inside } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import { newestGood } from './deployed.ts'
import { blocked, defineGate, type GateContext, type Judgement, passed, unknown } from './gate.ts'
import { brief, linkOf, page } from './pages.ts'
import { compareVersions, versionOf } from './semver.ts'

const TEST = 'the gate release-tag'

/** A tag that is a version. */
export const releaseTag = defineGate({
  kind: 'release-tag',
  doc: 'The tag that is deployed is a semantic version, still points at the commit of the run, belongs to the default branch, and is not older than what is deployed.',
  shorthand: 'prefix',
  example: '- release-tag: { pre-releases: true, published: true }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      prefix: { type: 'string', default: 'v', expects: 'a text', description: 'What stands before the version.' },
      'pre-releases': { type: 'boolean', default: false, description: 'Whether versions such as 1.2.3-rc.1 may be deployed.' },
      published: {
        type: 'boolean',
        default: false,
        description: 'Whether the tag must have a published release, which is no draft.',
      },
      branch: { type: 'string', minLength: 1, description: 'The branch that it must belong to. Left out: the default branch.' },
      older: {
        enum: ['block', 'allow'],
        default: 'block',
        description: 'What becomes of a version before the one that is deployed.',
      },
    },
  },
  needs: { github: ['contents', 'deployments'] },
  falsePasses: [
    { what: 'a lax pattern: v1, v1.2, v01.2.3', test: `${TEST} takes semantic versions and nothing else` },
    { what: 'the tag was moved while somebody approved', test: `${TEST} blocks a tag that was moved` },
    { what: 'an annotated tag is compared by its own object', test: `${TEST} looks behind annotated tags` },
    { what: 'a tag on a commit that never came to the default branch', test: `${TEST} blocks a tag beside the default branch` },
    { what: 'a draft, or a pre-release', test: `${TEST} blocks drafts and pre-releases` },
    { what: 'an older version goes over a newer one', test: `${TEST} blocks a version before the one that is deployed` },
  ],
  calls: 4,
  by: 'there',
  volatile: true,
  async judge(options, context) {
    const { identity } = context
    const tag = tagOf(identity.ref)
    if (tag === undefined) {
      return blocked(`${identity.ref || 'an unnamed ref'} is no tag`, { fix: 'Publish a release, or start the run on its tag.' })
    }
    const link = { link: page(context, `releases/tag/${encodeURIComponent(tag)}`) }
    const version = tag.startsWith(options.prefix) ? versionOf(tag.slice(options.prefix.length)) : undefined
    const fix = `Tag the commit with a version such as ${options.prefix}1.2.3.`
    if (!version) return blocked(`tag ${tag} is no semantic version behind “${options.prefix}”`, { fix, ...link })
    if (version.pre.length > 0 && !options['pre-releases']) return blocked(`${tag} is a pre-release`, { ...link })
    const sha = await commitBehind(context, tag)
    if (sha !== identity.sha) {
      return blocked(`tag ${tag} points at ${brief(sha)} now; this run is of ${brief(identity.sha)}`, {
        fix: 'Find out who moved it, and start again.',
        ...link,
      })
    }
    const found = [
      options.published ? await notPublished(context, tag, options['pre-releases']) : undefined,
      await besideBranch(context, options.branch),
      options.older === 'block' ? await olderThanDeployed(context, tag, options.prefix) : undefined,
    ].find((each) => each !== undefined)
    return found ? { ...link, ...found } : passed(`${tag} is ${brief(sha)}`, link)
  },
})

/** An annotated tag may name another one. */
const MOST_TAGS = 5

/** https://docs.github.com/en/rest/git/tags */
async function commitBehind({ github }: GateContext, tag: string): Promise<string> {
  let object = fields((await github.one(`git/ref/tags/${pathIn(tag)}`))['object'])
  for (let deep = 0; object['type'] === 'tag' && deep < MOST_TAGS; deep++) {
    object = fields((await github.one(at`git/tags/${String(object['sha'])}`))['object'])
  }
  return object['type'] === 'commit' ? String(object['sha']) : ''
}

async function notPublished({ github }: GateContext, tag: string, preReleases: boolean): Promise<Judgement | undefined> {
  const release = await github.one(at`releases/tags/${tag}`)
  const link = linkOf(release['html_url'])
  if (release['draft'] !== false) return blocked(`the release of ${tag} is a draft`, { fix: 'Publish it.', ...link })
  if (release['prerelease'] !== false && !preReleases) return blocked(`the release of ${tag} is marked as a pre-release`, link)
  return undefined
}

/** https://docs.github.com/en/rest/commits/commits#compare-two-commits: behind the branch, or at it. */
async function besideBranch(context: GateContext, named: string | undefined): Promise<Judgement | undefined> {
  const { github, identity, event } = context
  const branch = named ?? branchOf(event) ?? String((await github.one(''))['default_branch'] ?? '')
  const { status } = await github.one(at`compare/${branch}...${identity.sha}`, { per_page: 1 })
  if (status === 'behind' || status === 'identical') return undefined
  if (status !== 'ahead' && status !== 'diverged') return unknown(`how ${brief(identity.sha)} stands to ${branch} is not known`)
  return blocked(`${brief(identity.sha)} does not belong to branch ${branch}`, {
    fix: `Merge it into ${branch}, and tag what is there then.`,
  })
}

function branchOf(event: Fields): string | undefined {
  const name = inside(event['repository'], 'default_branch')
  return typeof name === 'string' && name !== '' ? name : undefined
}

async function olderThanDeployed(context: GateContext, tag: string, prefix: string): Promise<Judgement | undefined> {
  const deployed = await newestGood(context)
  const name = deployed?.ref ?? ''
  const [mine, theirs] = [tag, name].map((each) => (each.startsWith(prefix) ? versionOf(each.slice(prefix.length)) : undefined))
  if (!mine || !theirs || compareVersions(mine, theirs) >= 0) return undefined
  return blocked(`${name} is deployed, which comes after ${tag}`, {
    fix: 'To go back, run the stage `rollback`; or set `older: allow`.',
  })
}
