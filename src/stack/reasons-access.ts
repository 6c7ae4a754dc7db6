import type { ReasonEntry } from './reasons-entry.ts'

/** Credentials, roles, policies and keys. */
export const access: readonly ReasonEntry[] = [
  {
    id: 'credentials-expired',
    pattern: /ExpiredToken|security token included in the request is expired/i,
    cause: 'The credentials ran out while CloudFormation was using them.',
    fix: 'Give CloudFormation a service role (`role-arn`), whose credentials it renews, or lengthen the maximum session of the deploying role; then deploy again.',
  },
  {
    id: 'credentials-invalid',
    pattern: /security token included in the request is invalid|UnrecognizedClientException|InvalidClientTokenId/i,
    cause: 'AWS does not accept the credentials in {region}. A region that the account has not enabled answers the same way.',
    fix: 'See whether the region is enabled for the account; if it is, check the role that the workflow assumes.',
    commands: ['aws account get-region-opt-status --region-name {region}'],
  },
  {
    id: 'region-not-enabled',
    pattern: /OptInRequired|not subscribed to this service|needs a subscription for the service/i,
    cause: 'The account has not opted into this service or into {region}.',
    fix: 'Enable the region, or sign up for the service in the console, and wait until it says enabled.',
    commands: ['aws account get-region-opt-status --region-name {region}'],
  },
  {
    id: 'organization-denied',
    pattern: /with an explicit deny in a (?<kind>service|resource) control policy/,
    cause:
      'The organization denies {action|this action} on {on|the resource} by a {kind} control policy; no permission in the account can outweigh it.',
    fix: 'Change the resource so that the policy allows it (region, encryption, tags, size), or ask whoever keeps the policies of the organization.',
  },
  {
    id: 'boundary-denied',
    pattern: /no permissions boundary allows|explicit deny in a permissions boundary/,
    cause: 'The permissions boundary of {by|the deploying role} does not allow {action|this action}.',
    fix: 'Add the action to the boundary. A permission in the role alone changes nothing.',
  },
  {
    id: 'explicit-deny',
    pattern: /with an explicit deny/,
    cause: 'A policy denies {by|the deploying role} the action {action|named above} on {on|the resource} outright.',
    fix: 'Look for a statement with `Effect: Deny` in the policies of the role and of the resource (often with a condition on tags, region or VPC endpoint) and make an exception.',
  },
  {
    id: 'pass-role',
    pattern: /authorized to perform: iam:PassRole|Cross-account pass role is not allowed/,
    cause: '{by|The deploying role} may not hand {on|the role} to the service.',
    fix: 'Allow `iam:PassRole` on {on|that role} for {by|the deploying role}, with the condition `iam:PassedToService`. A role of another account cannot be passed.',
  },
  {
    id: 'service-linked-role',
    pattern: /service[- ]linked role/i,
    cause: "The account lacks the service's own (service-linked) role, or it was made a moment ago.",
    fix: 'Deploy again: the first try often makes it. Otherwise create it once per account, or allow `iam:CreateServiceLinkedRole`. The name of the service is that of its endpoint, such as ecs.amazonaws.com.',
    commands: ['aws iam create-service-linked-role --aws-service-name SERVICE.amazonaws.com'],
  },
  {
    id: 'role-not-assumable',
    pattern:
      /cannot be assumed by \w{1,40}|is invalid or cannot be assumed|role [^\n]{1,200} (?:cannot|could not|unable to) be assumed/i,
    cause:
      'The service may not assume the role: its trust policy does not name the service, or the role is so new that it is not yet known everywhere.',
    fix: 'Name the service as `Principal` of `sts:AssumeRole` in the trust policy. If it is there already, deploy again.',
  },
  {
    id: 'lambda-role-lacks',
    pattern: /execution role does not have permissions to call (?<call>\w{1,60}) on (?<service>\w{1,60})/,
    cause: "The function's execution role lacks {call} on {service}, or its policy is attached only after the function needs it.",
    fix: 'Allow {call} in the execution role, and let the function depend on the policy (`DependsOn`). In a VPC, AWSLambdaVPCAccessExecutionRole has what it takes.',
  },
  {
    id: 'kms-lockout',
    pattern: /new key policy will not allow you to update the key policy/,
    cause: 'The key policy would lock everybody out: it names no principal that is deploying and may call kms:PutKeyPolicy.',
    fix: 'Let the key policy allow `kms:*` for the account root, and the deploying role `kms:PutKeyPolicy`.',
  },
  {
    id: 'kms-log-group',
    pattern: /KMS key does not exist or is not allowed to be used with Arn '(?<on>[^']{1,300})/,
    cause: 'CloudWatch Logs may not use the key for {on}.',
    fix: 'Allow logs.{region}.amazonaws.com in the key policy: kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey*, kms:Describe*. The key must be in the same region.',
  },
  {
    id: 'kms-denied',
    pattern:
      /authorized to perform: kms:|ciphertext refers to a customer master key|KMS\.?AccessDenied|KMS key [^\n]{0,200} is (?:disabled|pending deletion)/i,
    cause:
      'The KMS key is out of reach: {action|use of the key} is not allowed by the key policy, or the key is disabled, deleted or in another region.',
    fix: 'A key policy must allow it as well as the policy of the role: allow {action|kms:Decrypt, kms:GenerateDataKey* and kms:CreateGrant} for {by|the principal} there.',
  },
  {
    id: 'invalid-principal',
    pattern: /invalid principals?(?: in policy|\b)/i,
    cause:
      'A policy names a principal that does not exist: a role or user that was deleted or is not made yet, or an ARN with a mistake.',
    fix: 'Check every `Principal` of {logicalId}; where it is made in the same template, refer to it with `!GetAtt` so that it comes first.',
  },
  {
    id: 'policy-malformed',
    pattern: /MalformedPolicy|Syntax errors in policy|must be in ARN format|Policy document should not specify a principal/i,
    cause: 'The policy of {logicalId} is not a valid policy document.',
    fix: 'Check it with Access Analyzer; common are a missing `Version`, a `Resource` that is no ARN, and a `Principal` where none may stand.',
    commands: ['aws accessanalyzer validate-policy --policy-type IDENTITY_POLICY --policy-document file://policy.json'],
  },
  {
    id: 'tag-policy',
    pattern: /tag policy|TagPolicyException/i,
    cause: "The organization's tag policy does not allow a tag key or value of {logicalId}.",
    fix: 'Correct the tags of the stack (`tags`) or of the resource; case counts.',
  },
  {
    id: 's3-public-blocked',
    pattern: /BlockPublicPolicy|BlockPublicAcls|public policies are blocked/i,
    cause: 'The bucket policy or ACL would be public, and Block Public Access is on for the bucket or the account.',
    fix: 'Serve through CloudFront with origin access control. If it must be public, set `PublicAccessBlockConfiguration` first.',
  },
  {
    id: 'lambda-code-denied',
    pattern: /denied by S3, please make sure [^\n]{0,120}GetObject(?: for (?<on>[^\s.]{1,200}))?/,
    cause: 'The code of the function could not be read from S3 ({on|the bucket of the artifact}).',
    fix: 'Allow s3:GetObject (with a version: s3:GetObjectVersion), and kms:Decrypt where the bucket is encrypted with a key.',
  },
]
