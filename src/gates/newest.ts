import type { Fields } from '../foundation/json.ts'
import type { GitHubReads } from '../ports/github.ts'

/** The newest first: GitHub numbers what it makes upwards, whatever order it lists it in. */
export const newestFirst = (items: readonly Fields[], number = 'id'): readonly Fields[] =>
  [...items].sort((one, other) => Number(other[number]) - Number(one[number]))

/** The newest open issue with a label. https://docs.github.com/en/rest/issues/issues#list-repository-issues: pull requests are among them. */
export async function newestIssue(github: GitHubReads, label: string): Promise<Fields | undefined> {
  const open = await github.all('issues', { query: { labels: label, state: 'open' } })
  const issues = open.filter((each) => !Object.hasOwn(each, 'pull_request'))
  return newestFirst(issues, 'number')[0]
}
