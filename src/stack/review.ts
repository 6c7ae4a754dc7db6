import { severities } from '../domain/finding.ts'
import { type Resource, resourcesOf } from './review-data.ts'
import { wideGrants } from './review-iam.ts'
import { ofChange, ofPolicies } from './review-loss.ts'
import { lostProtection, openings } from './review-public.ts'
import { type Allowance, judged, type ReviewedStack, type ReviewFinding } from './review-shape.ts'

export type { Allowance, ReviewedStack, ReviewFinding } from './review-shape.ts'

/**
 * Judges a plan before it may run: what loses data blocks unless the configuration allows it by name; wider permissions and
 * what becomes public are warned of. Own `account`, if given, is not called another one. Worst first.
 */
export function review(stacks: readonly ReviewedStack[], allow: Allowance, account?: string): readonly ReviewFinding[] {
  const found = stacks.flatMap((stack) => {
    const place = (id: string): string => [...stack.path, id].join('/')
    const [before, after] = [resourcesOf(stack.before), resourcesOf(stack.after)]
    return [
      ...stack.changes.flatMap((change) =>
        ofChange(change, place(change.logicalId), before.get(change.logicalId), after.get(change.logicalId), allow),
      ),
      ...[...after].flatMap(([id, resource]) => {
        const old = before.get(id)
        return [
          ...(old ? ofPolicies(place(id), old, resource, allow) : []),
          ...ofIam(place(id), old, resource, allow, account),
          ...ofPublic(place(id), old, resource),
        ]
      }),
    ]
  })
  return found.sort(
    (a, b) => Number(b.blocks) - Number(a.blocks) || severities.indexOf(a.severity) - severities.indexOf(b.severity),
  )
}

function ofIam(
  resource: string,
  before: Resource | undefined,
  after: Resource,
  allow: Allowance,
  account?: string,
): readonly ReviewFinding[] {
  const old = new Set(before ? wideGrants(before, account).map((grant) => grant.what) : [])
  const added = wideGrants(after, account).filter((grant) => !old.has(grant.what))
  const worst = severities.find((severity) => added.some((grant) => grant.severity === severity))
  if (worst === undefined) return []
  const whats = [...new Set(added.map((grant) => grant.what))]
  return [
    judged(
      {
        resource,
        severity: worst,
        title: `${resource} (${after.type}) ${before ? 'would be granted more' : 'is new and grants much'}: ${whats.join('; ')}`,
        cause: `The new template grants ${whats.join('; ')}${before ? ', the deployed one does not' : ''}.`,
        impact: 'Whoever can use it, or break into what uses it, can do as much.',
        instead: 'Name the actions, resources and principals that are needed.',
        blocks: false,
      },
      'broadenIam',
      allow,
    ),
  ]
}

function ofPublic(resource: string, before: Resource | undefined, after: Resource): readonly ReviewFinding[] {
  const old = new Set(before ? openings(before) : [])
  const added = [...openings(after).filter((what) => !old.has(what)), ...(before ? lostProtection(before, after) : [])]
  return added.map((what) => ({
    resource,
    where: resource,
    severity: 'high',
    title: `${resource} (${after.type}) becomes public: ${what}`,
    cause: `In the new template ${what}.`,
    impact: 'Anybody on the internet may reach it.',
    fix: 'If it is not meant, ask for authorization (`AuthType: AWS_IAM`), or name principals or a condition. This warns only; no configuration is needed to go on.',
    blocks: false,
    allowed: false,
  }))
}
