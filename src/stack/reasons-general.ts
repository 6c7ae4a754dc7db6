import type { ReasonEntry } from './reasons-entry.ts'

/** What is left when no narrower reason fits. */
export const general: readonly ReasonEntry[] = [
  {
    id: 'not-authorized',
    pattern:
      /(?:is|are|You are) not authorized to perform|\bAccess ?Denied|UnauthorizedOperation|HandlerErrorCode: Unauthorized|no identity-based policy allows|You don't have permission|not authorized to/i,
    cause: '{by|The deploying role} lacks the permission {action|that this takes} on {on|the resource}.',
    fix: 'Allow {action|the action} on {on|the resource} to {by|the deploying role} (the `role-arn` of the stack, if it has one, is the one that needs it).',
  },
  {
    id: 'throttled',
    pattern: /Rate exceeded|Throttling|Too ?Many ?Requests|Status Code: 429|RequestLimitExceeded|SlowDown/i,
    cause:
      'AWS was asked too often: {type} has a low limit of calls, and CloudFormation made many resources at once (or other deployments ran).',
    fix: 'Deploy again. If it happens often, put resources of this type in a row with `DependsOn`, or split the stack.',
  },
  {
    id: 'custom-resource-failed',
    pattern:
      /Received response status \[?FAILED\]? from custom resource|Failed to create resource\. |See the details in CloudWatch Log Stream/,
    cause: 'The function behind the custom resource {logicalId} said that it failed.',
    fix: 'Read its log; the message of the resource is what the function wrote.',
    commands: [
      'aws cloudformation describe-stack-resource --stack-name {stack} --logical-resource-id {logicalId} --region {region}',
    ],
  },
  {
    id: 'name-taken',
    pattern: /already exists|AlreadyExists|EntityAlreadyExists|\balready in use\b|Duplicate/i,
    cause: '{logicalId} ({type}) has a name that is taken by something outside of this stack.',
    fix: 'Leave the name out so that CloudFormation makes one, choose another, or import what is there into the stack.',
  },
  {
    id: 'property-invalid',
    pattern:
      /Properties validation failed|Model validation failed|unsupported property|extraneous key|required key|Value of property|must not be null|failed to satisfy constraint|Property [\w/. ]{1,200} cannot be empty|(?:Bucket name should|Invalid request provided|InvalidParameter|ValidationException|ValidationError|Invalid parameter)/i,
    cause: 'A property of {logicalId} ({type}) has a name or value that the service does not take.',
    fix: 'Correct the property that the message names; compare with the page of the type (spelling and case count).',
    commands: ['aws cloudformation describe-type --type RESOURCE --type-name {type} --region {region}'],
  },
  {
    id: 'stack-time-limit',
    pattern: /Stack creation time exceeded/i,
    cause: 'The stack was not ready in the time that was set for it.',
    fix: 'Look at which resource took so long, or allow more time.',
  },
  {
    id: 'not-stabilized',
    pattern: /NotStabilized|did not stabilize|Exceeded attempts to wait|timed out waiting|Resource timed out/i,
    cause: '{logicalId} ({type}) was made but did not become ready in time.',
    fix: 'Look at the resource itself, its state and its log; a missing permission of its role and a network without a way out are the commonest reasons.',
  },
  {
    id: 'nested-stack',
    pattern: /Embedded stack (?<other>\S{1,255}) was not successfully (?<what>\w{1,20})/,
    cause: 'A resource inside the nested stack failed.',
    fix: 'Its first failed event is the reason; deleted stacks keep their events for 90 days.',
    commands: ['aws cloudformation describe-stack-events --stack-name {other} --region {region}'],
  },
  {
    id: 'resources-failed',
    pattern: /following resource\(s\) failed to (?<what>\w{1,20}): \[(?<names>[^\]]{1,400})/,
    cause: 'These resources failed to {what} before: {names}.',
    fix: 'The first failed event of one of them is the reason.',
    commands: ['aws cloudformation describe-stack-events --stack-name {stack} --region {region}'],
  },
  {
    id: 'resource-missing',
    pattern:
      /HandlerErrorCode: NotFound|NotFoundException|NoSuchEntity|does not exist|was not found|could not be found|cannot be found|\bnot found\b/i,
    cause:
      'Something that {logicalId} ({type}) needs, or the resource itself, is gone: it was deleted outside of CloudFormation, or is in another region or account.',
    fix: 'Find out with drift detection. A resource that is gone can be taken out of the template in one deployment and put back in the next.',
    commands: ['aws cloudformation detect-stack-drift --stack-name {stack} --region {region}'],
  },
  {
    id: 'internal-failure',
    pattern:
      /Internal ?(?:Service ?)?(?:Failure|Error)|HandlerErrorCode: ServiceInternalError|HandlerErrorCode: InternalFailure/i,
    cause: 'The service or the handler of {type} failed inside.',
    fix: 'Deploy again. If it stays, look in CloudTrail for the call that failed: a value that the service cannot digest is common.',
  },
]
