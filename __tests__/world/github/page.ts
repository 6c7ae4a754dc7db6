import type { Ground } from './ground.ts'
import { issueBook } from './rooms/issue-book.ts'
import type { World } from './world.ts'

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const inert = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;' +
  'border:1px solid #ccc;border-radius:6px;padding:1rem}small{color:#666}'

/** The page of an issue for people: `/<owner>/<repo>/issues/<n>`. Everything from outside is escaped. */
export function issuePageAt(world: World, path: string): string | undefined {
  const [, fullName = '', number = ''] = /^\/([^/]+\/[^/]+)\/issues\/(\d+)$/.exec(path) ?? []
  const repository = world.repositories.get(fullName.toLowerCase())
  const issue = repository && issueBook.of(repository).get(Number(number))
  if (!repository || !issue) return undefined
  const labels = issue.labels.map((name) => `<code>${inert(name)}</code>`).join(' ')
  const comments = issueBook.of(repository).comments(issue.number)
  return [
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${inert(issue.title)}</title><style>${style}</style>`,
    `<h1>${inert(issue.title)} <small>#${issue.number}</small></h1>`,
    `<p>${inert(issue.state)} · opened by ${inert(issue.author)} at ${issue.createdAt} ${labels}</p>`,
    `<pre>${inert(issue.body ?? '')}</pre>`,
    ...comments.map(
      ({ author, createdAt, body }) => `<h2><small>${inert(author)} at ${createdAt}</small></h2><pre>${inert(body)}</pre>`,
    ),
    '</html>',
  ].join('\n')
}

/** An issue with its comments as Markdown, to be kept as a file. */
export function issueText(repository: Ground, number: number): string {
  const issue = issueBook.of(repository).get(number)
  if (!issue) throw new Error(`${repository.fullName} has no issue ${number}`)
  const reason = issue.stateReason === null ? '' : ` (${issue.stateReason})`
  return [
    `# ${issue.title} #${issue.number}`,
    `- State: ${issue.state}${reason}\n- Labels: ${issue.labels.join(', ') || 'none'}\n- Opened by: ${issue.author} at ${issue.createdAt}`,
    issue.body ?? '',
    ...issueBook
      .of(repository)
      .comments(number)
      .map(({ author, createdAt, body }) => `---\n\n**${author}** at ${createdAt}:\n\n${body}`),
  ]
    .join('\n\n')
    .concat('\n')
}
