import type { Fields } from '../http/params.ts'
import { derived } from '../ids.ts'

/** Where a resource lives and what it is called. */
export interface Identity {
  /** The physical name: the custom one, or the generated one. */
  readonly name: string
  readonly account: string
  readonly region: string
  readonly properties: Fields
}

/** What is known of a resource type: its name property, what `Ref` and `Fn::GetAtt` give, what cannot be changed in place. */
export interface Kind {
  readonly named?: string
  readonly recreate?: readonly string[]
  readonly ref?: (who: Identity) => string
  readonly attributes?: Readonly<Record<string, (who: Identity) => string>>
}

const arn =
  (service: string, path: string) =>
  ({ name, account, region }: Identity): string =>
    `arn:aws:${service}:${region}:${account}:${path}${name}`

const iamArn =
  (path: string) =>
  ({ name, account }: Identity): string =>
    `arn:aws:iam::${account}:${path}/${name}`

const targetName = ({ properties }: Identity): string => String(properties['TargetFunctionArn']).split(':function:').at(-1) ?? ''

/** The ARN of the function that a function URL leads to. */
export const targetArn = (who: Identity): string => arn('lambda', 'function:')({ ...who, name: targetName(who) })

/** The host of a function URL; its id has 32 characters and follows from the function. */
export const urlHost = (functionArn: string, region: string): string => `${derived(functionArn, 32)}.lambda-url.${region}.on.aws`

/**
 * The types that are modelled; every other one is changed in place and has an ARN of its own making. What cannot be changed in place
 * comes from the types' reference pages. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 */
const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::ApiGateway::RestApi': {
    ref: ({ name }) => derived(name, 10),
    attributes: { RootResourceId: ({ name }) => derived(`${name}/`, 10), RestApiId: ({ name }) => derived(name, 10) },
  },
  'AWS::ApiGatewayV2::Api': {
    recreate: ['ProtocolType'],
    ref: ({ name }) => derived(name, 10),
    attributes: { ApiEndpoint: ({ name, region }) => `https://${derived(name, 10)}.execute-api.${region}.amazonaws.com` },
  },
  'AWS::CloudWatch::Alarm': { named: 'AlarmName', recreate: ['AlarmName'], attributes: { Arn: arn('cloudwatch', 'alarm:') } },
  'AWS::DynamoDB::Table': {
    named: 'TableName',
    recreate: ['TableName', 'KeySchema', 'LocalSecondaryIndexes', 'ImportSourceSpecification'],
    attributes: { Arn: arn('dynamodb', 'table/') },
  },
  'AWS::EC2::Instance': {
    recreate: ['ImageId', 'SubnetId', 'AvailabilityZone', 'KeyName'],
    ref: ({ name }) => `i-0${derived(name, 16)}`,
  },
  'AWS::Events::Rule': { named: 'Name', recreate: ['Name', 'EventBusName'], attributes: { Arn: arn('events', 'rule/') } },
  'AWS::IAM::ManagedPolicy': {
    named: 'ManagedPolicyName',
    recreate: ['ManagedPolicyName', 'Path', 'Description'],
    ref: iamArn('policy'),
  },
  'AWS::IAM::Role': {
    named: 'RoleName',
    recreate: ['RoleName', 'Path'],
    attributes: { Arn: iamArn('role'), RoleId: ({ name }) => `AROA${derived(name, 17).toUpperCase()}` },
  },
  'AWS::Kinesis::Stream': { named: 'Name', recreate: ['Name'], attributes: { Arn: arn('kinesis', 'stream/') } },
  'AWS::Lambda::Alias': { named: 'Name', recreate: ['Name', 'FunctionName'], ref: arn('lambda', 'function:') },
  'AWS::Lambda::Function': {
    named: 'FunctionName',
    recreate: ['FunctionName', 'PackageType'],
    attributes: { Arn: arn('lambda', 'function:') },
  },
  'AWS::Lambda::Permission': {
    recreate: ['Action', 'FunctionName', 'FunctionUrlAuthType', 'Principal', 'SourceAccount', 'SourceArn'],
  },
  'AWS::Lambda::Url': {
    recreate: ['TargetFunctionArn', 'Qualifier'],
    ref: targetArn,
    attributes: { FunctionUrl: (who) => `https://${urlHost(targetArn(who), who.region)}/`, FunctionArn: targetArn },
  },
  'AWS::Logs::LogGroup': {
    named: 'LogGroupName',
    recreate: ['LogGroupName'],
    attributes: { Arn: (who) => `${arn('logs', 'log-group:')(who)}:*` },
  },
  'AWS::RDS::DBInstance': {
    named: 'DBInstanceIdentifier',
    recreate: ['DBInstanceIdentifier', 'DBName', 'MasterUsername', 'StorageEncrypted', 'KmsKeyId', 'CharacterSetName'],
    attributes: {
      'Endpoint.Address': ({ name, region }) => `${name}.${derived(name, 12)}.${region}.rds.amazonaws.com`,
      'Endpoint.Port': () => '5432',
    },
  },
  'AWS::S3::Bucket': {
    named: 'BucketName',
    recreate: ['BucketName'],
    attributes: {
      Arn: ({ name }) => `arn:aws:s3:::${name}`,
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name, region }) => `${name}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::SecretsManager::Secret': {
    named: 'Name',
    recreate: ['Name'],
    ref: (who) => `${arn('secretsmanager', 'secret:')(who)}-${derived(who.name, 6)}`,
    attributes: { Id: (who) => `${arn('secretsmanager', 'secret:')(who)}-${derived(who.name, 6)}` },
  },
  'AWS::SNS::Topic': {
    named: 'TopicName',
    recreate: ['TopicName', 'FifoTopic'],
    ref: arn('sns', ''),
    attributes: { TopicArn: arn('sns', '') },
  },
  'AWS::SQS::Queue': {
    named: 'QueueName',
    recreate: ['QueueName', 'FifoQueue'],
    ref: ({ name, account, region }) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    attributes: { Arn: arn('sqs', ''), QueueName: ({ name }) => name },
  },
  'AWS::SSM::Parameter': { named: 'Name', recreate: ['Name'] },
  'AWS::StepFunctions::StateMachine': {
    named: 'StateMachineName',
    recreate: ['StateMachineName', 'StateMachineType'],
    ref: arn('states', 'stateMachine:'),
    attributes: { Arn: arn('states', 'stateMachine:') },
  },
}

export const kindOf = (type: string): Kind => KINDS[type] ?? {}

/** The property that gives a resource of this type its name, where it was used. */
export const customName = (type: string, properties: Fields): string | undefined => {
  const { named } = kindOf(type)
  const name = named === undefined ? undefined : properties[named]
  return typeof name === 'string' ? name : undefined
}

/** A resource's attribute; of a type that is not modelled, something that looks like one. */
export function attributeOf(type: string, attribute: string, who: Identity): string {
  const known = kindOf(type).attributes?.[attribute]
  if (known) return known(who)
  const service = type.split('::')[1]?.toLowerCase() ?? 'custom'
  return attribute.endsWith('Arn') ? arn(service, '')(who) : `${who.name}.${attribute}`
}
