import { linkOf } from './pages.ts'

/** One thing that ran on a commit. */
export interface Seen {
  readonly name: string
  readonly state: 'good' | 'bad' | 'running' | 'missing'
  /** Its conclusion, as GitHub calls it. */
  readonly said: string
  readonly link?: string
}

/** Only success is success: what was skipped or is neutral has tested nothing. */
export function seenAs(name: string, status: unknown, conclusion: unknown, url: unknown): Seen {
  const link = linkOf(url)
  if (status !== 'completed') return { name, state: 'running', said: String(status), ...link }
  return { name, state: conclusion === 'success' ? 'good' : 'bad', said: String(conclusion ?? 'no conclusion'), ...link }
}

export const missing = (name: string): Seen => ({ name, state: 'missing', said: 'did not run' })
