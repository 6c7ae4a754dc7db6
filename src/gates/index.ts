import type { FromSchema } from '../foundation/schema.ts'
import { alerts } from './alerts.ts'
import { approved } from './approved.ts'
import { awsIdentity } from './aws-identity.ts'
import { blockers } from './blockers.ts'
import { changelog } from './changelog.ts'
import { checklist } from './checklist.ts'
import { command } from './command.ts'
import { confirmation } from './confirmation.ts'
import { deployedBefore } from './deployed-before.ts'
import { diffSecrets } from './diff-secrets.ts'
import { environmentProtected } from './environment-protected.ts'
import type { Gate, GateContext, Judgement } from './gate.ts'
import { parameters } from './parameters.ts'
import { ref } from './ref.ts'
import { releaseTag } from './release-tag.ts'
import { review } from './review.ts'
import { secrets } from './secrets.ts'
import { testsPassed } from './tests-passed.ts'
import { window } from './window.ts'

/** The gates, by the key that names them. A new one is a file and a line here. */
export const gates = {
  confirmation,
  ref,
  window,
  'release-tag': releaseTag,
  'tests-passed': testsPassed,
  review,
  'deployed-before': deployedBefore,
  alerts,
  checklist,
  changelog,
  'diff-secrets': diffSecrets,
  secrets,
  parameters,
  command,
  'environment-protected': environmentProtected,
  approved,
  blockers,
  'aws-identity': awsIdentity,
} as const

/** The name of a kind of gate. */
export type GateKind = keyof typeof gates

/** A gate's kind with the options that its schema describes. */
export type GateItem = {
  [K in GateKind]: { readonly kind: K; readonly options: FromSchema<(typeof gates)[K]['schema']> }
}[GateKind]

interface AnyGate extends Pick<Gate<never>, 'by' | 'volatile'> {
  judge(options: unknown, context: GateContext): Promise<Judgement>
}

/** The gate of a kind. The schema has proved that the options of an item fit it. */
export const gateOf = (kind: GateKind): AnyGate => gates[kind] as unknown as AnyGate

export { approvalsOf } from './approvals.ts'
export { textAt } from './contents.ts'
export { newestGood } from './deployed.ts'
export type { GateContext, GatedStack, Judgement } from './gate.ts'
export { page } from './pages.ts'
export { readsOf } from './reads.ts'
