import type { Severity } from '../domain/finding.ts'
import type { Change, StackPlan, WayBack } from '../domain/stack.ts'
import type { Snapshot } from './snapshot.ts'
import { stateOf } from './stateful.ts'

type Risk = 'low' | 'medium' | 'high'

/** Something that would not come back. */
export interface Loss {
  readonly risk: Risk
  readonly said: string
}

const RISKS: readonly Risk[] = ['low', 'medium', 'high']
const OF_SEVERITY: Readonly<Record<Severity, Risk>> = { critical: 'high', high: 'high', medium: 'medium', low: 'low' }

/** That there is no way back, and why. */
export const noWayBack = (why: string): WayBack => ({ risk: 'none', lost: [why] })

/** What going back to a snapshot would not bring back, once the plan was executed. */
export function wayBackTo(
  { hidden }: Pick<Snapshot, 'hidden'>,
  { kind, changes, parameters }: StackPlan,
  others: readonly Loss[] = [],
): WayBack {
  if (kind === 'command') return unforeseen(hidden)
  const losses = [...others, ...hidden.flatMap((name) => hiddenLoss(name, parameters)), ...changes.flatMap(dataLoss)]
  const risk = RISKS[Math.max(0, ...losses.map((loss) => RISKS.indexOf(loss.risk)))] ?? 'low'
  return { risk, lost: losses.map(({ said }) => said) }
}

/** Nobody knows what a command will do. */
const unforeseen = (hidden: readonly string[]): WayBack => ({
  risk: 'medium',
  lost: [
    ...hidden.map((name) => `the value that ${name} has now cannot be read back: the one that the command leaves would stay`),
    'what the command replaces or removes is not known beforehand, and data that goes with it would not come back',
  ],
})

/** The way back keeps the value that the stack has then, so it matters what this change does to it. */
function hiddenLoss(name: string, parameters: StackPlan['parameters']): readonly Loss[] {
  const now = parameters.find((parameter) => parameter.name === name)
  if (now?.source === 'previous' && !now.late) return []
  const said = `the value that ${name} has now cannot be read back`
  if (now) return [{ risk: 'medium', said: `${said}: the one of this change would stay` }]
  return [{ risk: 'high', said: `${said}, and this change drops it: it must be given again` }]
}

function dataLoss(change: Change): readonly Loss[] {
  const held = stateOf(change.type)
  const what = doneTo(change)
  if (!held || !what) return []
  const where = `${[...(change.path ?? []), change.logicalId].join('/')} (${change.type})`
  // What was made only by the change holds only what came after it.
  if (change.action === 'Add') {
    const risk = held.severity === 'low' ? 'low' : 'medium'
    return [{ risk, said: `${where} ${what}: what it holds by then goes with it` }]
  }
  return [{ risk: OF_SEVERITY[held.severity], said: `${where} ${what}: ${held.consequence}` }]
}

function doneTo({ action, replacement }: Change): string | undefined {
  if (action === 'Add') return 'is new'
  if (action === 'Remove') return 'is removed'
  if (replacement === 'True') return 'is replaced'
  return replacement === 'Conditional' ? 'may be replaced' : undefined
}
