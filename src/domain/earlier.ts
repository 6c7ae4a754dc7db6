import type { RunRecord } from './record.ts'
import type { Earlier } from './run.ts'

/** What an earlier job did, as its record says. */
export const earlierOf = ({ identity, stagesAsked, reasonCode, stacks }: RunRecord): Earlier => ({
  runId: identity.runId,
  stages: stagesAsked,
  ...(reasonCode ? { reasonCode } : {}),
  operations: Object.fromEntries(
    stacks.flatMap(({ name, operation, rollback }) => {
      const last = rollback ?? operation
      return last ? [[name, last]] : []
    }),
  ),
})
