import type { ReasonEntry } from './reasons-entry.ts'

/** A quota with its code. https://docs.aws.amazon.com/servicequotas/latest/userguide/intro.html */
const quota = (id: string, pattern: RegExp, what: string, service: string, code: string, region = '{region}'): ReasonEntry => ({
  id,
  pattern,
  cause: `The account has reached its quota for ${what}.`,
  fix: `Delete what is not needed any more, or have the quota raised (${code}); small raises are granted within minutes.`,
  commands: [
    `aws service-quotas get-service-quota --service-code ${service} --quota-code ${code} --region ${region}`,
    `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value NUMBER --region ${region}`,
  ],
})

// IAM's quotas are kept in one region. https://docs.aws.amazon.com/general/latest/gr/iam-service.html
const IAM = 'us-east-1'

/** Quotas of the account, the common ones by name, the rest alike. */
export const quotas: readonly ReasonEntry[] = [
  quota('quota-vpcs', /maximum number of VPCs has been reached|VpcLimitExceeded/, 'VPCs in a region', 'vpc', 'L-F678F1CE'),
  quota(
    'quota-addresses',
    /maximum number of addresses has been reached|AddressLimitExceeded/,
    'Elastic IP addresses',
    'ec2',
    'L-0263D0A3',
  ),
  quota(
    'quota-gateways',
    /maximum number of internet gateways has been reached|InternetGatewayLimitExceeded/,
    'internet gateways',
    'vpc',
    'L-A4707A72',
  ),
  quota('quota-nat-gateways', /NatGatewayLimitExceeded/, 'NAT gateways in an availability zone', 'vpc', 'L-FE5A380F'),
  quota('quota-buckets', /attempted to create more buckets than allowed|TooManyBuckets/, 'S3 buckets', 's3', 'L-DC2B2D3D', IAM),
  quota('quota-role-policies', /quota for PoliciesPerRole/, 'managed policies on one role', 'iam', 'L-0DA4ABF3', IAM),
  quota('quota-roles', /quota for RolesPerAccount/, 'roles', 'iam', 'L-FE177D64', IAM),
  quota('quota-vcpus', /current vCPU limit|VcpuLimitExceeded/, 'vCPUs of running on-demand instances', 'ec2', 'L-1216C47A'),
  quota('quota-stacks', /Limit for stacks? has been exceeded/, 'CloudFormation stacks', 'cloudformation', 'L-0485CB21'),
  quota(
    'quota-lambda-concurrency',
    /UnreservedConcurrentExecution below its minimum/,
    'concurrent executions of Lambda: so much must stay unreserved for the other functions',
    'lambda',
    'L-B99A9384',
  ),
  {
    id: 'policy-too-large',
    pattern:
      /quota for (?:PolicySize|\w{1,40}PolicySize)|Maximum policy size of \d{1,9} bytes exceeded|final policy size \(\d{1,9}\) is bigger than the limit/,
    cause: 'The policies of {logicalId} are longer than IAM or Lambda allows. This limit cannot be raised.',
    fix: 'Use wildcards in place of lists, or spread the statements over several managed policies. A function that many sources invoke needs one permission with a wider source ARN.',
  },
  {
    id: 'dynamodb-decreases',
    pattern: /Provisioned throughput decreases are limited/,
    cause: 'The provisioned throughput of the table was lowered too often today.',
    fix: 'Wait (four times a day, then once an hour), or go to on-demand.',
  },
  {
    id: 'quota',
    pattern:
      /HandlerErrorCode: ServiceLimitExceeded|LimitExceeded|limit exceeded|Cannot exceed quota|quota (?:has been )?exceeded|maximum number of/i,
    cause: 'The account has reached a quota that {logicalId} ({type}) needs.',
    fix: 'Look the quota up, delete what is not needed any more, or have it raised.',
    commands: [
      'aws service-quotas list-services --region {region}',
      'aws service-quotas list-service-quotas --service-code SERVICE --region {region}',
    ],
  },
]
