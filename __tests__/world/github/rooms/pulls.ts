import { notFound } from '../refusal.ts'
import { type Answer, defineRoom, ok, type RepositoryAsked } from '../room.ts'
import { commitOf } from './commits.ts'
import { type Pull, pullBook } from './pull-book.ts'
import { pullJson, pullsOf, reviewJson, wholePullJson } from './pull-json.ts'

/** Pull requests with their reviews. */
export const pulls = defineRoom({
  open: (repository) => pullBook.of(repository),
  show: (repository) => pullBook.of(repository).all(),
  routes: [
    {
      operation: 'pulls/get',
      at: 'GET /pulls/{pull_number}',
      needs: 'pull_requests=read',
      answer: (asked) => ok(wholePullJson(asked.repository, pullOf(asked), asked.version)),
    },
    {
      operation: 'pulls/list-reviews',
      at: 'GET /pulls/{pull_number}/reviews',
      needs: 'pull_requests=read',
      answer: reviews,
    },
    {
      operation: 'repos/list-pull-requests-associated-with-commit',
      at: 'GET /commits/{commit_sha}/pulls',
      needs: 'pull_requests=read',
      answer: ofCommit,
    },
  ],
})

function pullOf({ repository, hole }: RepositoryAsked): Pull {
  const pull = pullBook.of(repository).get(Number(hole('pull_number')))
  if (!pull) throw notFound()
  return pull
}

function reviews(asked: RepositoryAsked): Answer {
  const { number } = pullOf(asked)
  const { repository } = asked
  return {
    items: pullBook
      .of(repository)
      .reviews(number)
      .map((review) => reviewJson(repository, number, review)),
  }
}

function ofCommit({ repository, hole, version }: RepositoryAsked): Answer {
  const { sha } = commitOf(repository, hole('commit_sha'))
  return { items: pullsOf(repository, hole('commit_sha'), sha).map((pull) => pullJson(repository, pull, version)) }
}
