import { readFileSync } from 'node:fs'
import { parseTemplate } from '../world/aws/cloudformation/template/parse.ts'
import { holds, resolve, type Scope } from '../world/aws/cloudformation/template/resolve.ts'
import { fieldsOf, isFields, type Value } from '../world/aws/http/params.ts'

/** One statement of a policy, everything in lists. */
export interface Statement {
  readonly sid: string
  readonly effect: string
  readonly actions: readonly string[]
  readonly resources: readonly string[]
  readonly condition: Readonly<Record<string, Readonly<Record<string, Value>>>>
}

/** A role as the template makes it. */
export interface Role {
  readonly trust: Statement
  /** The trust policy as it is sent. */
  readonly trustText: string
  readonly statements: readonly Statement[]
  readonly managed: readonly string[]
}

export const ROLES = 'workflows-templates/aws/roles.yaml'
export const ACCOUNT = '111122223333'
export const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`

/** What a repository with one stack and one bucket gives the template. */
export const GIVEN = {
  Owner: 'octo-org',
  OwnerId: '123456',
  Repository: 'octo-repo',
  RepositoryId: '456789',
  Stack: 'demo',
  Bucket: 'octo-artifacts',
  ExecutionPolicyArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
} as const

/** Gives every resource, resolved, that the template makes with these parameters. */
export function resources(given: Readonly<Record<string, string>> = {}, partition = 'aws'): Readonly<Record<string, Value>> {
  const { template } = parseTemplate(readFileSync(ROLES, 'utf8'))
  const defaults = Object.entries(template.parameters).map(([name, { Default: value }]) => [name, value ?? ''] as const)
  const scope: Scope = {
    template,
    parameters: { ...Object.fromEntries(defaults), ...GIVEN, ...given } as Readonly<Record<string, string>>,
    pseudo: {
      'AWS::Partition': partition,
      'AWS::AccountId': ACCOUNT,
      'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
    },
    resource: (logicalId) =>
      logicalId === 'Provider' ? PROVIDER.replace('aws', partition) : `arn:${partition}:iam::${ACCOUNT}:role/${logicalId}`,
    imported: () => null,
  }
  const made = Object.entries(template.resources).filter(([, { Condition: name }]) => holds(name, scope))
  return Object.fromEntries(made.map(([name, resource]) => [name, resolve(resource, scope)]))
}

/** Gives the roles that the template makes with these parameters. */
export function roles(given: Readonly<Record<string, string>> = {}, partition = 'aws'): Readonly<Record<string, Role>> {
  const found = Object.entries(resources(given, partition)).filter(([, it]) => isFields(it) && it['Type'] === 'AWS::IAM::Role')
  return Object.fromEntries(found.map(([name, it]) => [name, role(isFields(it) ? fieldsOf(it, 'Properties') : {})]))
}

function role(properties: Readonly<Record<string, Value | undefined>>): Role {
  const trust = properties['AssumeRolePolicyDocument'] ?? null
  const policies = list(properties['Policies'])
  return {
    trust: statements(trust)[0] ?? statement({}),
    trustText: JSON.stringify(trust),
    statements: policies.flatMap((policy) => (isFields(policy) ? statements(policy['PolicyDocument'] ?? null) : [])),
    managed: list(properties['ManagedPolicyArns']).map(String),
  }
}

const statements = (document: Value): readonly Statement[] =>
  isFields(document) ? list(document['Statement']).map((it) => statement(isFields(it) ? it : {})) : []

const statement = (it: Readonly<Record<string, Value | undefined>>): Statement => ({
  sid: String(it['Sid'] ?? ''),
  effect: String(it['Effect'] ?? ''),
  actions: list(it['Action']).map(String),
  resources: list(it['Resource']).map(String),
  condition: (it['Condition'] ?? {}) as Statement['condition'],
})

const list = (value: Value | undefined): readonly Value[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
