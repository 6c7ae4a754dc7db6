import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { stageNeeds } from '../../src/domain/needs.ts'
import { type StageName, stageNames } from '../../src/domain/run.ts'
import { changeSetName } from '../../src/stack/tokens.ts'
import { parseTemplate } from '../world/aws/cloudformation/template/parse.ts'
import { GIVEN, PROVIDER, ROLES, type Role, resources, roles } from './roles.ts'

const HOST = 'token.actions.githubusercontent.com'
const EVERYTHING = {
  Stack2: 'demo-Child-*',
  Stack3: 'other',
  Workflows: 'a-rather-long-name-of-an-organisation/deploy-action',
  WorkflowsRef: 'de0fac2e4500dabe0009e67214ff5f5447ce83dd',
  Refs: 'refs/heads/main,refs/heads/release/*,refs/tags/v*',
  DeployRolePlans: 'true',
  MoreForPlan: 'arn:aws:iam::111122223333:policy/plan',
  MoreForDeploy: 'arn:aws:iam::111122223333:policy/deploy',
  PullRequestStack: 'demo-pr',
  PullRequestBucket: 'octo-previews',
} as const

const of = (name: string, given: Readonly<Record<string, string>> = {}, partition = 'aws'): Role => {
  const role = roles(given, partition)[name]
  if (!role) throw new Error(`The template makes no ${name}.`)
  return role
}
const actions = ({ statements }: Role, effect: string) =>
  statements.filter((it) => it.effect === effect).flatMap((it) => it.actions)
/** What these stages call and the role may not; everybody may ask who they are. */
const missing = (role: Role, ...stages: readonly StageName[]) =>
  stages
    .flatMap((stage) => stageNeeds[stage].aws)
    .filter((one) => one !== 'sts:GetCallerIdentity' && !actions(role, 'Allow').includes(one))
const equals = (role: Role) => role.trust.condition['StringEquals'] ?? {}
const like = (role: Role) => role.trust.condition['StringLike'] ?? {}

describe('a role may do what its stages call', () => {
  it('the one that plans, reports and watches', () =>
    expect(missing(of('PlanRole'), 'gate', 'plan', 'verify', 'logscan', 'report')).toEqual([]))
  it('the one that deploys', () => expect(missing(of('DeployRole'), 'deploy', 'verify', 'logscan')).toEqual([]))
  it('the one that deploys and goes back', () =>
    expect(missing(of('DeployRole', { DeployRolePlans: 'true' }), ...stageNames)).toEqual([]))
  it('the one of pull requests', () =>
    expect(missing(of('PullRequestRole', EVERYTHING), 'plan', 'report').filter((one) => !one.startsWith('logs:'))).toEqual([]))
})

describe('a role may do no more', () => {
  const EXECUTES = ['ExecuteChangeSet', 'CreateStack', 'UpdateStack', 'DeleteStack'].map((name) => `cloudformation:${name}`)

  it.each(['PlanRole', 'PullRequestRole'])('%s is denied whatever changes a stack, and is never allowed it', (name) => {
    const role = of(name, EVERYTHING)
    const never = role.statements.find(({ sid }) => sid === 'NeverChangeAStack')
    expect(never).toMatchObject({ effect: 'Deny', resources: ['*'], actions: expect.arrayContaining(EXECUTES) })
    expect(actions(role, 'Allow').filter((one) => never?.actions.includes(one))).toEqual([])
  })
  it('the one that deploys makes no change set and hands no role on, unless it is to', () => {
    const plans = ['cloudformation:CreateChangeSet', 'iam:PassRole', 'cloudformation:DeleteChangeSet']
    expect(actions(of('DeployRole'), 'Allow')).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/CreateChangeSet|PassRole/)]),
    )
    expect(actions(of('DeployRole', { DeployRolePlans: 'true' }), 'Allow')).toEqual(expect.arrayContaining(plans))
  })
  it('all things that change something are on what was named, and only reading a template is not', () => {
    const open = Object.values(roles(EVERYTHING)).flatMap(({ statements }) =>
      statements.filter(({ effect, resources: on }) => effect === 'Allow' && on.includes('*')).flatMap((it) => it.actions),
    )
    expect(new Set(open)).toEqual(new Set(['cloudformation:GetTemplateSummary']))
  })
  it('hands CloudFormation its role and no other, and only to CloudFormation', () => {
    const passes = Object.values(roles(EVERYTHING)).flatMap(({ statements }) =>
      statements.filter((it) => it.effect === 'Allow' && it.actions.includes('iam:PassRole')),
    )
    expect(passes).toHaveLength(2)
    for (const pass of passes) {
      expect(pass.resources).toEqual(['arn:aws:iam::111122223333:role/ExecutionRole'])
      expect(pass.condition).toEqual({ StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } })
    }
  })
  it('writes records only where it deploys', () => {
    const records = ['arn:aws:s3:::octo-artifacts/records/*', 'arn:aws:s3:::octo-artifacts/*/records/*']
    const denied = of('PlanRole').statements.find(({ sid }) => sid === 'NeverWriteRecords')
    expect(denied).toMatchObject({ effect: 'Deny', actions: expect.arrayContaining(['s3:PutObject']), resources: records })
    expect(of('DeployRole').statements.find((it) => it.actions.includes('s3:PutObject'))?.resources).toEqual(records)
  })
  it('tags change sets by the names that they have', () => {
    const tagged = of('DeployRole', EVERYTHING).statements.find(({ sid }) => sid === 'TagTheChangeSet')?.resources ?? []
    for (const run of [{ runId: '1' }, { runId: '1', purpose: 'rollback' }] as const) {
      const name = changeSetName(run, '0123456789abcdef')
      expect(tagged.some((one) => name.startsWith(one.split('changeSet/')[1]?.replace('*', '') ?? ' '))).toBe(true)
    }
  })
  it('keeps pull requests from the stacks and the bucket of the environment', () => {
    const { statements } = of('PullRequestRole', EVERYTHING)
    const on = (sid: string) => statements.find((it) => it.sid === sid && it.effect === 'Deny')?.resources
    expect(on('NeverTouchTheEnvironment')).toEqual(
      of('PlanRole', EVERYTHING).statements.find(({ sid }) => sid === 'Plan')?.resources,
    )
    expect(on('NeverTouchItsBucket')).toEqual(['arn:aws:s3:::octo-artifacts', 'arn:aws:s3:::octo-artifacts/*'])
  })
})

describe('a role is taken', () => {
  it.each([
    ['PlanRole', 'environment:production-plan'],
    ['DeployRole', 'environment:production'],
    ['PullRequestRole', 'pull_request'],
  ])('%s by %s in both forms of the subject, and by nothing like them', (name, subject) => {
    const role = of(name, { ...EVERYTHING, Workflows: '' })
    expect(role.trust.actions).toEqual(['sts:AssumeRoleWithWebIdentity'])
    expect(role.trustText).toContain(`"Federated":"${PROVIDER}"`)
    expect(equals(role)).toMatchObject({
      [`${HOST}:aud`]: 'sts.amazonaws.com',
      [`${HOST}:sub`]: [`repo:octo-org/octo-repo:${subject}`, `repo:octo-org@123456/octo-repo@456789:${subject}`],
      [`${HOST}:repository_id`]: '456789',
    })
  })
  it('by the named workflows alone, where a repository of them is given', () => {
    const given = { ...EVERYTHING, Workflows: 'org/deploy-action', WorkflowsRef: 'refs/tags/v1' }
    const files = (name: string) =>
      [like(of(name, given))[`${HOST}:job_workflow_ref`]]
        .flat()
        .map((one) => /workflows\/(\w+)\.yml@refs\/tags\/v1$/.exec(String(one))?.[1])
    expect(['PlanRole', 'DeployRole', 'PullRequestRole'].map(files)).toEqual([
      ['deploy', 'watch'],
      ['deploy', 'rollback'],
      ['plan'],
    ])
    expect(like(of('PlanRole'))).not.toHaveProperty(`${HOST}:job_workflow_ref`)
    expect(of('PullRequestRole', { ...EVERYTHING, Workflows: '' }).trust.condition).not.toHaveProperty('StringLike')
  })
  it('by the subject alone, where AWS does not know the other claims', () => {
    for (const { trust } of Object.values(roles({ ...EVERYTHING, Claims: 'false' })).filter((it) => it.trustText.includes(HOST)))
      expect(Object.keys(trust.condition['StringEquals'] ?? {})).toEqual([`${HOST}:aud`, `${HOST}:sub`])
  })
  it('only by CloudFormation, the one that it works with', () => {
    const { trust, trustText, managed, statements } = of('ExecutionRole')
    expect(trust.actions).toEqual(['sts:AssumeRole'])
    expect(trustText).toContain('"Principal":{"Service":"cloudformation.amazonaws.com"}')
    expect([managed, statements]).toEqual([[GIVEN.ExecutionPolicyArn], []])
  })
  it('within the length that AWS allows: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html', () => {
    for (const { trustText, statements } of Object.values(roles(EVERYTHING))) {
      expect(trustText.length).toBeLessThan(2048)
      expect(JSON.stringify(statements).length).toBeLessThan(10_240)
    }
  })
})

describe('the template', () => {
  it.each(['aws-cn', 'aws-us-gov'])('names nothing of another partition in %s', (partition) => {
    const text = JSON.stringify(
      resources({ ...EVERYTHING, MoreForPlan: '', MoreForDeploy: '', ExecutionPolicyArn: '' }, partition),
    )
    expect([...text.matchAll(/arn:([\w-]+):/g)].filter(([, found]) => found !== partition)).toEqual([])
    expect(text).toContain(`"${HOST}:aud":"sts.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}"`)
  })
  it('makes the provider unless the account has it, and the role of pull requests where they have a stack', () => {
    expect(Object.keys(resources())).toEqual(['Provider', 'PlanRole', 'DeployRole', 'ExecutionRole'])
    expect(Object.keys(resources({ ...EVERYTHING, ProviderArn: PROVIDER }))).not.toContain('Provider')
  })
  it('has the parameters that the documentation speaks of', () => {
    const page = readFileSync('docs/aws-setup.md', 'utf8')
    const command = /--parameter-overrides ([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const inTable = page.split('\n').flatMap((line) => (/^\| `[A-Z]/.test(line) ? [line.split('|')[1] ?? ''] : []))
    const spoken = [...`${command} ${inTable.join()}`.matchAll(/\b([A-Z]\w+)(?==|`)/g)].map(([, name = '']) => name)
    const known = Object.keys(parseTemplate(readFileSync(ROLES, 'utf8')).template.parameters)
    expect(spoken.length).toBeGreaterThan(15)
    expect(spoken.filter((name) => !known.includes(name))).toEqual([])
    expect(Object.keys(GIVEN).filter((name) => !command.includes(`${name}=`))).toEqual([])
  })
})
