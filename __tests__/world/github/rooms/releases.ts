import { grants } from '../access.ts'
import type { Fields } from '../fields.ts'
import type { Ground } from '../ground.ts'
import { limits } from '../limits.ts'
import { invalid, notFound } from '../refusal.ts'
import { type Answer, created, defineRoom, nothing, ok, type RepositoryAsked } from '../room.ts'
import { type Release, releaseBook, releaseJson } from './release-book.ts'

/** Releases. A published one may be immutable: its text can still be edited, its tag cannot. */
export const releases = defineRoom({
  open: (repository) => releaseBook.of(repository),
  show: (repository) =>
    releaseBook
      .of(repository)
      .all()
      .map((release) => releaseJson(repository, release)),
  routes: [
    { operation: 'repos/list-releases', at: 'GET /releases', needs: 'contents=read', answer: list },
    { operation: 'repos/create-release', at: 'POST /releases', needs: 'contents=write', answer: create },
    {
      operation: 'repos/get-latest-release',
      at: 'GET /releases/latest',
      needs: 'contents=read',
      answer: ({ repository }) => shown(repository, releaseBook.of(repository).latest()),
    },
    {
      operation: 'repos/get-release-by-tag',
      at: 'GET /releases/tags/{tag}',
      needs: 'contents=read',
      answer: ({ repository, hole }) => shown(repository, published(repository, hole('tag'))),
    },
    {
      operation: 'repos/get-release',
      at: 'GET /releases/{release_id}',
      needs: 'contents=read',
      answer(asked) {
        const release = releaseOf(asked)
        return shown(asked.repository, release.draft && !maySeeDrafts(asked) ? undefined : release)
      },
    },
    { operation: 'repos/update-release', at: 'PATCH /releases/{release_id}', needs: 'contents=write', answer: update },
    {
      operation: 'repos/delete-release',
      at: 'DELETE /releases/{release_id}',
      needs: 'contents=write',
      answer(asked) {
        releaseBook.of(asked.repository).remove(releaseOf(asked).id)
        return nothing
      },
    },
  ],
})

const published = (repository: Ground, tag: string) =>
  releaseBook
    .of(repository)
    .all()
    .find((release) => release.tag === tag && !release.draft)

function shown(repository: Ground, release: Release | undefined): Answer {
  if (!release) throw notFound()
  return ok(releaseJson(repository, release))
}

function releaseOf({ repository, hole }: RepositoryAsked): Release {
  const release = releaseBook.of(repository).get(Number(hole('release_id')))
  if (!release) throw notFound()
  return release
}

const maySeeDrafts = ({ caller, repository }: RepositoryAsked) =>
  caller.token?.repository.toLowerCase() === repository.fullName.toLowerCase() && grants(caller.token, 'contents', 'write')

function list(asked: RepositoryAsked): Answer {
  const all = releaseBook.of(asked.repository).all()
  const seen = maySeeDrafts(asked) ? all : all.filter(({ draft }) => !draft)
  return { items: seen.map((release) => releaseJson(asked.repository, release)) }
}

function read(given: Fields, old?: Release) {
  const name = given.text('name')
  const body = given.text('body', limits.releaseBody)
  return {
    name: name === undefined ? (old?.name ?? null) : name,
    body: body === undefined ? (old?.body ?? null) : body,
    draft: given.flag('draft', old?.draft ?? false),
    prerelease: given.flag('prerelease', old?.prerelease ?? false),
    makeLatest: given.choice('make_latest', ['true', 'false', 'legacy']),
  }
}

function create({ repository, login, fields }: RepositoryAsked): Answer {
  const given = fields('Release')
  const tag = given.required('tag_name')
  const commitish = given.text('target_commitish') ?? repository.defaultBranch
  const rest = read(given)
  if (!rest.draft && published(repository, tag)) throw invalid({ resource: 'Release', field: 'tag_name', code: 'already_exists' })
  if (!repository.resolve(`refs/tags/${tag}`) && !repository.resolve(commitish))
    throw invalid({ resource: 'Release', field: 'target_commitish', code: 'invalid' })
  return created(releaseJson(repository, releaseBook.of(repository).publish({ tag, commitish, author: login, ...rest })))
}

function update(asked: RepositoryAsked): Answer {
  const { repository } = asked
  const old = releaseOf(asked)
  const given = asked.fields('Release')
  const tag = given.text('tag_name') ?? old.tag
  if (old.immutable && tag !== old.tag)
    throw invalid({
      resource: 'Release',
      field: 'tag_name',
      code: 'custom',
      message: 'tag_name cannot be changed on an immutable release',
    })
  const taken = published(repository, tag)
  if (taken && taken.id !== old.id) throw invalid({ resource: 'Release', field: 'tag_name', code: 'already_exists' })
  const commitish = given.text('target_commitish') ?? old.commitish
  return ok(releaseJson(repository, releaseBook.of(repository).publish({ ...old, tag, commitish, ...read(given, old) })))
}
