import type { Assembly, Change } from '../domain/stack.ts'
import type { PlannedPart } from './changes.ts'
import type { ReviewFinding } from './review-shape.ts'
import { stateOf } from './stateful.ts'

const MOST_NAMED = 3

/**
 * Blocks a creation that would be deleted if it failed, and has something in it that may hold data. Nothing lets it through by
 * name: a deployment never deletes data, and a creation that is rolled back instead is not what was asked for.
 */
export function ofDeletion(
  { stack, policies }: Assembly,
  creates: boolean,
  parts: readonly PlannedPart[],
): readonly ReviewFinding[] {
  if (!creates || policies.onDeployFailure !== 'delete') return []
  const seen = new Set(parts.map(({ path }) => path.join('/')))
  // A nested stack whose own changes are seen is judged by these.
  const holding = parts
    .flatMap(({ changes }) => changes)
    .filter((change) => (stateOf(change.type)?.severity ?? 'low') !== 'low' && !seen.has(placeOf(change)))
  const names = holding.map((change) => `${placeOf(change)} (${change.type})`)
  const [first] = holding
  if (!first) return []
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''
  const what = `${names.slice(0, MOST_NAMED).join(', ')}${more}`
  const resource = placeOf(first)
  return [
    {
      resource,
      where: resource,
      severity: 'high',
      title: `${stack} would be deleted if its creation failed, and may hold data: ${what}`,
      cause: '`on-deploy-failure: delete` is for a new stack that has no resources with data.',
      impact: 'What came into them by then would be gone with the stack.',
      fix: `Set \`on-deploy-failure: rollback\` for ${stack}, or \`keep\`; or put what holds data into a stack of its own.`,
      blocks: true,
      allowed: false,
    },
  ]
}

const placeOf = ({ path = [], logicalId }: Change): string => [...path, logicalId].join('/')
