import type { FaultRule } from '../world/aws/http/faults.ts'
import type { ScriptedAws } from '../world/aws/server.ts'
import type { Result } from './scene.ts'

/** How often an action was asked for. */
export const count = (aws: ScriptedAws, action: string): number => aws.calls.filter((call) => call.action === action).length

/** Creations and updates that were begun on stacks of ours, as the server counted them; nested ones are a part of theirs. */
export const executed = (aws: ScriptedAws): number => begun(aws).filter((one) => /^[^/]+ (CREATE|UPDATE)_STACK$/.test(one)).length

/** Every operation that the server began on any stack, `demo UPDATE_STACK`, in its order. */
export const begun = (aws: ScriptedAws): readonly string[] => aws.stacks.begun().map(({ stack, type }) => `${stack} ${type}`)

/** A rule that hits the reads of CloudFormation only. */
export const reads = (rule: Omit<FaultRule, 'action'>): FaultRule => ({
  ...rule,
  action: '*',
  when: ({ service, action }) => service === 'cloudformation' && /^(Describe|Get|List)/.test(action),
})

/** What counts of a result, in one object to compare. */
export const verdictOf = ({ outputs, failed }: Result) => ({
  failed,
  verdict: outputs['verdict'],
  reason: outputs['reason-code'],
})

export const DEPLOYED = { failed: false, verdict: 'successful', reason: 'DEPLOYED' }

/** A template of queues, each waiting for the one before. */
export const chain = (length: number, timeout = 30): string =>
  `Resources:\n${Array.from({ length }, (_, i) => {
    const needs = i === 0 ? '' : `, DependsOn: Queue${i - 1}`
    return `  Queue${i}: { Type: AWS::SQS::Queue${needs}, Properties: { VisibilityTimeout: ${timeout} } }\n`
  }).join('')}`
