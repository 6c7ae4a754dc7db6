import type { ChangeRecord, StackEntry } from './records.ts'

/** What puts resources back that were changed from outside. */
export const reversals = ({ drift, history }: StackEntry): readonly ChangeRecord[] =>
  drift.map(({ logicalId, differences = [] }) => ({
    action: 'Modify',
    logicalId,
    type: history.now.resources.get(logicalId)?.type ?? '',
    physicalId: history.now.resources.get(logicalId)?.physicalId,
    replacement: 'False',
    details: differences.map(({ path, expected, actual }) => ({
      attribute: 'Properties',
      name: path.slice(1),
      recreation: 'Never',
      changeType: 'Modify',
      evaluation: 'Static',
      source: 'DirectModification',
      before: actual,
      after: expected,
    })),
  }))
