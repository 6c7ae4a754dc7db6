import type { Severity } from '../domain/finding.ts'
import { fields } from '../foundation/json.ts'
import { allows, isEverybody, list, type Resource, text } from './review-data.ts'

/** A grant that is wide, in words that stay the same while the grant does. */
export interface Grant {
  readonly severity: Severity
  readonly what: string
}

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
const WIDE_POLICIES = /\b(AdministratorAccess|PowerUserAccess|IAMFullAccess)\b/
const ACCOUNT = /(?:^|:)(\d{12})(?::|$)/

/** Everything wide that a resource grants: by its own policies, by managed ones, and by whom it trusts. */
export function wideGrants({ type, properties }: Resource, account?: string): readonly Grant[] {
  if (!/^AWS::(?:IAM|SSO|Serverless)::/.test(type)) return []
  const listed = list(properties['Policies'])
  const documents = [
    properties['PolicyDocument'],
    properties['InlinePolicy'],
    ...listed.map((one) => fields(one)['PolicyDocument'] ?? one),
  ]
  const managed = [...list(properties['ManagedPolicyArns']), ...list(properties['ManagedPolicies']), ...listed]
  return [
    ...documents.flatMap(fromPolicy),
    ...managed.flatMap(fromManaged),
    ...fromTrust(properties['AssumeRolePolicyDocument'], account),
  ]
}

const fromPolicy = (document: unknown): readonly Grant[] =>
  allows(document).flatMap(({ actions, resources, inverted }) => [
    ...(inverted ? [{ severity: 'high' as const, what: `everything but ${[...actions, ...resources].join(', ')}` }] : []),
    ...actions.flatMap((action): readonly Grant[] => {
      if (action === '*' || action === '*:*') return [{ severity: 'critical', what: 'every action (*)' }]
      return action.endsWith(':*') ? [{ severity: 'high', what: `every action of a service (${action})` }] : []
    }),
    ...(resources.includes('*')
      ? actions.map((action): Grant => ({ severity: 'medium', what: `${action} on every resource (*)` }))
      : []),
  ])

const fromManaged = (policy: unknown): readonly Grant[] => {
  const name = fields(policy)['PolicyDocument'] === undefined ? WIDE_POLICIES.exec(text(policy))?.[1] : undefined
  return name === undefined ? [] : [{ severity: 'critical', what: `the managed policy ${name}` }]
}

const fromTrust = (document: unknown, account: string | undefined): readonly Grant[] =>
  allows(document).flatMap(({ principal, conditional }): readonly Grant[] => {
    if (isEverybody(principal))
      return [
        { severity: conditional ? 'high' : 'critical', what: `trust in everybody (*)${conditional ? ' under a condition' : ''}` },
      ]
    const named = fields(principal)
    const others = list(named['AWS'])
      .map((one) => ACCOUNT.exec(text(one))?.[1])
      .filter((one) => one !== undefined && one !== account)
    const federated = conditional ? [] : list(named['Federated']).map(text)
    return [
      ...others.map((other): Grant => ({ severity: 'high', what: `trust in the account ${other}` })),
      ...federated.map((provider): Grant => ({ severity: 'critical', what: `trust in everybody who signs in with ${provider}` })),
    ]
  })
