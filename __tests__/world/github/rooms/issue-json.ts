import type { Ground } from '../ground.ts'
import { userJson } from '../people.ts'
import type { ApiVersion } from '../room.ts'
import { nodeId } from '../world.ts'
import { type Comment, type Issue, issueBook } from './issue-book.ts'
import { labelBook, labelJson } from './label-book.ts'

/** The address of an issue for people. */
export const issuePage = (repository: Ground, number: number) => `${repository.html}/issues/${number}`

/** An issue as GitHub writes it; version 2026-03-10 leaves the single assignee out. */
export function issueJson(repository: Ground, issue: Issue, version: ApiVersion) {
  const { world } = repository
  const url = `${repository.url}/issues/${issue.number}`
  const assignees = issue.assignees.map((login) => userJson(world, login))
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    url,
    repository_url: repository.url,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    timeline_url: `${url}/timeline`,
    html_url: issue.pull ? `${repository.html}/pull/${issue.number}` : issuePage(repository, issue.number),
    number: issue.number,
    title: issue.title,
    user: userJson(world, issue.author),
    labels: issue.labels.flatMap((name) => labelBook.of(repository).get(name) ?? []).map((label) => labelJson(repository, label)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    active_lock_reason: issue.lockReason,
    ...(version === '2022-11-28' ? { assignee: assignees[0] ?? null } : {}),
    assignees,
    milestone: null,
    comments: issueBook.of(repository).comments(issue.number).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    closed_by: issue.closedBy === null ? null : userJson(world, issue.closedBy),
    author_association: repository.association(issue.author),
    body: issue.body,
    performed_via_github_app: null,
    reactions: reactions(url),
    ...(issue.pull ? { pull_request: pullJson(repository, issue.number, issue.pull.mergedAt) } : {}),
  }
}

/** GitHub lists pull requests among the issues, with this to tell them apart: https://docs.github.com/en/rest/issues/issues#list-repository-issues */
function pullJson(repository: Ground, number: number, mergedAt: string | null) {
  const html = `${repository.html}/pull/${number}`
  const url = `${repository.url}/pulls/${number}`
  return { url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch`, merged_at: mergedAt }
}

/** A comment as GitHub writes it. */
export function commentJson(repository: Ground, comment: Comment) {
  const url = `${repository.url}/issues/comments/${comment.id}`
  return {
    url,
    html_url: `${issuePage(repository, comment.issue)}#issuecomment-${comment.id}`,
    issue_url: `${repository.url}/issues/${comment.issue}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: userJson(repository.world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: repository.association(comment.author),
    body: comment.body,
    performed_via_github_app: null,
    reactions: reactions(url),
  }
}

const kinds = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes']
const reactions = (url: string) => ({
  url: `${url}/reactions`,
  total_count: 0,
  ...Object.fromEntries(kinds.map((kind) => [kind, 0])),
})
