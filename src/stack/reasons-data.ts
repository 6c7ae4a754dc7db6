import type { ReasonEntry } from './reasons-entry.ts'

/** Stores of data and messages. */
export const data: readonly ReasonEntry[] = [
  {
    id: 'bucket-not-empty',
    pattern: /bucket you tried to delete is not empty|BucketNotEmpty/,
    cause: 'The bucket still holds objects, old versions or delete markers, and CloudFormation deletes empty buckets only.',
    fix: 'Keep it with `DeletionPolicy: Retain`; or, if what is in it may go, empty it with all versions first.',
  },
  {
    id: 'bucket-owned',
    pattern: /you already own it|BucketAlreadyOwnedByYou/,
    cause: 'This account already has the bucket, outside of this stack.',
    fix: 'Import it into the stack, or choose another name, or leave `BucketName` out.',
  },
  {
    id: 'bucket-name-taken',
    pattern: /requested bucket name is not available|BucketAlreadyExists/,
    cause: 'Somebody has a bucket of this name: names are shared by all accounts.',
    fix: 'Put account and region into the name, or leave `BucketName` out.',
  },
  {
    id: 'bucket-exists',
    type: /^AWS::S3::Bucket$/,
    pattern: /already exists/,
    cause: 'A bucket of this name exists, in this account or another: names are shared by all accounts.',
    fix: 'Put account and region into the name, or leave `BucketName` out; import the bucket if it is yours.',
  },
  {
    id: 'bucket-notification',
    pattern: /Unable to validate the following destination configurations/,
    cause: 'S3 may not send to the queue, topic or function of the notification, or it does not exist yet.',
    fix: 'Allow s3.amazonaws.com on the destination (AWS::Lambda::Permission, queue or topic policy) and let the bucket depend on that (`DependsOn`).',
  },
  {
    id: 'bucket-acl',
    pattern: /Bucket cannot have ACLs set with ObjectOwnership/,
    cause: 'The bucket has an ACL, and buckets have been without ACLs by default since 2023.',
    fix: 'Remove `AccessControl` and use a bucket policy; where an ACL is needed, set `OwnershipControls` to BucketOwnerPreferred.',
  },
  {
    id: 'repository-not-empty',
    pattern: /cannot be deleted because it still contains images/,
    cause: 'The ECR repository still holds images.',
    fix: 'Keep it with `DeletionPolicy: Retain`, or set `EmptyOnDelete` if the images may go.',
  },
  {
    id: 'deletion-protected',
    pattern: /Cannot delete protected|protected against deletion|deletion protection/i,
    cause: '{logicalId} is protected against deletion.',
    fix: 'If it may really go, switch deletion protection off in a deployment of its own first.',
  },
  {
    id: 'dynamodb-one-index',
    pattern: /more than one GSI creation or deletion in a single update/,
    cause:
      'DynamoDB makes or deletes one global secondary index at a time. What counts is the table as it is deployed, not the last commit.',
    fix: 'Split the change over several deployments, one index each.',
  },
  {
    id: 'dynamodb-keys',
    pattern:
      /Some AttributeDefinitions are not used|AttributeDefinitions is inconsistent|index key attribute have no definition|Number of attributes in KeySchema/i,
    cause: '`AttributeDefinitions` and the keys of table and indexes do not match.',
    fix: 'Define exactly those attributes that are keys of the table or of an index; all others need no definition.',
  },
  {
    id: 'dynamodb-busy',
    pattern: /Attempt to change a resource which is still in use|(?:Table|Index) is being (?:updated|created|deleted)/,
    cause: 'The table or an index is being changed by something else at this moment.',
    fix: 'Wait until it is ACTIVE, then deploy again; take automatic changes (scaling, backups, replicas) into account.',
  },
  {
    id: 'rds-version-missing',
    pattern: /Cannot find version (?<version>\S{1,40}) for (?<engine>[\w-]{1,40})/,
    cause: 'RDS offers no {engine} {version} any more, or not in {region}.',
    fix: 'Choose a version that is offered; name the major version only to get the current minor one.',
    commands: [
      'aws rds describe-db-engine-versions --engine {engine} --query DBEngineVersions[].EngineVersion --region {region}',
    ],
  },
  {
    id: 'rds-upgrade',
    pattern: /Cannot upgrade (?<engine>[\w-]{1,40}) from (?<from>\S{1,40}) to (?<to>[\w.-]{1,40})|AllowMajorVersionUpgrade/i,
    cause:
      'The database cannot go from {from|its version} to {to|that one}: RDS may have upgraded it by itself already, or the step is too large.',
    fix: 'Set `EngineVersion` to what runs now (or newer), go by way of a version between, and for a major one set `AllowMajorVersionUpgrade`.',
    commands: [
      'aws rds describe-db-engine-versions --engine {engine|ENGINE} --engine-version {from|VERSION} --query DBEngineVersions[].ValidUpgradeTarget --region {region}',
    ],
  },
  {
    id: 'rds-storage-busy',
    pattern: /storage change is being\s+optimized|storage-optimization|since the last storage modification/,
    cause: 'RDS is still working on the last change of storage; the next one is possible six hours after it.',
    fix: 'Wait until the instance is `available`, then deploy again. With storage autoscaling, mind that RDS grows storage by itself.',
    commands: ['aws rds describe-db-instances --query DBInstances[].[DBInstanceIdentifier,DBInstanceStatus] --region {region}'],
  },
  {
    id: 'rds-storage-size',
    pattern: /Invalid storage size/,
    cause: 'The storage of the database cannot be of that size: it never shrinks, and grows by at least 10 %.',
    fix: 'Set `AllocatedStorage` to at least what the instance has now, or 10 % more.',
  },
  {
    id: 'rds-class',
    pattern: /does not support creating a DB instance with the following combination/,
    cause: 'This instance class does not go with this engine version in {region}.',
    fix: 'Choose a newer class or another version.',
    commands: [
      'aws rds describe-orderable-db-instance-options --engine ENGINE --query OrderableDBInstanceOptions[].DBInstanceClass --region {region}',
    ],
  },
  {
    id: 'rds-password',
    pattern: /MasterUserPassword is not a valid password|MasterUsername \S{1,60} cannot be used/,
    cause: 'RDS does not take this master user name or password.',
    fix: 'Use none of / @ " and blank in the password (`ExcludeCharacters` in a generated secret), no reserved word as name; or set `ManageMasterUserPassword`.',
  },
  {
    id: 'rds-subnets',
    pattern: /doesn't meet Availability Zone \(AZ\) coverage requirement/,
    cause: 'The subnets of the database are all in one availability zone.',
    fix: 'Give the subnet group subnets in two zones or more.',
  },
  {
    id: 'rds-parameter-group',
    pattern: /DBParameterGroupFamily \S{1,60} (?:can't|cannot) be used/i,
    cause: 'The parameter group is of another engine family than the database.',
    fix: 'With a new major version, make a new parameter group of its family (its `Family` cannot be changed in place).',
  },
]
