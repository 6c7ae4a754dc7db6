import { mayPush } from '../access.ts'
import type { Fields } from '../fields.ts'
import { limits } from '../limits.ts'
import { invalid, notFound, Refusal } from '../refusal.ts'
import { type Answer, created, defineRoom, nothing, ok, type RepositoryAsked } from '../room.ts'
import { type Issue, issueBook, lockReasons, stateReasons } from './issue-book.ts'
import { issueJson } from './issue-json.ts'
import { labelBook } from './label-book.ts'

export const issues = defineRoom({
  open: (repository) => issueBook.of(repository),
  show: (repository) =>
    issueBook
      .of(repository)
      .all()
      .map((issue) => ({ ...issueJson(repository, issue, '2022-11-28') })),
  routes: [
    {
      operation: 'issues/list-for-repo',
      at: 'GET /issues',
      needs: 'issues=read',
      query: ['state', 'labels', 'creator', 'assignee', 'since', 'sort', 'direction'],
      answer: list,
    },
    { operation: 'issues/create', at: 'POST /issues', needs: 'issues=write', answer: create },
    {
      operation: 'issues/get',
      at: 'GET /issues/{issue_number}',
      needs: 'issues=read',
      answer: (asked) => ok(issueJson(asked.repository, issueOf(asked), asked.version)),
    },
    { operation: 'issues/update', at: 'PATCH /issues/{issue_number}', needs: 'issues=write', answer: update },
    { operation: 'issues/lock', at: 'PUT /issues/{issue_number}/lock', needs: 'issues=write', answer: lock },
    {
      operation: 'issues/unlock',
      at: 'DELETE /issues/{issue_number}/lock',
      needs: 'issues=write',
      answer(asked) {
        issueBook.of(asked.repository).change(issueOf(asked).number, { locked: false, lockReason: null })
        return nothing
      },
    },
  ],
})

/** The issue that a request names. */
export function issueOf({ repository, hole }: RepositoryAsked): Issue {
  if (!repository.hasIssues) throw new Refusal(410, 'Issues has been disabled in this repository.')
  const issue = issueBook.of(repository).get(Number(hole('issue_number')))
  if (!issue) throw notFound()
  return issue
}

function list({ repository, query, version }: RepositoryAsked): Answer {
  if (!repository.hasIssues) throw new Refusal(404, 'Not Found')
  const wanted = (query.get('labels') ?? '').split(',').filter((name) => name !== '')
  const keep = (issue: Issue) =>
    [issue.state, 'all'].includes(query.get('state') ?? 'open') &&
    wanted.every((name) => issue.labels.some((label) => label.toLowerCase() === name.toLowerCase())) &&
    (query.get('creator') ?? issue.author) === issue.author &&
    fitsAssignee(issue, query.get('assignee')) &&
    Date.parse(issue.updatedAt) >= Date.parse(query.get('since') ?? issue.updatedAt)
  const key = (issue: Issue) => (query.get('sort') === 'updated' ? issue.updatedAt : issue.createdAt)
  const order = query.get('direction') === 'asc' ? 1 : -1
  const found = issueBook.of(repository).all().filter(keep)
  const sorted = found.sort((a, b) => order * (key(a).localeCompare(key(b)) || a.number - b.number))
  return { items: sorted.map((issue) => issueJson(repository, issue, version)) }
}

function fitsAssignee({ assignees }: Issue, wanted: string | null): boolean {
  if (wanted === null) return true
  if (wanted === '*') return assignees.length > 0
  return wanted === 'none' ? assignees.length === 0 : assignees.includes(wanted)
}

/** What only people who can push may set; for others GitHub drops it without a word. */
function privileged({ repository, caller }: RepositoryAsked, given: Fields): Partial<Pick<Issue, 'labels' | 'assignees'>> {
  if (!mayPush(caller)) return {}
  const names = given.names('labels')
  if (names && names.length > limits.labelsOfIssue) throw invalid({ resource: 'Issue', field: 'labels', code: 'invalid' })
  const assignees = given.names('assignees')
  return {
    ...(names ? { labels: labelBook.of(repository).ensure(names) } : {}),
    ...(assignees ? { assignees: assignees.slice(0, limits.assignees) } : {}),
  }
}

function create(asked: RepositoryAsked): Answer {
  const { repository, login, version } = asked
  if (!repository.hasIssues) throw new Refusal(410, 'Issues has been disabled in this repository.')
  const given = asked.fields('Issue')
  const title = given.required('title', limits.title)
  const body = given.text('body', limits.body) ?? null
  const issue = issueBook.of(repository).open({ title, body, author: login, ...privileged(asked, given) })
  return created(issueJson(repository, issue, version))
}

function update(asked: RepositoryAsked): Answer {
  const { repository, login, version } = asked
  const issue = issueOf(asked)
  const given = asked.fields('Issue')
  const title = given.has('title') ? given.required('title', limits.title) : issue.title
  const body = given.text('body', limits.body)
  const state = given.choice('state', ['open', 'closed'])
  const reason = given.choice('state_reason', stateReasons)
  const book = issueBook.of(repository)
  book.change(issue.number, { title, ...(body === undefined ? {} : { body }), ...privileged(asked, given) })
  if (state === 'closed' && (issue.state === 'open' || reason)) book.close(issue.number, login, reason)
  if (state === 'open' && issue.state === 'closed') book.reopen(issue.number)
  return ok(issueJson(repository, book.get(issue.number) ?? issue, version))
}

function lock(asked: RepositoryAsked): Answer {
  const { number } = issueOf(asked)
  const lockReason = asked.fields('Issue').choice('lock_reason', lockReasons) ?? null
  issueBook.of(asked.repository).change(number, { locked: true, lockReason })
  return nothing
}
