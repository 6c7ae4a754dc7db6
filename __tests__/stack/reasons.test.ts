import { describe, expect, it } from '@jest/globals'
import { type Circumstances, explain, reasons } from '../../src/stack/reasons.ts'

const AT: Circumstances = { type: 'AWS::X::Y', logicalId: 'Thing', status: 'CREATE_FAILED', stack: 'shop', region: 'eu-west-1' }

const handler = (text: string, code = 'InvalidRequest'): string =>
  `Resource handler returned message: "${text} (Service: X, Status Code: 400, Request ID: 5ce9e2b3) (SDK Attempt Count: 1)" (RequestToken: 79d65bb7, HandlerErrorCode: ${code})`

/** Id, what CloudFormation says, the type where it matters; the comment names where it was seen. */
const EXAMPLES: readonly (readonly [id: string, reason: string, type?: string])[] = [
  // https://github.com/aws/aws-cli/issues/4200
  ['credentials-expired', 'An error occurred (ExpiredToken): The security token included in the request is expired'],
  ['credentials-invalid', handler('The security token included in the request is invalid.', 'GeneralServiceException')],
  [
    'region-not-enabled',
    'OptInRequired: You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.',
  ],
  // https://github.com/ministryofjustice/aws-root-account/pull/1494
  [
    'organization-denied',
    'User: arn:aws:sts::111122223333:assumed-role/Deploy/x is not authorized to perform: rds:CreateDBInstance on resource: arn:aws:rds:eu-west-2:111122223333:db:test with an explicit deny in a service control policy: arn:aws:organizations::111122223333:policy/o-b2/service_control_policy/p-v4',
  ],
  [
    'boundary-denied',
    'User: arn:aws:sts::111122223333:assumed-role/Deploy/x is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::111122223333:role/shop because no permissions boundary allows the iam:CreateRole action',
  ],
  [
    'explicit-deny',
    'User: arn:aws:sts::111122223333:assumed-role/Deploy/x is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::shop" with an explicit deny in a resource-based policy',
  ],
  [
    'pass-role',
    handler(
      'User: arn:aws:sts::111122223333:assumed-role/Deploy/x is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/shop because no identity-based policy allows the iam:PassRole action',
      'AccessDenied',
    ),
  ],
  // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/818
  [
    'service-linked-role',
    'Invalid request provided: CreateCluster Invalid Request: Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
  ],
  // https://github.com/anomalyco/sst/issues/2848
  ['role-not-assumable', handler('The role defined for the function cannot be assumed by Lambda.')],
  ['role-not-assumable', 'Role arn:aws:iam::111122223333:role/cfn is invalid or cannot be assumed'],
  // https://github.com/amazon-connect/amazon-connect-salesforce-lambda/issues/29
  ['lambda-role-lacks', handler('The provided execution role does not have permissions to call CreateNetworkInterface on EC2')],
  // https://github.com/aws-solutions/innovation-sandbox-on-aws/issues/31
  ['kms-lockout', handler('The new key policy will not allow you to update the key policy in the future.')],
  // https://github.com/widdix/aws-cf-templates/issues/259
  [
    'kms-lockout',
    'The new key policy will not allow you to update the key policy in the future. (Service: AWSKMS; Status Code: 400; Error Code: MalformedPolicyDocumentException; Request ID: df8ac002)',
  ],
  // https://github.com/aws/aws-cdk/issues/28304
  [
    'kms-log-group',
    handler(
      "The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:us-east-1:111122223333:log-group:PythonStack-logs'",
      'GeneralServiceException',
    ),
  ],
  // https://github.com/cloudposse/terraform-aws-cloudwatch-flow-logs/issues/5
  [
    'kms-denied',
    'User: arn:aws:sts::111122223333:assumed-role/kinesis/1 is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:111122223333:key/1',
  ],
  // https://github.com/aceew/aws-lambda-env-vars/issues/7
  [
    'kms-denied',
    'AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  ],
  // https://github.com/aws-cloudformation/cfn-lint/issues/4287
  ['invalid-principal', handler('Invalid principal in policy: "AWS":"arn:aws::iam::111122223333:root"')],
  // https://github.com/aws-samples/aws-blog-codepipeline-third-party-git-build-status/issues/6
  ['invalid-principal', 'Policy contains a statement with one or more invalid principals'],
  // https://github.com/ministryofjustice/modernisation-platform-environments/pull/590
  ['policy-malformed', 'MalformedPolicyDocument: Resource bucket-20220511 must be in ARN format or "*".'],
  ['tag-policy', "The tag policy does not allow the specified value for the following tag key: 'CostCenter'."],
  [
    's3-public-blocked',
    'User: arn:aws:sts::111122223333:assumed-role/Deploy/x is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::shop" because public policies are blocked by the BlockPublicPolicy block public access setting.',
  ],
  [
    'lambda-code-denied',
    'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for artifacts/code.zip. S3 Error Code: AccessDenied. S3 Error Message: Access Denied',
  ],
  // https://github.com/aws-cloudformation/rain/pull/744
  [
    'early-validation',
    'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.',
  ],
  // https://github.com/aws/aws-cdk/issues/21674
  ['hook-failed', 'The following hook(s) failed: [Private::Guard::Hook]'],
  // https://github.com/aws/aws-cdk-cli/pull/1198
  [
    'hook-failed',
    'Hook failed with message: Template failed validation, the following rule(s) failed: AWS_S3_Bucket_AccessControl.',
  ],
  // Seen in a public write-up of stack policies, by its exact words.
  [
    'stack-policy',
    'Action denied by stack policy: Statement [#1] does not allow [Update:Replace] for resource [LogicalResourceId/VPC];',
  ],
  ['termination-protection', 'Stack [shop] cannot be deleted while TerminationProtection is enabled'],
  [
    'alarm-rollback',
    'Rollback requested: the following rollback triggers are in ALARM state: [arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors]',
  ],
  // https://github.com/anomalyco/sst/issues/1256
  ['export-deleted', 'Export dev-stackA:ExportsOutputRefTableArn30B25837ED330C0 cannot be deleted as it is in use by dev-stackB'],
  // https://github.com/aws/aws-cdk/issues/33395
  ['export-deleted', 'Delete canceled. Cannot delete export dev-vpc:CidrBlock07D1D2D0 as it is in use by dev-eks-cluster'],
  // https://github.com/linz/geostore/issues/630
  ['export-changed', 'Export ci-storage:ExportsOutputRefTable cannot be updated as it is in use by ci-api'],
  ['export-missing', 'No export named shop-vpc-id found. Rollback requested by user.'],
  ['export-exists', 'Export with name shop-vpc-id is already exported by stack shop-network. Rollback requested by user.'],
  // https://github.com/envato/stack_master/issues/138
  ['capability-missing', 'Requires capabilities : [CAPABILITY_NAMED_IAM]'],
  // https://github.com/aws/serverless-application-model/issues/1044
  ['circular-dependency', 'Circular dependency between resources: [LaunchConfig, ElasticLoadBalancer, MySecurityGroup]'],
  // https://github.com/openedx-unsupported/configuration/issues/137
  [
    'circular-dependency',
    'Template error: resource RabbitMQScaleUpPolicy has missing or circular dependencies: RabbitMQServerASGroup.',
  ],
  // https://github.com/serverless/serverless/issues/4745
  [
    'reference-unresolved',
    'Template format error: Unresolved resource dependencies [VpcID] in the Resources block of the template',
  ],
  ['reference-unresolved', 'Template error: instance of Fn::GetAtt references undefined resource Tabel'],
  ['type-unknown', 'Template format error: Unrecognized resource types: [AWS::S3::Buket]'],
  // https://github.com/lumigo-io/SAR-Logging/issues/21
  [
    'sam-invalid',
    "Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application Specification document. Number of errors found: 2. Resource with id [A] is invalid. Either 'InlineCode' or 'CodeUri' must be set",
  ],
  ['macro-missing', 'No transform named 111122223333::S3Objects found.'],
  // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/482
  ['transform-failed', 'Transform 123456789012::MyMacro failed without an error message.'],
  // https://github.com/aws-cloudformation/aws-cloudformation-templates/issues/267
  ['transform-failed', 'Received malformed response from transform 111122223333::S3Objects.'],
  // https://github.com/aws-samples/amazon-connect-custom-ccp/issues/2
  ['ssm-parameter-missing', 'Unable to fetch parameters [/company/connect-id] from parameter store for this account.'],
  // https://github.com/aws-samples/data-mesh-datazone-cdk-cloudformation/issues/19
  ['ssm-parameter-missing', 'Parameters: [ssm:/xxxx/blueprintId] cannot be found.'],
  // https://github.com/aws/aws-sam-cli/issues/2153
  ['secret-key-missing', 'Could not find a value associated with JSONKey in SecretString'],
  // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1187
  [
    'secret-missing',
    "Secrets Manager can't find the specified secret. (Service: AWSSecretsManager; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: 1)",
  ],
  // https://github.com/udondan/cdk-ec2-key-pair/issues/2
  [
    'secret-deleted',
    "Failed to create resource. You can't create this secret because a secret with this name is already scheduled for deletion. | Full error in CloudWatch 2020/04/03/[$LATEST]3a3e",
  ],
  // https://github.com/sat-utils/sat-api/issues/25
  ['parameter-missing', 'Parameters: [ArtifactPath, ConfigS3Bucket] must have values'],
  ['parameter-unknown', 'Parameters: [Colour] do not exist in the template'],
  ['parameter-invalid', "Parameter 'Size' must be one of AllowedValues"],
  ['too-many-resources', 'Template format error: Number of resources, 501, is greater than maximum allowed, 500'],
  [
    'template-too-large',
    "1 validation error detected: Value '...' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
  ],
  // https://github.com/aws-samples/aws-vpc-cidr-mgmt/issues/10
  ['template-too-large', 'Template may not exceed 1000000 bytes in size.'],
  // https://github.com/danilop/serverless-chat/issues/2
  ['template-malformed', 'Template validation error: Template format error: YAML not well-formed. (line 40, column 5)'],
  // https://github.com/cloudtools/stacker/issues/96
  [
    'custom-name-replaced',
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename apirdsdb and update the stack again.',
  ],
  // https://github.com/aws-samples/eb-php-wordpress/issues/25
  ['in-other-stack', 'fsmt-0a1b already exists in stack arn:aws:cloudformation:us-east-1:111122223333:stack/awseb-stack/1'],
  // https://github.com/aws-solutions/amazon-marketing-cloud-uploader-from-aws/issues/167
  [
    'log-group-exists',
    handler(
      `Resource of type 'AWS::Logs::LogGroup' with identifier '{"/properties/LogGroupName":"/aws/lambda/x"}' already exists.`,
      'AlreadyExists',
    ),
    'AWS::Logs::LogGroup',
  ],
  ['queue-just-deleted', 'You must wait 60 seconds after deleting a queue before you can create another with the same name.'],
  ['queue-attribute', handler('Unknown Attribute FifoQueue.')],
  ['topic-endpoint', handler('Invalid parameter: Unsupported endpoint format')],
  // https://github.com/aws-amplify/amplify-js/issues/6459
  [
    'user-pool-schema',
    'Existing schema attributes cannot be modified or deleted. (Service: AWSCognitoIdentityProvider; Status Code: 400; Error Code: InvalidParameterException; Request ID: null; Proxy: null)',
  ],
  // https://github.com/aws/aws-parallelcluster/issues/4031
  ['role-in-use', handler('Cannot delete entity, must detach all policies first.', 'InvalidRequest')],
  // https://github.com/DataDog/datadog-aws-controltower/issues/9
  [
    'custom-resource-silent',
    'CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [6da1afd2]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.',
  ],
  // https://github.com/aws/aws-cdk/issues/2126
  ['custom-resource-silent', 'Custom Resource failed to stabilize in expected time'],
  // https://github.com/aws-samples/immersive-media-refarch/issues/7
  ['wait-condition', 'WaitCondition timed out. Received 0 conditions when expecting 1'],
  // https://github.com/lambci/ecs/issues/19
  [
    'wait-condition',
    'Failed to receive 1 resource signal(s) for the current batch. Each resource signal timeout is counted as a FAILURE.',
  ],
  // https://github.com/aws-samples/well-architected-iac-analyzer/issues/108
  ['wait-condition', 'Received FAILURE signal with UniqueId i-0a1b2c3d4e5f'],
  [
    'lambda-code-region',
    'Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error Message: The bucket is in this region: us-east-1. Please use this region to retry the request',
  ],
  // https://github.com/serverless/serverless/issues/13208
  [
    'lambda-code-missing',
    handler('Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.'),
  ],
  // https://github.com/amazon-archives/aws-waf-sample/issues/25
  [
    'lambda-code-missing',
    'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
  ],
  [
    'lambda-image-missing',
    handler('Source image 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:1 does not exist. Provide a valid source image.'),
  ],
  // https://github.com/gunnargrosch/failure-lambda/issues/45
  ['lambda-too-large', handler('Unzipped size must be smaller than 262144000 bytes')],
  ['lambda-zip-broken', handler('Could not unzip uploaded file. Please check your file, then try to upload again.')],
  // https://github.com/voicefoundry-cloud-public/Amazon-Connect-Chat-Translate-Demo/issues/10
  [
    'lambda-runtime',
    handler(
      'The runtime parameter of nodejs12.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use the new runtime (nodejs18.x) while creating or updating functions.',
    ),
  ],
  // https://github.com/CloudSnorkel/cdk-github-runners/pull/995
  [
    'lambda-environment',
    handler(
      'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. Measured size: 4232 bytes',
    ),
  ],
  [
    'lambda-edge-replica',
    'Lambda was unable to delete arn:aws:lambda:us-east-1:111122223333:function:edge:1 because it is a replicated function.',
  ],
  // https://github.com/mongodb/docs-worker-pool/pull/878
  [
    'queue-timeout',
    handler('Invalid request provided: Queue visibility timeout: 30 seconds is less than Function timeout: 120 seconds'),
  ],
  // https://github.com/aws/copilot-cli/issues/5296
  [
    'ecs-circuit-breaker',
    handler("Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.", 'GeneralServiceException'),
  ],
  ['ecs-unstable', handler('Exceeded attempts to wait', 'NotStabilized'), 'AWS::ECS::Service'],
  // https://github.com/commonwarexyz/monorepo/issues/2859
  [
    'capacity',
    'We currently do not have sufficient t4g.xlarge capacity in the Availability Zone you requested (eu-north-1a). Our system will be working on provisioning additional capacity.',
  ],
  // https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-awsutilities-commandrunner/issues/37
  [
    'instance-type-unsupported',
    'Your requested instance type (t3.micro) is not supported in your requested Availability Zone (us-east-1e). Please retry your request by not specifying an Availability Zone or choosing us-east-1a.',
  ],
  // https://github.com/F5Networks/f5-aws-cloudformation-v2/issues/58
  ['image-missing', handler("The image id '[ami-00543d76373f96fe7]' does not exist")],
  ['key-pair-missing', handler("The key pair 'ops' does not exist")],
  // https://github.com/aws/aws-cdk/issues/14456
  [
    'security-group-in-use',
    'resource sg-04eb9b4569cb59608 has a dependent object (Service: AmazonEC2; Status Code: 400; Error Code: DependencyViolation)',
  ],
  // https://github.com/aws/copilot-cli/issues/5481
  ['network-in-use', handler("The subnet 'subnet-018a56d9f6694def5' has dependencies and cannot be deleted.")],
  ['interface-in-use', "Network interface 'eni-0a1b2c3d' is currently in use."],
  [
    'addresses-mapped',
    handler(
      'Network vpc-0a1b has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.',
    ),
  ],
  // https://github.com/PrairieLearn/PrairieLearn/issues/3271
  [
    'subnet-full',
    "There are not enough free addresses in subnet 'subnet-66d3dd2c' to satisfy the requested number of instances.",
  ],
  // https://github.com/brentley/ecsworkshop/issues/138
  [
    'cidr-conflict',
    "The CIDR '10.0.0.160/27' conflicts with another subnet (Service: AmazonEC2; Status Code: 400; Error Code: InvalidSubnet.Conflict)",
  ],
  // https://github.com/alphagov/govuk-infrastructure/pull/140
  [
    'dns-record-exists',
    "[Tried to create resource record set [name='static.test.example.com.', type='A'] but it already exists]",
  ],
  // https://github.com/toshke/big-blue-button-cloudformation-cfhl/issues/15
  ['hosted-zone-missing', 'No hosted zones named example.com. found'],
  // https://github.com/jogold/cloudstructs/issues/169
  [
    'cname-taken',
    handler('Invalid request provided: One or more of the CNAMEs you provided are already associated with a different resource.'),
  ],
  // https://github.com/JakePartusch/serverlessui/issues/20
  [
    'certificate-region',
    "The specified SSL certificate doesn't exist, isn't in us-east-1 region, isn't valid, or doesn't include a valid certificate chain. (Service: AmazonCloudFront; Status Code: 400; Error Code: InvalidViewerCertificate)",
  ],
  [
    'certificate-pending',
    handler(
      "The certificate 'arn:aws:acm:eu-west-1:111122223333:certificate/1' must have a fully-qualified domain name, a supported signature, and a supported key size.",
    ),
  ],
  // https://github.com/aws-samples/amazon-bedrock-knowledgebase-slackbot/issues/6
  ['api-logging-role', handler('CloudWatch Logs role ARN must be set in account settings to enable logging')],
  // https://github.com/serverless/serverless/issues/2730
  ['api-path-exists', 'Another resource with the same parent already has this name: {email}.'],
  ['api-no-methods', handler("The REST API doesn't contain any methods")],
  // https://github.com/carlnordenfelt/aws-api-gateway-for-cloudformation/issues/27
  ['api-conflict', 'BadRequestException: Unable to complete operation due to concurrent modification. Please try again later.'],
  // https://github.com/aws-cloudformation/rain/issues/128
  [
    'bucket-not-empty',
    'The bucket you tried to delete is not empty. You must delete all versions in the bucket. (Service: Amazon S3; Status Code: 409; Error Code: BucketNotEmpty)',
  ],
  [
    'bucket-owned',
    'Your previous request to create the named bucket succeeded and you already own it. (Error Code: BucketAlreadyOwnedByYou)',
  ],
  // https://github.com/aws-samples/aws-workshop-for-kubernetes/issues/107
  [
    'bucket-name-taken',
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
  ],
  ['bucket-exists', 'shop-assets already exists', 'AWS::S3::Bucket'],
  // https://github.com/aws-samples/aws-control-tower-account-factory/pull/2
  [
    'bucket-notification',
    'Unable to validate the following destination configurations (Service: Amazon S3; Status Code: 400; Error Code: InvalidArgument)',
  ],
  ['bucket-acl', handler("Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")],
  [
    'repository-not-empty',
    handler(
      "The repository with name 'shop' in registry with id '111122223333' cannot be deleted because it still contains images",
    ),
  ],
  ['deletion-protected', handler('Cannot delete protected DB Instance, please disable deletion protection and try again.')],
  // https://github.com/aws/aws-cdk/issues/14920
  ['dynamodb-one-index', 'Cannot perform more than one GSI creation or deletion in a single update'],
  // https://github.com/aws-samples/aws-batch-processing-job-repo/pull/4
  [
    'dynamodb-keys',
    'One or more parameter values were invalid: Some AttributeDefinitions are not used. AttributeDefinitions: [A, B], keys used: [A] (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException)',
  ],
  // https://github.com/aws-cloudformation/cfn-lint/issues/1037
  ['dynamodb-keys', 'Property AttributeDefinitions is inconsistent with the KeySchema of the table and the secondary indexes'],
  // https://github.com/hashicorp/terraform/issues/9559
  ['dynamodb-busy', 'Attempt to change a resource which is still in use: Index is being updated.  Table: Keys Index: UserId'],
  // https://github.com/kazusato/k8sbook/pull/7
  ['rds-version-missing', handler('Cannot find version 10.6 for postgres')],
  // https://github.com/ministryofjustice/cloud-platform-environments/pull/25897
  ['rds-upgrade', handler('Cannot upgrade postgres from 15.7 to 15.5')],
  // https://github.com/aws/aws-cdk/issues/29916
  [
    'rds-storage-busy',
    handler(
      "You can't currently modify the storage of this DB instance because the previous storage change is being\noptimized.",
    ),
  ],
  // https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1312
  ['rds-storage-size', 'Invalid storage size for engine name mysql and storage type gp2: 21'],
  // https://github.com/aws-samples/cfn101-workshop/issues/265
  [
    'rds-class',
    handler(
      'RDS does not support creating a DB instance with the following combination: DBInstanceClass=db.t2.micro, Engine=mysql, EngineVersion=8.0.35, LicenseModel=general-public-license.',
    ),
  ],
  // https://github.com/alphagov/govuk-infrastructure/pull/1270
  [
    'rds-password',
    `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
  ],
  [
    'rds-subnets',
    handler("The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: us-east-1a."),
  ],
  [
    'rds-parameter-group',
    handler(
      "The parameter group p with DBParameterGroupFamily postgres13 can't be used for this instance. Please use a parameter group with DBParameterGroupFamily postgres16.",
    ),
  ],
  // https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/241
  ['quota-vpcs', handler('The maximum number of VPCs has been reached.', 'GeneralServiceException')],
  // https://github.com/aws-quickstart/quickstart-drupal/issues/6
  ['quota-addresses', 'The maximum number of addresses has been reached.'],
  ['quota-gateways', 'The maximum number of internet gateways has been reached. (Error Code: InternetGatewayLimitExceeded)'],
  [
    'quota-nat-gateways',
    'Performing this operation would exceed the limit of 5 NAT gateways (Error Code: NatGatewayLimitExceeded)',
  ],
  // https://github.com/aws-solutions-library-samples/qnabot-on-aws/issues/285
  [
    'quota-buckets',
    'You have attempted to create more buckets than allowed (Service: Amazon S3; Status Code: 400; Error Code: TooManyBuckets;',
  ],
  // https://github.com/aws/aws-cdk/issues/31198
  ['quota-role-policies', handler('Cannot exceed quota for PoliciesPerRole: 10', 'ServiceLimitExceeded')],
  ['quota-roles', handler('Cannot exceed quota for RolesPerAccount: 1000', 'ServiceLimitExceeded')],
  [
    'quota-vcpus',
    'You have requested more vCPU capacity than your current vCPU limit of 5 allows for the instance bucket that the specified instance type belongs to.',
  ],
  // https://github.com/aws-amplify/amplify-cli/issues/2467
  ['quota-stacks', 'Limit for stack has been exceeded'],
  // https://github.com/awslabs/amazon-neptune-tools/issues/324
  [
    'quota-lambda-concurrency',
    handler(
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [50].",
    ),
  ],
  // https://github.com/ministryofjustice/cloud-platform-environments/pull/14473
  ['policy-too-large', 'LimitExceeded: Cannot exceed quota for PolicySize: 6144'],
  ['dynamodb-decreases', 'Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day.'],
  ['quota', handler('Limit exceeded for resource of type AWS::Events::Rule', 'ServiceLimitExceeded')],
  // https://github.com/aws-amplify/amplify-cli/issues/9839
  [
    'not-authorized',
    handler(
      'User: arn:aws:sts::111122223333:assumed-role/Deploy/admin is not authorized to perform: states:CreateStateMachine on resource: arn:aws:states:us-east-1:111122223333:stateMachine:S because no identity-based policy allows the states:CreateStateMachine action',
      'AccessDenied',
    ),
  ],
  // https://github.com/service-cloud-voice/examples-from-doc/issues/51
  ['not-authorized', 'API: s3:PutBucketPolicy Access Denied'],
  // https://github.com/aws/aws-pdk/pull/104
  [
    'not-authorized',
    '[FAILED] from custom resource. Message returned: User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: wafv2:CreateWebACL on resource: arn:aws:wafv2:us-east-1:111122223333:global/ipset/a/b because no identity-based policy allows the wafv2:CreateWebACL action',
  ],
  // https://github.com/aws/aws-cdk/issues/9521
  [
    'throttled',
    'Invalid request provided: Too Many Requests (Service: ApiGateway, Status Code: 429, Request ID: X, Extended Request ID: null)',
  ],
  // https://github.com/aws/aws-cli/issues/3002
  [
    'throttled',
    'Unable to create alarms for scaling policy P due to reason: Rate exceeded (Service: AmazonCloudWatch; Status Code: 400; Error Code: Throttling)',
  ],
  // https://github.com/aws-samples/aws-saas-factory-bootcamp/issues/63
  [
    'custom-resource-failed',
    'Received response status [FAILED] from custom resource. Message returned: See the details in CloudWatch Log Stream: 2021/07/14/[$LATEST]x (RequestId: y)',
  ],
  // https://github.com/aws-samples/bedrock-chat/issues/794
  [
    'name-taken',
    handler("Resource of type 'AWS::CloudFront::OriginAccessControl' with identifier 'X' already exists.", 'AlreadyExists'),
  ],
  // https://github.com/aws-cloudformation/iac-model-evaluation/issues/29
  ['property-invalid', 'Properties validation failed for resource Baseline with message: #: required key [Name] not found'],
  ['stack-time-limit', 'Stack creation time exceeded the specified timeout. Rollback requested by user.'],
  // https://github.com/aws-quickstart/quickstart-dotnetcore-cicd/issues/21
  ['not-stabilized', handler('Exceeded attempts to wait', 'NotStabilized')],
  // https://github.com/aws-samples/aws-modern-application-workshop/issues/120
  ['not-stabilized', 'Bucket mythical did not stabilize'],
  // https://github.com/convox/praxis/issues/331
  [
    'nested-stack',
    'Embedded stack arn:aws:cloudformation:us-east-1:111122223333:stack/qa10-Network/62b7 was not successfully created: The following resource(s) failed to create: [Vpc].',
  ],
  ['resources-failed', 'The following resource(s) failed to create: [LambdaFunction, Table]. Rollback requested by user.'],
  ['resource-missing', handler('One or more listeners not found', 'NotFound')],
  // https://github.com/org-formation/org-formation-reference/issues/53
  ['internal-failure', 'Internal Failure'],
]

const found = (reason: string, type = AT.type) => explain(reason, { ...AT, type })

describe('reasons', () => {
  it.each(EXAMPLES.map(([id, reason, type]) => ({ id, reason, type })))('$id: $reason', ({ id, reason, type }) =>
    expect(found(reason, type)?.id).toBe(id),
  )

  it('are many, told apart, and each has an example', () => {
    const ids = reasons.map(({ id }) => id)
    expect(ids.length).toBeGreaterThanOrEqual(50)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...new Set(EXAMPLES.map(([id]) => id))].sort()).toEqual([...ids].sort())
  })

  it('do not change their mind when they are asked in any order', () => {
    for (const { pattern } of reasons) expect(pattern.flags).not.toMatch(/[gy]/)
  })

  it('say nothing of what is not known', () => {
    expect(found('')).toBeUndefined()
    expect(found('Something new')).toBeUndefined()
    expect(found('Resource creation cancelled')).toBeUndefined()
  })

  it('speak whole sentences without gaps', () => {
    for (const [, reason, type] of EXAMPLES) {
      const { cause, fix, commands } = found(reason, type) ?? { cause: '', fix: '', commands: [] }
      for (const text of [cause, fix]) expect(text).toMatch(/^[^{}]*(?:\{email\}[^{}]*)?[.)]$/)
      for (const text of [cause, fix, ...commands]) expect(text).not.toMatch(/\bunknown\b|undefined|\|/)
      for (const command of commands) expect(command).toMatch(/^(?:aws|sam|cfn-lint) /)
    }
  })

  it('name action, resource and principal of a missing permission', () => {
    const { cause, fix } = found(EXAMPLES.find(([id]) => id === 'not-authorized')?.[1] ?? '') ?? {}
    const by = 'arn:aws:sts::111122223333:assumed-role/Deploy/admin'
    expect(cause).toBe(
      `${by} lacks the permission states:CreateStateMachine on arn:aws:states:us-east-1:111122223333:stateMachine:S.`,
    )
    expect(fix).toContain(`Allow states:CreateStateMachine on arn:aws:states:us-east-1:111122223333:stateMachine:S to ${by}`)
    expect(found('API: ec2:CreateVpc You are not authorized to perform this operation.')?.cause).toBe(
      'The deploying role lacks the permission ec2:CreateVpc on the resource.',
    )
    expect(found('Access Denied')?.cause).toBe('The deploying role lacks the permission that this takes on the resource.')
  })

  it('name the quota with the command that raises it', () => {
    const { commands } = found(handler('The maximum number of VPCs has been reached.')) ?? {}
    expect(commands?.[1]).toBe(
      'aws service-quotas request-service-quota-increase --service-code vpc --quota-code L-F678F1CE --desired-value NUMBER --region eu-west-1',
    )
    expect(found('Cannot exceed quota for RolesPerAccount: 1000')?.commands[0]).toMatch(/--region us-east-1$/)
  })

  it('quote what a person may paste into a shell', () => {
    const { commands } = explain("Export a;$(id)'b cannot be updated as it is in use by x", AT) ?? {}
    expect(commands?.[0]).toBe("aws cloudformation list-imports --export-name 'a;$(id)'\\''b' --region eu-west-1")
  })

  it('put values in once, shortened and on one line', () => {
    expect(found('No export named {stack} found')?.cause).toContain('imports {stack}, and no stack in eu-west-1')
    expect(found('Unrecognized resource types: [A,\n  B]')?.cause).toContain('A, B')
    expect(found(`No export named ${'n'.repeat(250)} found`)?.cause.length).toBeLessThan(280)
  })

  describe('cost no more than their length on hostile text', () => {
    const LENGTH = 100_000
    const MOST_MS = 500
    const long = (seed: string): string => seed.repeat(Math.ceil(LENGTH / seed.length)).slice(0, LENGTH)
    const common = ['a', ' ', '"', 'User: arn:', 'role ', 'ALARM rollback trigger '].map(long)
    // The beginnings of what a pattern looks for, over and over: what makes a careless one go back and forth.
    const own = (id: string): readonly string[] =>
      EXAMPLES.filter(([example]) => example === id).flatMap(([, reason]) =>
        [8, 25, 60].map((size) => long(reason.slice(0, size))),
      )
    it.each(reasons.map(({ id, pattern }) => [id, pattern] as const))('%s', (id, pattern) => {
      for (const text of [...common, ...own(id)]) {
        const begin = performance.now()
        pattern.test(text)
        expect(performance.now() - begin).toBeLessThan(MOST_MS)
      }
    })
    it('explain', () => {
      for (const text of common) {
        const begin = performance.now()
        explain(text, AT)
        expect(performance.now() - begin).toBeLessThan(MOST_MS)
      }
    })
  })
})
