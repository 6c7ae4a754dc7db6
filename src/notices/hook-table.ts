import type { RunRecord } from '../domain/record.ts'
import { spoken } from '../foundation/duration.ts'
import { MARK, titled } from './tables.ts'
import { words } from './words.ts'

type Hook = NonNullable<RunRecord['hooks']>[number]

/** The hooks with their text, so that who approves a plan sees what will run, and what became of them. */
export const hookTable = ({ hooks = [] }: RunRecord, most: number): string =>
  titled(
    'Hooks',
    ['When', 'Hook', 'What it does', 'Result'],
    hooks,
    (hook) => [
      `${hook.when}${hook.stack ? ` of ${words(hook.stack, 128)}` : ''}`,
      `${words(hook.name, 100)}${hook.name === hook.kind ? '' : ` (${hook.kind})`}`,
      `${words(hook.text, 400)}${hook.reversible ? '' : '; not reversible'}`,
      resultOf(hook),
    ],
    most,
  )

function resultOf({ startedAt, phase, reason, ms, undone }: Hook): string {
  if (!startedAt) return ''
  if (!phase) return '⏳ begun; how it ended is not known'
  const took = ms === undefined ? '' : ` (${spoken(ms)})`
  return `${MARK[phase]} ${words(reason ?? phase)}${took}${undone ? `; undone: ${words(undone)}` : ''}`
}
