import type { RunRecord } from '../domain/record.ts'
import { code } from '../foundation/markdown.ts'
import { titled } from './tables.ts'
import { link, words } from './words.ts'

/** What came since the last good deployment of the environment. */
export function sinceTable({ since }: RunRecord, most: number): string {
  if (!since) return ''
  const { commits, total, url, behind, from } = since
  const lead = behind > 0 ? `⚠️ It lacks ${behind} commits of the version that is deployed.` : ''
  const title = `${link('Since the last deployment', url)}: ${total} commits from ${from.slice(0, 12)}`
  const rows = titled(
    title,
    ['Commit', 'What', 'Who'],
    commits,
    ({ sha, title: what, author }) => [code(sha.slice(0, 12)), words(what, 200), words(author, 60)],
    most,
  )
  return [lead, rows].filter(Boolean).join('\n\n')
}
