import { fields } from '../foundation/json.ts'
import { allows, isEverybody, type Resource } from './review-data.ts'

// Policies of resources, under the names that the types have for them.
const POLICIES: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
  'AWS::ECR::Repository': 'RepositoryPolicyText',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::OpenSearchService::Domain': 'AccessPolicies',
}
const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets']
const AUTHORIZED = /^AWS::ApiGateway(?:V2)?::(?:Method|Route)$/

/** Each way in which a resource is open to everybody, in words that stay the same while it is. */
export function openings({ type, properties }: Resource): readonly string[] {
  const policy = POLICIES[type]
  return [
    ...(functionUrl(type, properties) === 'NONE' ? ['its function URL answers everybody (AuthType NONE)'] : []),
    ...(type === 'AWS::Lambda::Permission' && properties['Principal'] === '*' && properties['FunctionUrlAuthType'] !== 'AWS_IAM'
      ? ['everybody may invoke the function (Principal *)']
      : []),
    ...(policy !== undefined && allows(properties[policy]).some((one) => isEverybody(one.principal) && !one.conditional)
      ? ['its policy lets everybody in (Principal * without a condition)']
      : []),
  ]
}

/** What protected the resource from the public, and does no more. Only what was there before can be lost. */
export function lostProtection(before: Resource, after: Resource): readonly string[] {
  const [was, is] = [
    fields(before.properties['PublicAccessBlockConfiguration']),
    fields(after.properties['PublicAccessBlockConfiguration']),
  ]
  const [auth, now] = [before.properties['AuthorizationType'] ?? 'NONE', after.properties['AuthorizationType'] ?? 'NONE']
  return [
    ...BLOCKS.filter((block) => truth(was[block]) && !truth(is[block])).map((block) => `${block} is switched off`),
    ...(AUTHORIZED.test(after.type) && auth !== 'NONE' && now === 'NONE' ? [`authorization ${String(auth)} is taken off`] : []),
  ]
}

const functionUrl = (type: string, properties: Resource['properties']): unknown =>
  type === 'AWS::Lambda::Url'
    ? properties['AuthType']
    : type === 'AWS::Serverless::Function'
      ? fields(properties['FunctionUrlConfig'])['AuthType']
      : undefined

const truth = (value: unknown): boolean => value === true || value === 'true'
