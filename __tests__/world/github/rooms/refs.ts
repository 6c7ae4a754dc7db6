import type { Ground, Target } from '../ground.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Answer, created, defineRoom, nothing, ok, type RepositoryAsked } from '../room.ts'
import { nodeId } from '../world.ts'

/** Branches and tags as git refs. */
export const refs = defineRoom({
  show: (repository) => Object.fromEntries(repository.refs),
  routes: [
    {
      operation: 'git/get-ref',
      at: 'GET /git/ref/{ref}',
      needs: 'contents=read',
      answer({ repository, hole }) {
        const target = repository.refs.get(`refs/${hole('ref')}`)
        if (!target) throw notFound()
        return ok(refJson(repository, `refs/${hole('ref')}`, target))
      },
    },
    {
      operation: 'git/list-matching-refs',
      at: 'GET /git/matching-refs/{ref}',
      needs: 'contents=read',
      answer: ({ repository, hole }) => ({
        items: [...repository.refs]
          .filter(([name]) => name.startsWith(`refs/${hole('ref')}`))
          .map(([name, target]) => refJson(repository, name, target)),
      }),
    },
    { operation: 'git/create-ref', at: 'POST /git/refs', needs: 'contents=write', answer: create },
    { operation: 'git/update-ref', at: 'PATCH /git/refs/{ref}', needs: 'contents=write', answer: update },
    {
      operation: 'git/delete-ref',
      at: 'DELETE /git/refs/{ref}',
      needs: 'contents=write',
      answer({ repository, hole }) {
        if (!repository.refs.delete(`refs/${hole('ref')}`)) throw new Refusal(422, 'Reference does not exist')
        return nothing
      },
    },
  ],
})

/** What a SHA is in this repository: a commit or an annotated tag. */
export function targetOf(repository: Ground, sha: string): Target {
  if (repository.commits.has(sha)) return { type: 'commit', sha }
  if (repository.tags.has(sha)) return { type: 'tag', sha }
  throw new Refusal(422, 'Object does not exist')
}

function refJson(repository: Ground, ref: string, target: Target) {
  const kind = target.type === 'tag' ? 'tags' : 'commits'
  return {
    ref,
    node_id: nodeId('Ref', `${repository.id}:${ref}`),
    url: `${repository.url}/git/${ref}`,
    object: { ...target, url: `${repository.url}/git/${kind}/${target.sha}` },
  }
}

function create({ repository, fields }: RepositoryAsked): Answer {
  const given = fields('Reference')
  const ref = given.required('ref')
  const target = targetOf(repository, given.required('sha'))
  if (!/^refs\/[^/]+\/./.test(ref))
    throw new Refusal(422, 'Reference name must start with "refs/" and have at least two slashes.')
  if (repository.refs.has(ref)) throw new Refusal(422, 'Reference already exists')
  repository.refs.set(ref, target)
  return created(refJson(repository, ref, target))
}

function update({ repository, hole, fields }: RepositoryAsked): Answer {
  const ref = `refs/${hole('ref')}`
  const old = repository.refs.get(ref)
  if (!old) throw new Refusal(422, 'Reference does not exist')
  const given = fields('Reference')
  const target = targetOf(repository, given.required('sha'))
  const forward = repository.contains(repository.resolve(target.sha) ?? '', repository.resolve(ref) ?? '')
  if (!forward && !given.flag('force', false)) throw new Refusal(422, 'Update is not a fast forward')
  repository.refs.set(ref, target)
  return ok(refJson(repository, ref, target))
}
