/** How anything ended: a check, a stage, a run. */
export type Phase = 'successful' | 'failed' | 'inconclusive' | 'error' | 'skipped'

const RANK: Readonly<Record<Phase, number>> = { error: 4, failed: 3, inconclusive: 2, successful: 1, skipped: 0 }

/** The worst phase decides. */
export const worst = (phases: readonly Phase[]): Phase => phases.reduce<Phase>((a, b) => (RANK[b] > RANK[a] ? b : a), 'skipped')

/** Only these two let a job go on: everything that is not known to be good blocks. */
export const good = (phase: Phase): boolean => phase === 'successful' || phase === 'skipped'
