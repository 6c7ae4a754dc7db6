import type { DescribeSecretResponse, SecretVersionsListEntry } from '@aws-sdk/client-secrets-manager'
import type { DescribeParametersCommandInput, DescribeParametersResult, ParameterMetadata } from '@aws-sdk/client-ssm'
import { Failure } from '../foundation/failure.ts'
import type { Described } from '../ports/secrets-store.ts'

const CURRENT = 'AWSCURRENT'
const PREVIOUS = 'AWSPREVIOUS'
/** A page may be empty and not the last. */
const MOST_PAGES = 20

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export function describedSecret(found: DescribeSecretResponse): Described {
  const { Name, ARN, CreatedDate, LastChangedDate, DeletedDate, RotationEnabled, VersionIdsToStages = {} } = found
  const labelled = (label: string) => Object.entries(VersionIdsToStages).find(([, labels]) => labels?.includes(label))?.[0]
  const current = labelled(CURRENT)
  return {
    name: Name ?? '',
    arn: ARN ?? '',
    ...(CreatedDate ? { createdAt: CreatedDate.toISOString() } : {}),
    ...(LastChangedDate ? { changedAt: LastChangedDate.toISOString() } : {}),
    ...(current === undefined ? {} : { currentVersion: current }),
    replaced: labelled(PREVIOUS) !== undefined,
    ...(DeletedDate ? { deletedAt: DeletedDate.toISOString() } : {}),
    rotation: RotationEnabled === true,
  }
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_SecretVersionsListEntry.html */
export const sinceOf = (versions: readonly SecretVersionsListEntry[] | undefined, version: string): string | undefined =>
  versions?.find(({ VersionId }) => VersionId === version)?.CreatedDate?.toISOString()

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html */
export async function parameterNamed(
  name: string,
  page: (input: DescribeParametersCommandInput) => Promise<DescribeParametersResult | undefined>,
): Promise<ParameterMetadata | undefined> {
  const filters = [{ Key: 'Name', Option: 'Equals', Values: [name] }]
  let next: string | undefined
  for (let count = 0; count < MOST_PAGES; count++) {
    const answer = await page({ ParameterFilters: filters, ...(next ? { NextToken: next } : {}) })
    const found = answer?.Parameters?.find(({ Name }) => Name === name)
    if (found || !answer?.NextToken) return found
    next = answer.NextToken
  }
  throw new Failure(`ssm:DescribeParameters: no end to the pages for ${name}.`, { code: 'AWS_REFUSED' })
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterMetadata.html: the first version is 1. */
export const describedParameter = ({ Name, ARN, LastModifiedDate, Version }: ParameterMetadata): Described => ({
  name: Name ?? '',
  arn: ARN ?? '',
  ...(LastModifiedDate ? { changedAt: LastModifiedDate.toISOString() } : {}),
  ...(Version === undefined ? {} : { currentVersion: String(Version) }),
  replaced: (Version ?? 0) > 1,
  rotation: false,
})
