import { describe, expect, it } from '@jest/globals'
import type { Change } from '../../src/domain/stack.ts'
import { type Allowance, type ReviewedStack, review } from '../../src/stack/review.ts'
import { stateful } from '../../src/stack/stateful.ts'

const NOTHING: Allowance = { replace: [], remove: [], broadenIam: [] }

const change = (more: Partial<Change>): Change => ({
  action: 'Modify',
  logicalId: 'Orders',
  type: 'AWS::DynamoDB::Table',
  properties: [],
  ...more,
})
const planned = (more: Partial<Change>, stack: Partial<ReviewedStack> = {}, allow: Partial<Allowance> = {}) =>
  review([{ path: [], changes: [change(more)], ...stack }], { ...NOTHING, ...allow })

type Template = Readonly<Record<string, object>>
const compared = (before: Template | undefined, after: Template, allow: Partial<Allowance> = {}, account?: string) =>
  review(
    [{ path: [], changes: [], before: before && { Resources: before }, after: { Resources: after } }],
    { ...NOTHING, ...allow },
    account,
  )

describe('replacement and removal', () => {
  it.each(Object.entries(stateful).map(([type, { severity }]) => [type, severity !== 'low'] as const))(
    'of %s: blocks is %s',
    (type, blocks) => {
      for (const more of [
        { replacement: 'True' },
        { replacement: 'Conditional' },
        { action: 'Remove' },
        { action: 'Dynamic' },
      ] as const)
        expect(planned({ type, ...more })).toMatchObject([{ blocks, allowed: false, resource: 'Orders' }])
    },
  )

  it.each([
    { replacement: 'False' },
    {},
    { action: 'Add' },
    { action: 'Import' },
    { type: 'AWS::Lambda::Function', replacement: 'True' },
    { type: 'AWS::Lambda::Function', action: 'Remove' },
    { type: 'constructor', action: 'Remove' },
  ] as const)('are not seen in %j', (more) => expect(planned(more)).toEqual([]))

  it('say what, why, what is lost and which line allows it', () => {
    const properties = [
      { name: 'KeySchema', requiresRecreation: 'Always' },
      { name: 'Tags', requiresRecreation: 'Never' },
    ]
    expect(planned({ replacement: 'True', policyAction: 'ReplaceAndDelete', properties })).toEqual([
      {
        resource: 'Orders',
        where: 'Orders',
        severity: 'critical',
        title: 'Orders (AWS::DynamoDB::Table) would be replaced by a new, empty one',
        cause: 'A change of KeySchema recreates it; the old one is deleted (ReplaceAndDelete).',
        impact: 'All items of the table are gone, and its stream with them.',
        fix: 'Leave the property as it is deployed, or add a second resource, move the data, and remove the old one later. If it is meant, add to the stack in the configuration: allow: { replace: [Orders], reason: "why" }',
        blocks: true,
        allowed: false,
      },
    ])
    expect(planned({ action: 'Remove', policyAction: 'Delete' })[0]).toMatchObject({
      title: 'Orders (AWS::DynamoDB::Table) would be removed',
      cause: 'The new template does not have it; the old one is deleted (Delete).',
      fix: expect.stringContaining('allow: { remove: [Orders], reason: "why" }'),
    })
    expect(planned({ replacement: 'Conditional' })[0]?.title).toContain('may be replaced')
    expect(planned({ action: 'Dynamic' })[0]?.cause).toContain('cannot tell beforehand')
  })

  it.each([
    ['Retain', 'the old one is kept (Retain)', 'medium'],
    ['RetainExceptOnCreate', 'the old one is kept (RetainExceptOnCreate)', 'medium'],
    ['ReplaceAndRetain', 'the old one is kept (ReplaceAndRetain)', 'medium'],
    ['ReplaceAndSnapshot', 'a last snapshot of the old one is taken (ReplaceAndSnapshot)', 'medium'],
    ['Delete', 'the old one is deleted (Delete)', 'critical'],
    ['ReplaceAndDelete', 'the old one is deleted (ReplaceAndDelete)', 'critical'],
    ['Whatever', 'whether the old one is kept cannot be told (Whatever)', 'critical'],
  ])('name the policy action %s', (policyAction, said, severity) => {
    const [finding] = planned({ replacement: 'True', policyAction })
    expect(finding).toMatchObject({ severity, blocks: true })
    expect(finding?.cause).toContain(said)
  })

  it('take the policy from the template where the change set does not tell', () => {
    const before = {
      Resources: { Orders: { Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' } },
    }
    const after = {
      Resources: { Orders: { Type: 'AWS::DynamoDB::Table', UpdateReplacePolicy: 'Retain', DeletionPolicy: 'Retain' } },
    }
    expect(planned({ action: 'Remove' }, { before, after: {} })[0]?.cause).toContain('kept (Retain)')
    expect(planned({ replacement: 'True' }, { before, after })[0]?.cause).toContain('kept (Retain)')
    expect(planned({ action: 'Remove' })[0]?.cause).toContain('deleted (Delete)')
    const database = { Resources: { Orders: { Type: 'AWS::RDS::DBCluster' } } }
    expect(planned({ action: 'Remove', type: 'AWS::RDS::DBCluster' }, { before: database })[0]?.cause).toContain('snapshot')
    const conditional = {
      Resources: { Orders: { Type: 'AWS::DynamoDB::Table', UpdateReplacePolicy: { 'Fn::If': ['P', 'Retain', 'Delete'] } } },
    }
    expect(planned({ replacement: 'True' }, { after: conditional })[0]).toMatchObject({ severity: 'critical' })
  })

  it('are let through by name only, and still told', () => {
    const more = { replacement: 'True' } as const
    expect(planned(more, {}, { replace: ['Orders'] })).toMatchObject([
      { title: expect.stringMatching(/\(allowed\)$/), severity: 'low', blocks: false, allowed: true },
    ])
    expect(planned(more, {}, { replace: ['Orders'] })[0]).not.toHaveProperty('fix')
    for (const allow of [{ remove: ['Orders'] }, { replace: ['orders'] }, { replace: ['*'] }, { broadenIam: ['Orders'] }])
      expect(planned(more, {}, allow)).toMatchObject([{ blocks: true }])
    expect(planned({ action: 'Remove' }, {}, { replace: ['Orders'] })).toMatchObject([{ blocks: true }])
    expect(planned({ action: 'Remove' }, {}, { remove: ['Orders'] })).toMatchObject([{ blocks: false }])
  })

  it('are named with the way to them in nested stacks', () => {
    const more = { replacement: 'True' } as const
    const [finding] = planned(more, { path: ['Data', 'Tables'] })
    expect(finding?.resource).toBe('Data/Tables/Orders')
    expect(finding?.fix).toContain('replace: [Data/Tables/Orders]')
    expect(planned(more, { path: ['Data'] }, { replace: ['Orders'] })).toMatchObject([{ blocks: true }])
    expect(planned(more, { path: ['Data'] }, { replace: ['Data/Orders'] })).toMatchObject([{ blocks: false }])
  })
})

describe('a deletion policy', () => {
  const table = (policies: object, type = 'AWS::DynamoDB::Table') => ({ Orders: { Type: type, ...policies } })

  it.each([
    [{ DeletionPolicy: 'Retain' }, {}],
    [{ DeletionPolicy: 'Retain' }, { DeletionPolicy: 'Delete' }],
    [{ DeletionPolicy: 'Retain' }, { DeletionPolicy: 'Snapshot' }],
    [{ DeletionPolicy: 'Snapshot' }, { DeletionPolicy: 'Delete' }],
    [{ DeletionPolicy: 'RetainExceptOnCreate' }, { DeletionPolicy: 'Delete' }],
    [{ DeletionPolicy: 'Retain' }, { DeletionPolicy: { 'Fn::If': ['Prod', 'Retain', 'Delete'] } }],
    [{ UpdateReplacePolicy: 'Retain' }, {}],
    [{ UpdateReplacePolicy: 'Snapshot' }, { UpdateReplacePolicy: 'Delete' }],
  ])('blocks from %j to %j', (before, after) => {
    const key = 'DeletionPolicy' in before ? 'remove' : 'replace'
    expect(compared(table(before), table(after))).toMatchObject([
      { blocks: true, resource: 'Orders', fix: expect.stringContaining(`allow: { ${key}: [Orders]`) },
    ])
    expect(compared(table(before), table(after), { [key]: ['Orders'] })).toMatchObject([{ blocks: false, allowed: true }])
  })

  it.each([
    [{}, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }],
    [{ DeletionPolicy: 'Delete' }, {}],
    [{ DeletionPolicy: 'Retain' }, { DeletionPolicy: 'RetainExceptOnCreate' }],
    [{ DeletionPolicy: 'Snapshot' }, { DeletionPolicy: 'Retain' }],
    [{ DeletionPolicy: { 'Fn::If': ['P', 'Retain', 'Delete'] } }, { DeletionPolicy: { 'Fn::If': ['P', 'Retain', 'Delete'] } }],
  ])('passes from %j to %j', (before, after) => expect(compared(table(before), table(after))).toEqual([]))

  it('says what it was and is', () =>
    expect(compared(table({ DeletionPolicy: 'Retain' }), table({}))[0]).toMatchObject({
      title: 'Orders (AWS::DynamoDB::Table) loses its DeletionPolicy: Retain → Delete',
      severity: 'critical',
    }))

  it('is a snapshot by default for databases', () => {
    const snapshot = table({ DeletionPolicy: 'Snapshot' }, 'AWS::RDS::DBInstance')
    expect(compared(snapshot, table({}, 'AWS::RDS::DBInstance'))).toEqual([])
    expect(compared(table({}, 'AWS::RDS::DBCluster'), table({ DeletionPolicy: 'Delete' }, 'AWS::RDS::DBCluster'))).toHaveLength(1)
    const inCluster = table({ Properties: { DBClusterIdentifier: 'c' } }, 'AWS::RDS::DBInstance')
    expect(compared(snapshot, inCluster)).toHaveLength(1)
  })

  it('matters for stateful types only, and where there was one', () => {
    expect(compared(table({ DeletionPolicy: 'Retain' }, 'AWS::IAM::Role'), table({}, 'AWS::IAM::Role'))).toEqual([])
    expect(compared({}, table({}))).toEqual([])
    expect(compared(undefined, table({}))).toEqual([])
  })
})

describe('permissions', () => {
  const statement = (more: object) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*', ...more })
  const document = (more: object) => ({ Version: '2012-10-17', Statement: [statement(more)] })
  const role = (properties: object) => ({ Worker: { Type: 'AWS::IAM::Role', Properties: properties } })
  const inline = (more: object) => role({ Policies: [{ PolicyName: 'p', PolicyDocument: document(more) }] })
  const policy = (more: object, type = 'AWS::IAM::Policy') => ({
    Worker: { Type: type, Properties: { PolicyDocument: document(more) } },
  })
  const trust = (principal: unknown, more: object = {}) =>
    role({
      AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal, ...more } },
    })
  const narrow = inline({})

  it.each([
    ['critical', inline({ Action: '*' }), 'every action (*)'],
    ['critical', inline({ Action: ['s3:GetObject', '*:*'] }), 'every action (*)'],
    ['high', inline({ Action: 'dynamodb:*' }), 'dynamodb:*'],
    ['medium', inline({ Resource: '*' }), 's3:GetObject on every resource (*)'],
    ['high', inline({ NotAction: 'iam:*', Action: undefined }), 'everything but iam:*'],
    ['high', inline({ NotResource: 'arn:x', Resource: undefined }), 'everything but'],
    ['critical', policy({ Action: '*' }), 'every action (*)'],
    ['critical', policy({ Action: '*' }, 'AWS::IAM::ManagedPolicy'), 'every action (*)'],
    ['critical', policy({ Action: '*' }, 'AWS::IAM::RolePolicy'), 'every action (*)'],
    ['critical', role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }), 'AdministratorAccess'],
    [
      'critical',
      role({ ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/PowerUserAccess' }] }),
      'PowerUserAccess',
    ],
    ['critical', role({ ManagedPolicyArns: [{ 'Fn::Join': [':', ['arn', 'policy/IAMFullAccess']] }] }), 'IAMFullAccess'],
    [
      'critical',
      { Worker: { Type: 'AWS::Serverless::Function', Properties: { Policies: 'AdministratorAccess' } } },
      'AdministratorAccess',
    ],
    [
      'critical',
      { Worker: { Type: 'AWS::Serverless::Function', Properties: { Policies: [document({ Action: '*' })] } } },
      'every action',
    ],
    ['critical', trust('*'), 'trust in everybody (*)'],
    ['critical', trust({ AWS: '*' }), 'trust in everybody (*)'],
    ['high', trust({ AWS: ['*'] }, { Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }), 'under a condition'],
    ['high', trust({ AWS: 'arn:aws:iam::444455556666:root' }), 'trust in the account 444455556666'],
    ['high', trust({ AWS: '444455556666' }), 'trust in the account 444455556666'],
    ['critical', trust({ Federated: 'token.actions.githubusercontent.com' }), 'everybody who signs in with'],
  ] as const)('%s: %j', (severity, after, what) => {
    for (const before of [narrow, {}, undefined]) {
      const found = compared(before, after, {}, '111122223333')
      expect(found).toMatchObject([{ severity, blocks: false, allowed: false, resource: 'Worker' }])
      expect(found[0]?.title).toContain(what)
      expect(found[0]?.fix).toContain('allow: { broaden-iam: [Worker], reason: "why" }')
    }
    expect(compared(after, after, {}, '111122223333')).toEqual([])
    expect(compared(narrow, after, { broadenIam: ['Worker'] }, '111122223333')).toMatchObject([
      { severity: 'low', allowed: true },
    ])
  })

  it.each([
    [narrow],
    [inline({ Effect: 'Deny', Action: '*', Resource: '*' })],
    [trust({ Service: 'lambda.amazonaws.com' })],
    [trust({ AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } })],
    [trust({ AWS: 'arn:aws:iam::111122223333:root' })],
    [trust({ Federated: 'cognito' }, { Condition: { StringEquals: { aud: 'x' } } })],
    [role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] })],
    [{ Worker: { Type: 'AWS::Lambda::Function', Properties: { Policies: 'AdministratorAccess' } } }],
  ])('are narrow enough in %j', (after) => expect(compared({}, after, {}, '111122223333')).toEqual([]))

  it('tell only what is new of one resource, once', () => {
    const before = inline({ Action: 'sqs:SendMessage', Resource: '*' })
    const after = inline({ Action: ['sqs:SendMessage', 'sqs:DeleteQueue'], Resource: ['*', 'arn:x'] })
    expect(compared(before, after)[0]?.title).toBe(
      'Worker (AWS::IAM::Role) would be granted more: sqs:DeleteQueue on every resource (*)',
    )
    expect(compared(after, before)).toEqual([])
  })
})

describe('what becomes public', () => {
  const one = (type: string, properties: object) => ({ Door: { Type: type, Properties: properties } })
  const open = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'x' }] }
  const closed = {
    Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/a' }, Action: 's3:GetObject' }],
  }
  const conditional = { Statement: [{ ...open.Statement[0], Condition: { Bool: { 'aws:SecureTransport': true } } }] }

  it.each([
    [one('AWS::Lambda::Url', { AuthType: 'AWS_IAM' }), one('AWS::Lambda::Url', { AuthType: 'NONE' })],
    [one('AWS::Serverless::Function', {}), one('AWS::Serverless::Function', { FunctionUrlConfig: { AuthType: 'NONE' } })],
    [one('AWS::Lambda::Permission', { Principal: 's3.amazonaws.com' }), one('AWS::Lambda::Permission', { Principal: '*' })],
    [one('AWS::S3::BucketPolicy', { PolicyDocument: closed }), one('AWS::S3::BucketPolicy', { PolicyDocument: open })],
    [one('AWS::S3::BucketPolicy', { PolicyDocument: conditional }), one('AWS::S3::BucketPolicy', { PolicyDocument: open })],
    [one('AWS::SQS::QueuePolicy', { PolicyDocument: closed }), one('AWS::SQS::QueuePolicy', { PolicyDocument: open })],
    [one('AWS::ECR::Repository', {}), one('AWS::ECR::Repository', { RepositoryPolicyText: open })],
    [
      one('AWS::ApiGateway::Method', { AuthorizationType: 'AWS_IAM' }),
      one('AWS::ApiGateway::Method', { AuthorizationType: 'NONE' }),
    ],
    [one('AWS::ApiGatewayV2::Route', { AuthorizationType: 'JWT' }), one('AWS::ApiGatewayV2::Route', {})],
    [
      one('AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicPolicy: true } }),
      one('AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicPolicy: false } }),
    ],
    [one('AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: 'true' } }), one('AWS::S3::Bucket', {})],
  ])('from %j to %j', (before, after) => {
    expect(compared(before, after)).toMatchObject([{ severity: 'high', blocks: false, resource: 'Door' }])
    expect(compared(after, after)).toEqual([])
    expect(compared(after, before)).toEqual([])
  })

  it('counts when it is new, but for API methods, which are often meant to be', () => {
    expect(compared({}, one('AWS::Lambda::Url', { AuthType: 'NONE' }))).toHaveLength(1)
    expect(compared(undefined, one('AWS::S3::BucketPolicy', { PolicyDocument: open }))).toHaveLength(1)
    expect(compared({}, one('AWS::ApiGateway::Method', { AuthorizationType: 'NONE' }))).toEqual([])
    expect(compared({}, one('AWS::Lambda::Permission', { Principal: '*', FunctionUrlAuthType: 'AWS_IAM' }))).toEqual([])
  })
})

describe('the review', () => {
  it('puts what blocks first, then the worst', () => {
    const admin = { Worker: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: ['x/AdministratorAccess'] } } }
    const stacks: readonly ReviewedStack[] = [
      {
        path: [],
        changes: [change({ logicalId: 'Logs', type: 'AWS::Logs::LogGroup', action: 'Remove' })],
        after: { Resources: admin },
      },
      { path: ['Data'], changes: [change({ replacement: 'True' })] },
    ]
    expect(review(stacks, NOTHING).map(({ resource, severity, blocks }) => [resource, severity, blocks])).toEqual([
      ['Data/Orders', 'critical', true],
      ['Worker', 'critical', false],
      ['Logs', 'low', false],
    ])
  })

  it.each([
    undefined,
    null,
    'text',
    [],
    {},
    { Resources: [] },
    { Resources: { A: null, B: 'x', C: { Type: 1, Properties: 'y' } } },
    {
      Resources: {
        A: {
          Type: 'AWS::IAM::Role',
          Properties: { Policies: [null, 7, { PolicyDocument: 'x' }], AssumeRolePolicyDocument: 'x' },
        },
      },
    },
    { Resources: { A: { Type: 'AWS::S3::BucketPolicy', Properties: { PolicyDocument: { Statement: [null, 'x'] } } } } },
  ])('takes %j for a template', (template) =>
    expect(review([{ path: [], changes: [], before: template, after: template }], NOTHING)).toEqual([]),
  )
})
