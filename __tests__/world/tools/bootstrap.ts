import { type CloudFormationClient, CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'

// https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html
const QUALIFIER = 'hnb659fds'
/** Any that is no older than the newest CDK asks for. */
const VERSION = '30'
const ROLES = ['deploy', 'cfn-exec', 'file-publishing', 'lookup'] as const
const LIMIT_S = 30

/** What `cdk bootstrap` makes, but for what only containers need: the bucket, the roles, the version. */
const template = (version: string): string =>
  JSON.stringify({
    Resources: {
      StagingBucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: named('assets'),
          VersioningConfiguration: { Status: 'Enabled' },
        },
      },
      Version: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Type: 'String', Name: `/cdk-bootstrap/${QUALIFIER}/version`, Value: version },
      },
      ...Object.fromEntries(ROLES.map((role, index) => [`Role${index}`, roleOf(role)])),
    },
    Outputs: {
      BucketName: { Value: { Ref: 'StagingBucket' } },
      BucketDomainName: { Value: { 'Fn::GetAtt': ['StagingBucket', 'RegionalDomainName'] } },
      BootstrapVersion: { Value: version },
    },
  })

const named = (what: string) => ({ 'Fn::Sub': `cdk-${QUALIFIER}-${what}-\${AWS::AccountId}-\${AWS::Region}` })

const roleOf = (role: (typeof ROLES)[number]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: named(`${role}-role`),
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: { Ref: 'AWS::AccountId' } } }],
    },
  },
})

/** Prepares account and region of a client for the CDK, in milliseconds instead of the seconds that `cdk bootstrap` takes. */
export async function bootstrapCdk(client: CloudFormationClient, version: string = VERSION): Promise<void> {
  const StackName = 'CDKToolkit'
  const Capabilities = ['CAPABILITY_NAMED_IAM'] as ['CAPABILITY_NAMED_IAM']
  await client.send(new CreateStackCommand({ StackName, Capabilities, TemplateBody: template(version) }))
  await waitUntilStackCreateComplete({ client, maxWaitTime: LIMIT_S, minDelay: 1, maxDelay: 1 }, { StackName })
}
