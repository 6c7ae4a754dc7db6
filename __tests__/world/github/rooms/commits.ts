import { differences } from '../differences.ts'
import type { Commit, Ground } from '../ground.ts'
import { limits } from '../limits.ts'
import { userJson } from '../people.ts'
import { Refusal } from '../refusal.ts'
import { defineRoom, ok } from '../room.ts'
import { nodeId } from '../world.ts'
import { fileJson } from './changed-file.ts'

/** Single commits, by SHA, branch or tag. */
export const commits = defineRoom({
  show: (repository) => [...repository.commits.values()].map(({ sha, message }) => ({ sha, message })),
  routes: [
    {
      operation: 'repos/get-commit',
      at: 'GET /commits/{ref}',
      needs: 'contents=read',
      answer({ repository, hole, accept }) {
        const commit = commitOf(repository, hole('ref'))
        if (accept.includes('vnd.github.sha'))
          return { status: 200, body: commit.sha, type: 'application/vnd.github.sha; charset=utf-8' }
        return ok({ ...commitJson(repository, commit), files: filesOf(repository, commit) })
      },
    },
  ],
})

/** The commit that a request names. */
export function commitOf(repository: Ground, ref: string): Commit {
  const commit = repository.commits.get(repository.resolve(ref) ?? '')
  if (!commit) throw new Refusal(422, `No commit found for SHA: ${ref}`)
  return commit
}

/** Against its first parent. https://docs.github.com/en/rest/commits/commits#get-a-commit */
const filesOf = (repository: Ground, { sha, parents: [parent = ''] }: Commit) =>
  differences(repository, parent, sha)
    .slice(0, limits.filesOfComparison)
    .map((file) => fileJson(repository, sha, file))

/** A commit as GitHub writes it. */
export function commitJson(repository: Ground, commit: Commit) {
  const url = `${repository.url}/commits/${commit.sha}`
  const person = { name: commit.author, email: `${commit.author}@users.noreply.github.com`, date: commit.at }
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url,
    html_url: `${repository.html}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    commit: {
      url: `${repository.url}/git/commits/${commit.sha}`,
      author: person,
      committer: person,
      message: commit.message,
      tree: { sha: commit.tree, url: `${repository.url}/git/trees/${commit.tree}` },
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    author: userJson(repository.world, commit.author),
    committer: userJson(repository.world, commit.author),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repository.url}/commits/${sha}`,
      html_url: `${repository.html}/commit/${sha}`,
    })),
  }
}
