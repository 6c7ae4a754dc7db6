import type { ReasonEntry } from './reasons-entry.ts'

/** Queues, topics, user pools, and names of all sorts. */
export const messaging: readonly ReasonEntry[] = [
  {
    id: 'custom-name-replaced',
    pattern: /custom-named resource requires replacing\. Rename (?<name>[^\n]{1,255}?) and update the stack/,
    cause: 'The change recreates {logicalId}, and the new one cannot have the name {name} while the old one has it.',
    fix: 'Give it another name in the template, or none. What the old one holds does not move with it.',
  },
  {
    id: 'in-other-stack',
    pattern: /\b(?<name>\S{1,255}) already exists in stack (?<other>[^\s"]{1,255})/,
    cause: '{name} belongs to another stack: {other}.',
    fix: 'Give this one another name, or refer to that one. To move it, keep it there with `DeletionPolicy: Retain`, take it out, and import it here.',
  },
  {
    id: 'log-group-exists',
    type: /^AWS::Logs::LogGroup$/,
    pattern: /already exists/i,
    cause:
      'The log group exists: Lambda makes it by itself when the function runs before the group is made, or an earlier stack left it.',
    fix: 'Import it into the stack, or delete it if its logs may go; let the function depend on its log group.',
  },
  {
    id: 'queue-just-deleted',
    pattern: /must wait 60 seconds after deleting a queue/,
    cause: 'A queue of this name was deleted less than a minute ago.',
    fix: 'Deploy again in a minute.',
  },
  {
    id: 'queue-attribute',
    pattern: /Unknown Attribute (?<on>\w{1,60})|for parameter QueueName is invalid/,
    cause: 'SQS does not take {on|the name} as given.',
    fix: 'The name of a FIFO queue ends in `.fifo`; leave `FifoQueue` out for a standard queue (false is not allowed).',
  },
  {
    id: 'topic-endpoint',
    pattern: /Invalid parameter: (?:Unsupported )?(?:SNS )?(?:endpoint|protocol|TopicArn|Attributes Reason)/i,
    cause: 'SNS does not take the endpoint, protocol or topic of {logicalId}.',
    fix: 'Compare protocol and endpoint (an ARN for sqs and lambda, an address for email, https:// for https); a FIFO topic reaches FIFO queues only.',
  },
  {
    id: 'user-pool-schema',
    pattern: /Existing schema attributes cannot be modified or deleted|Invalid AttributeDataType input/,
    cause: 'Attributes of a user pool can be added, but neither changed nor removed.',
    fix: 'Put the schema back as it is deployed (a new custom attribute at its end); to change one, add another under a new name.',
  },
  {
    id: 'role-in-use',
    pattern: /Cannot delete entity, must |DeleteConflict/,
    cause: 'Something that is not in this stack is attached to the role, user or policy, so IAM does not delete it.',
    fix: 'Detach it (policies that were added by hand, instance profiles), then deploy again.',
    commands: [
      'aws cloudformation describe-stack-resource --stack-name {stack} --logical-resource-id {logicalId} --region {region}',
    ],
  },
]
