import type { Severity } from '../domain/finding.ts'
import type { Change } from '../domain/stack.ts'
import { type Resource, text } from './review-data.ts'
import { type Allowance, judged, type ReviewFinding } from './review-shape.ts'
import { stateOf } from './stateful.ts'

/** Replacement and removal of what holds state; a replacement that may or may not come counts as one. */
export function ofChange(
  change: Change,
  resource: string,
  before: Resource | undefined,
  after: Resource | undefined,
  allow: Allowance,
): readonly ReviewFinding[] {
  const state = stateOf(change.type)
  const removed = change.action === 'Remove'
  const certain = change.replacement === 'True'
  if (!state || !(removed || certain || change.replacement === 'Conditional' || change.action === 'Dynamic')) return []
  const fate = fateOf(change.policyAction ?? (removed ? policy(before, 'DeletionPolicy') : policy(after, 'UpdateReplacePolicy')))
  const verb = removed ? 'would be removed' : `${certain ? 'would' : 'may'} be replaced by a new, empty one`
  const kept = removed ? 'It stays, but no stack has it any more.' : 'The new one starts empty, and others must be told of it.'
  const judgement = {
    resource,
    severity: fate.kept ? milder(state.severity) : state.severity,
    title: `${resource} (${change.type}) ${verb}`,
    cause: `${removed ? 'The new template does not have it' : recreation(change)}; ${fate.said}.`,
    impact: fate.kept ? kept : `${state.consequence.charAt(0).toUpperCase()}${state.consequence.slice(1)}.`,
    instead: removed
      ? 'Put it back into the template, or first deploy it with `DeletionPolicy: Retain`.'
      : 'Leave the property as it is deployed, or add a second resource, move the data, and remove the old one later.',
    // A function that goes takes its log group along: worth a word, not a stop.
    blocks: state.severity !== 'low',
  }
  return [judged(judgement, removed ? 'remove' : 'replace', allow)]
}

const recreation = ({ properties, action }: Change): string => {
  const names = properties.filter((p) => p.requiresRecreation !== 'Never').map((p) => p.name)
  if (action === 'Dynamic') return 'CloudFormation cannot tell beforehand what it will do'
  return `A change of ${names.join(', ') || 'its properties'} recreates it`
}

const milder = (severity: Severity): Severity => (severity === 'low' ? 'low' : 'medium')

/** What becomes of the old one: a policy action of the change set, or a policy of the template. */
function fateOf(word: string): { readonly kept: boolean; readonly said: string } {
  const plain = word.replace(/^ReplaceAnd/, '')
  if (/^Retain(?:ExceptOnCreate)?$/.test(plain)) return { kept: true, said: `the old one is kept (${word})` }
  if (plain === 'Snapshot') return { kept: true, said: `a last snapshot of the old one is taken (${word})` }
  if (plain === 'Delete') return { kept: false, said: `the old one is deleted (${word})` }
  return { kept: false, said: `whether the old one is kept cannot be told (${word})` }
}

const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy'] as const
type PolicyName = (typeof POLICIES)[number]

// How much a policy keeps, and what holds where none is written.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
const KEEPS: Readonly<Record<string, number>> = { Delete: 0, Snapshot: 1, RetainExceptOnCreate: 2, Retain: 2 }
const SNAPSHOT_BY_DEFAULT = /^AWS::RDS::DB(?:Cluster|Instance)$/

function policy(resource: Resource | undefined, name: PolicyName): string {
  const written = name === 'DeletionPolicy' ? resource?.deletionPolicy : resource?.updateReplacePolicy
  if (written !== undefined) return text(written)
  const alone = resource?.properties['DBClusterIdentifier'] === undefined
  return name === 'DeletionPolicy' && alone && SNAPSHOT_BY_DEFAULT.test(resource?.type ?? '') ? 'Snapshot' : 'Delete'
}

/** A policy that keeps less than the one that is deployed; one that a function of the template makes cannot be compared. */
export function ofPolicies(resource: string, before: Resource, after: Resource, allow: Allowance): readonly ReviewFinding[] {
  const state = stateOf(after.type)
  if (!state) return []
  return POLICIES.flatMap((name) => {
    const [was, is] = [policy(before, name), policy(after, name)]
    const [kept, keeps] = [KEEPS[was], KEEPS[is]]
    const known = kept !== undefined && keeps !== undefined
    if (was === is || (known && keeps >= kept)) return []
    const judgement = {
      resource,
      severity: state.severity,
      title: `${resource} (${after.type}) ${known ? 'loses' : 'may lose'} its ${name}: ${was} → ${is}`,
      cause: `With the new template its ${name} is ${is}; now it is ${was}.`,
      impact: `A later ${name === 'DeletionPolicy' ? 'removal' : 'replacement'} would not keep it: ${state.consequence}.`,
      instead: `Put \`${name}: ${was}\` back.`,
      blocks: true,
    }
    return [judged(judgement, name === 'DeletionPolicy' ? 'remove' : 'replace', allow)]
  })
}
