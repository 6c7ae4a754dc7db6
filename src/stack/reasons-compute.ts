import type { ReasonEntry } from './reasons-entry.ts'

/** Lambda, ECS, EC2 and custom resources. */
export const compute: readonly ReasonEntry[] = [
  {
    id: 'custom-resource-silent',
    pattern: /did not receive a response from your Custom Resource|Custom Resource failed to stabilize in expected time/,
    cause:
      'The function behind the custom resource {logicalId} never answered CloudFormation: it crashed, timed out, or cannot reach S3 from its VPC.',
    fix: 'Read its log. Every path, errors included, must send a response to the `ResponseURL`; `ServiceTimeout` shortens the wait.',
    commands: [
      'aws cloudformation describe-stack-resource --stack-name {stack} --logical-resource-id {logicalId} --region {region}',
    ],
  },
  {
    id: 'wait-condition',
    pattern:
      /WaitCondition timed out|Failed to receive \d{1,9} resource signal|Received FAILURE signal with UniqueId (?<on>\S{1,100})/,
    cause:
      'The instance behind {logicalId} did not signal success in time: its start-up script failed, or it cannot reach CloudFormation.',
    fix: 'Read /var/log/cloud-init-output.log and /var/log/cfn-init.log on the instance (keep it by switching rollback off); check its route to the internet or the VPC endpoint.',
  },
  {
    id: 'lambda-code-region',
    pattern: /S3 Error Code: PermanentRedirect/,
    cause: 'The bucket with the code of the function is in another region than the function.',
    fix: 'Upload the code to a bucket in {region}.',
  },
  {
    id: 'lambda-code-missing',
    pattern: /while GetObject\. S3 Error Code: (?<code>NoSuch\w{1,30})/,
    cause:
      'The code of the function is not where `Code` points ({code}): it was not uploaded, was cleaned up, or is in another bucket.',
    fix: 'Upload the artifact again (build and package), and keep artifacts at least as long as you may roll back to them.',
  },
  {
    id: 'lambda-image-missing',
    pattern: /Source image (?<on>\S{1,300}) (?:does not exist|is not valid)/,
    cause: 'The container image {on} does not exist, or Lambda cannot use it.',
    fix: 'Push it to ECR in {region} for the architecture of the function, without an attestation manifest (`--provenance=false`).',
  },
  {
    id: 'lambda-too-large',
    pattern:
      /Unzipped size must be smaller than|code combined with layers exceeds|Request must be smaller than \d{1,12} bytes for the (?:Create|Update)FunctionCode/,
    cause: 'The function with its layers is larger than 250 MB unzipped.',
    fix: 'Bundle and leave out what is not used (the AWS SDK, tests, source maps), or deploy it as a container image.',
  },
  {
    id: 'lambda-zip-broken',
    pattern: /Could not unzip uploaded file|Uploaded file must be a non-empty zip/,
    cause: 'The artifact of the function is no zip file, or an empty one.',
    fix: 'Look at what the build uploaded.',
  },
  {
    id: 'lambda-runtime',
    pattern: /runtime parameter of (?<runtime>\S{1,40}) is no longer supported/,
    cause: 'Lambda does not take the runtime {runtime} any more.',
    fix: 'Move the function to a supported runtime; a retired one can be neither created nor updated.',
  },
  {
    id: 'lambda-environment',
    pattern: /configure your environment variables because|reserved keys that are currently not supported for modification/,
    cause: 'The environment variables of the function are over 4 KB together, or set a name that Lambda reserves.',
    fix: 'Keep long values in Parameter Store or Secrets Manager, and do not set names such as AWS_REGION.',
  },
  {
    id: 'lambda-edge-replica',
    pattern: /replicated function/,
    cause: 'The function runs at the edge, and its replicas are not gone yet.',
    fix: 'Take it off the distribution; some hours later it can be deleted. Set `DeletionPolicy: Retain` for this deployment.',
  },
  {
    id: 'queue-timeout',
    pattern: /Queue visibility timeout: (?<queue>\d{1,9}) seconds is less than Function timeout: (?<timeout>\d{1,9}) seconds/,
    cause: 'A message would come back after {queue} s while the function may still work on it for {timeout} s.',
    fix: 'Set `VisibilityTimeout` of the queue to at least {timeout}, better six times that.',
  },
  {
    id: 'ecs-circuit-breaker',
    pattern: /Deployment Circuit Breaker was triggered/i,
    cause: 'The tasks of the new version kept failing to start or to pass their health check, so ECS gave up.',
    fix: 'Look at why the tasks stopped, and at the log of the containers. Common are a missing image, a secret that cannot be read, a crash, and the wrong port or path of the health check.',
    commands: ['aws ecs list-tasks --cluster CLUSTER --desired-status STOPPED --region {region}'],
  },
  {
    id: 'ecs-unstable',
    type: /^AWS::ECS::Service$/,
    pattern: /NotStabilized|did not stabilize|Exceeded attempts to wait|timed? ?out/i,
    cause: 'The service {logicalId} did not reach its desired number of healthy tasks in time.',
    fix: 'Look at the events of the service and at why tasks stopped. `DeploymentCircuitBreaker` would have ended this in minutes.',
    commands: ['aws ecs list-tasks --cluster CLUSTER --desired-status STOPPED --region {region}'],
  },
  {
    id: 'capacity',
    pattern: /sufficient (?<on>\S{1,40} )?capacity|InsufficientInstanceCapacity|InsufficientDBInstanceCapacity/i,
    cause: 'AWS has no {on|free} capacity in that availability zone now.',
    fix: 'Allow more zones or instance types, or try again later.',
  },
  {
    id: 'instance-type-unsupported',
    pattern:
      /instance type \((?<on>[^)]{1,40})\) is not supported in your requested Availability Zone|requested configuration is currently not supported/,
    cause: 'The instance type {on|asked for} is not offered in that zone or region.',
    fix: 'Choose a subnet in another zone, or another type.',
    commands: [
      'aws ec2 describe-instance-type-offerings --location-type availability-zone --filters Name=instance-type,Values={on|TYPE} --region {region}',
    ],
  },
  {
    id: 'image-missing',
    pattern: /image id '\[(?<on>ami-\w{1,40})\]' does not exist|InvalidAMIID/,
    cause:
      'The image {on|of the instance} does not exist in {region}, or is private. An id is good in one region only, and old images are withdrawn.',
    fix: 'Take the id from the public SSM parameter (`/aws/service/...`) in place of a fixed one.',
  },
  {
    id: 'key-pair-missing',
    pattern: /key pair '(?<on>[^']{1,255})' does not exist/,
    cause: 'The key pair {on} does not exist in {region}.',
    fix: 'Create or import it, or leave it out and connect with Session Manager.',
  },
]
