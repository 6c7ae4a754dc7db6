import type { Ground, Tag } from '../ground.ts'
import { notFound } from '../refusal.ts'
import { type Answer, created, defineRoom, ok, type RepositoryAsked } from '../room.ts'
import { nodeId } from '../world.ts'
import { targetOf } from './refs.ts'

/** Annotated tags. Making one makes no ref to it, as on GitHub. */
export const tagObjects = defineRoom({
  show: (repository) => [...repository.tags.values()],
  routes: [
    {
      operation: 'git/get-tag',
      at: 'GET /git/tags/{tag_sha}',
      needs: 'contents=read',
      answer: ({ repository, hole }) => ok(tagJson(repository, found(repository, hole('tag_sha')))),
    },
    { operation: 'git/create-tag', at: 'POST /git/tags', needs: 'contents=write', answer: create },
  ],
})

function found(repository: Ground, sha: string): Tag {
  const tag = repository.tags.get(sha)
  if (!tag) throw notFound()
  return tag
}

function create({ repository, login, fields }: RepositoryAsked): Answer {
  const given = fields('Tag')
  const spec = { name: given.required('tag'), message: given.required('message'), tagger: login }
  const target = targetOf(repository, given.required('object'))
  given.choice('type', ['commit', 'tree', 'blob'])
  return created(tagJson(repository, found(repository, repository.annotate({ ...spec, target }).sha)))
}

function tagJson(repository: Ground, tag: Tag) {
  const kind = tag.target.type === 'tag' ? 'tags' : 'commits'
  return {
    node_id: nodeId('Tag', tag.sha),
    sha: tag.sha,
    url: `${repository.url}/git/tags/${tag.sha}`,
    tag: tag.name,
    message: tag.message,
    tagger: { name: tag.tagger, email: `${tag.tagger}@users.noreply.github.com`, date: tag.at },
    object: { ...tag.target, url: `${repository.url}/git/${kind}/${tag.target.sha}` },
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  }
}
