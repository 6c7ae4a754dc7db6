import { differences, patchOf } from '../differences.ts'
import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import { repositoryJson } from '../repository-json.ts'
import type { ApiVersion } from '../room.ts'
import { nodeId } from '../world.ts'
import { issueBook } from './issue-book.ts'
import { issueJson } from './issue-json.ts'
import { type Pull, pullBook, type Review } from './pull-book.ts'

/** A pull request as lists carry it; version 2026-03-10 leaves its merge commit and the single assignee out. */
export function pullJson(repository: Ground, pull: Pull, version: ApiVersion) {
  const issue = issueBook.of(repository).get(pull.number)
  if (!issue) throw new Error(`${repository.fullName} has no issue ${pull.number}`)
  const { title, body, user, state, locked, labels, author_association, assignees, ...said } = issueJson(
    repository,
    issue,
    version,
  )
  const url = `${repository.url}/pulls/${pull.number}`
  const html = `${repository.html}/pull/${pull.number}`
  const links = {
    self: url,
    html,
    issue: said.url,
    comments: said.comments_url,
    review_comments: `${url}/comments`,
    review_comment: `${repository.url}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${repository.url}/statuses/${pull.sha}`,
  }
  return {
    ...{ url, id: pull.id, node_id: nodeId('PullRequest', pull.id), number: pull.number, html_url: html },
    ...{ diff_url: `${html}.diff`, patch_url: `${html}.patch`, issue_url: links.issue, commits_url: links.commits },
    ...{ review_comments_url: links.review_comments, review_comment_url: links.review_comment },
    ...{ comments_url: links.comments, statuses_url: links.statuses },
    ...{ title, body, user, state, locked, author_association, assignees },
    labels: labels.map((label) => ({ ...label, description: label.description ?? '' })),
    milestone: null,
    active_lock_reason: issue.lockReason,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    ...(version === '2022-11-28' ? { merge_commit_sha: pull.mergeSha, assignee: assignees[0] ?? null } : {}),
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.draft,
    head: endJson(repository, pull.head, pull.sha, version),
    base: endJson(repository, pull.base, repository.resolve(`refs/heads/${pull.base}`) ?? '', version),
    auto_merge: null,
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
  }
}

/** A pull request as it is answered by itself. */
export function wholePullJson(repository: Ground, pull: Pull, version: ApiVersion) {
  const first = repository.commits.get(pull.commits[0] ?? '')?.parents[0] ?? pull.sha
  const files = differences(repository, first, pull.sha)
  const changes = files.map(patchOf)
  const merged = pull.mergedAt !== null
  return {
    ...pullJson(repository, pull, version),
    merged,
    mergeable: merged ? null : true,
    rebaseable: merged ? null : true,
    mergeable_state: merged ? 'unknown' : 'clean',
    merged_by: pull.mergedBy === null ? null : userJson(repository.world, pull.mergedBy),
    comments: issueBook.of(repository).comments(pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: pull.commits.length,
    additions: changes.reduce((sum, { additions }) => sum + additions, 0),
    deletions: changes.reduce((sum, { deletions }) => sum + deletions, 0),
    changed_files: files.length,
  }
}

function endJson(repository: Ground, ref: string, sha: string, version: ApiVersion) {
  const open = issueBook.of(repository).all()
  const repo = repositoryJson(repository, open.filter(({ state }) => state === 'open').length)
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: userJson(repository.world, repository.owner),
    repo: { ...repo, ...(version === '2022-11-28' ? { has_downloads: true } : {}) },
  }
}

/** A review as GitHub writes it. */
export function reviewJson(repository: Ground, number: number, review: Review) {
  const html = `${repository.html}/pull/${number}#pullrequestreview-${review.id}`
  const pull = `${repository.url}/pulls/${number}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: userJson(repository.world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: repository.association(review.user),
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: review.submittedAt,
    commit_id: review.sha,
  }
}

/** The pull requests of a commit: https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit */
export function pullsOf(repository: Ground, named: string, sha: string): readonly Pull[] {
  const all = pullBook.of(repository).all()
  if (repository.refs.has(`refs/heads/${named}`) && named !== repository.defaultBranch)
    return all.filter(({ head }) => head === named)
  const landed = repository.contains(repository.resolve(repository.defaultBranch) ?? '', sha)
  return all.filter((pull) => {
    const merged = pull.mergedAt !== null
    return (pull.commits.includes(sha) || (merged && pull.mergeSha === sha)) && (merged || !landed)
  })
}
