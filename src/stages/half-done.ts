import type { Run } from '../domain/run.ts'

/** Why a deployment stays that failed after a part of it was done; nothing where that part is to be undone. */
export function halfDone({ results, stacks }: Run): string | undefined {
  const failed = results.find(({ stage, phase }) => stage === 'deploy' && phase === 'failed')
  // Everything is deployed there.
  if (!failed || failed.code === 'PROTECTION_FAILED') return 'nothing that was deployed is ill'
  const all = Object.values(stacks)
  if (all.some(({ operation }) => operation?.state === 'unknown' || operation?.state === 'running'))
    return 'how an operation ended is not known'
  const updated = all.some(({ plan, operation }) => plan?.kind === 'update' && operation?.state === 'succeeded')
  return updated ? undefined : 'what was deployed is new, so there is no version before'
}
