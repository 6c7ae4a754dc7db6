import type { Role } from '../domain/stack.ts'
import { unfit } from './cdk-shape.ts'

/** An account and region, as the placeholders of a cloud assembly stand for them. */
export interface CdkPlace {
  readonly partition: string
  readonly account: string
  readonly region: string
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
/** It becomes part of the address that is asked. */
export const REGION = /^[a-z]{2,}(-[a-z]+)+-[0-9]+$/
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const ROLE = /^arn:aws[a-z-]*:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,576}$/
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
const LONGEST_KEY = 1024

/** A text with its placeholders filled: the same three that CloudFormation knows. */
export function filled(text: string, { partition, account, region }: CdkPlace): string {
  return text
    .replaceAll('${AWS::Partition}', partition)
    .replaceAll('${AWS::AccountId}', account)
    .replaceAll('${AWS::Region}', region)
}

const fitting = (text: string, shape: RegExp, what: string): string => {
  if (shape.test(text)) return text
  throw unfit(`${JSON.stringify(text.slice(0, 200))} is no ${what}`)
}

/** The ARN of a role, filled. */
export const roleArnAt = (text: string, place: CdkPlace): string => fitting(filled(text, place), ROLE, 'role')

/** A role to take on, filled. */
export function roleAt(role: Role | undefined, place: CdkPlace): Role | undefined {
  if (!role) return undefined
  const { roleArn, externalId } = role
  return {
    roleArn: roleArnAt(roleArn, place),
    ...(externalId === undefined ? {} : { externalId: filled(externalId, place) }),
  }
}

/** A bucket and a key, filled. */
export function objectAt({ bucket, key }: { readonly bucket: string; readonly key: string }, place: CdkPlace) {
  const filledKey = filled(key, place)
  if (filledKey === '' || Buffer.byteLength(filledKey) > LONGEST_KEY) throw unfit('an asset has no key that a bucket takes')
  return { bucket: fitting(filled(bucket, place), BUCKET, 'bucket'), key: filledKey }
}

/** A region, filled. */
export const regionAt = (text: string, place: CdkPlace): string => fitting(filled(text, place), REGION, 'region')
