import { limits } from '../limits.ts'
import { invalid, Refusal } from '../refusal.ts'
import { type Answer, defineRoom, nothing, type RepositoryAsked } from '../room.ts'
import { issueBook } from './issue-book.ts'
import { issueOf } from './issues.ts'
import { labelBook, labelJson } from './label-book.ts'

/** The labels of one issue. */
export const issueLabels = defineRoom({
  routes: [
    {
      operation: 'issues/list-labels-on-issue',
      at: 'GET /issues/{issue_number}/labels',
      needs: 'issues=read',
      answer: (asked) => ({ items: shown(asked, issueOf(asked).labels) }),
    },
    {
      operation: 'issues/add-labels',
      at: 'POST /issues/{issue_number}/labels',
      needs: 'issues=write',
      answer: (asked) => put(asked, [...issueOf(asked).labels, ...(asked.fields('Label').names('labels') ?? [])]),
    },
    {
      operation: 'issues/set-labels',
      at: 'PUT /issues/{issue_number}/labels',
      needs: 'issues=write',
      answer: (asked) => put(asked, asked.fields('Label').names('labels') ?? []),
    },
    {
      operation: 'issues/remove-all-labels',
      at: 'DELETE /issues/{issue_number}/labels',
      needs: 'issues=write',
      answer(asked) {
        put(asked, [])
        return nothing
      },
    },
    {
      operation: 'issues/remove-label',
      at: 'DELETE /issues/{issue_number}/labels/{name}',
      needs: 'issues=write',
      answer: remove,
    },
  ],
})

const shown = ({ repository }: RepositoryAsked, names: readonly string[]) =>
  names.flatMap((name) => labelBook.of(repository).get(name) ?? []).map((label) => labelJson(repository, label))

function put(asked: RepositoryAsked, names: readonly string[]): Answer {
  const { number } = issueOf(asked)
  if (names.length > limits.labelsOfIssue) throw invalid({ resource: 'Issue', field: 'labels', code: 'invalid' })
  const known = labelBook.of(asked.repository).ensure(names)
  issueBook.of(asked.repository).change(number, { labels: known })
  return { status: 200, body: shown(asked, known) }
}

function remove(asked: RepositoryAsked): Answer {
  const issue = issueOf(asked)
  const name = asked.hole('name')
  const rest = issue.labels.filter((label) => label.toLowerCase() !== name.toLowerCase())
  if (rest.length === issue.labels.length) throw new Refusal(404, 'Label does not exist')
  return put(asked, rest)
}
