import { mayPush } from '../access.ts'
import { limits } from '../limits.ts'
import { notFound, Refusal } from '../refusal.ts'
import { type Answer, created, defineRoom, nothing, ok, type RepositoryAsked } from '../room.ts'
import { type Comment, issueBook } from './issue-book.ts'
import { commentJson } from './issue-json.ts'
import { issueOf } from './issues.ts'

/** Comments on issues. */
export const comments = defineRoom({
  show: (repository) =>
    issueBook
      .of(repository)
      .comments()
      .map((comment) => commentJson(repository, comment)),
  routes: [
    {
      operation: 'issues/list-comments',
      at: 'GET /issues/{issue_number}/comments',
      needs: 'issues=read',
      query: ['since'],
      answer: (asked) => list(asked, issueOf(asked).number),
    },
    {
      operation: 'issues/list-comments-for-repo',
      at: 'GET /issues/comments',
      needs: 'issues=read',
      query: ['since'],
      answer: (asked) => list(asked),
    },
    { operation: 'issues/create-comment', at: 'POST /issues/{issue_number}/comments', needs: 'issues=write', answer: create },
    {
      operation: 'issues/get-comment',
      at: 'GET /issues/comments/{comment_id}',
      needs: 'issues=read',
      answer: (asked) => ok(commentJson(asked.repository, commentOf(asked))),
    },
    {
      operation: 'issues/update-comment',
      at: 'PATCH /issues/comments/{comment_id}',
      needs: 'issues=write',
      answer(asked) {
        const body = asked.fields('IssueComment').required('body', limits.body)
        return ok(commentJson(asked.repository, issueBook.of(asked.repository).editComment(commentOf(asked), body)))
      },
    },
    {
      operation: 'issues/delete-comment',
      at: 'DELETE /issues/comments/{comment_id}',
      needs: 'issues=write',
      answer(asked) {
        issueBook.of(asked.repository).removeComment(commentOf(asked).id)
        return nothing
      },
    },
  ],
})

function commentOf({ repository, hole }: RepositoryAsked): Comment {
  const comment = issueBook.of(repository).comment(Number(hole('comment_id')))
  if (!comment) throw notFound()
  return comment
}

function list({ repository, query }: RepositoryAsked, issue?: number): Answer {
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z')
  const found = issueBook.of(repository).comments(issue)
  return {
    items: found.filter(({ updatedAt }) => Date.parse(updatedAt) >= since).map((comment) => commentJson(repository, comment)),
  }
}

function create(asked: RepositoryAsked): Answer {
  const { number, locked } = issueOf(asked)
  if (locked && !mayPush(asked.caller)) throw new Refusal(403, 'Unable to create comment because issue is locked.')
  const body = asked.fields('IssueComment').required('body', limits.body)
  return created(commentJson(asked.repository, issueBook.of(asked.repository).addComment(number, body, asked.login)))
}
