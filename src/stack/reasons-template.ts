import type { ReasonEntry } from './reasons-entry.ts'

/** What CloudFormation itself refuses: template, parameters, references, policies of the stack. */
export const template: readonly ReasonEntry[] = [
  {
    id: 'early-validation',
    pattern: /AWS::EarlyValidation::(?<check>\w{1,80})/,
    cause: 'CloudFormation checked the template before deploying, and its check {check} failed.',
    fix: 'The events of the change set name each resource and property that failed.',
    commands: ['aws cloudformation describe-events --stack-name {stack} --filters FailedEvents=true --region {region}'],
  },
  {
    id: 'hook-failed',
    pattern: /following hook\(s\)(?:\/validation)? failed: \[?(?<hook>[\w:, ]{1,300})|Hook failed with message/,
    cause: 'A CloudFormation hook ({hook|a rule of your organization}) refused {logicalId}.',
    fix: 'Read the result of the hook: it says which rule was broken. Change the resource, or ask the owner of the hook.',
    commands: ['aws cloudformation list-hook-results --region {region}'],
  },
  {
    id: 'stack-policy',
    pattern: /(?:denied|not allowed) by stack policy/i,
    cause: 'The stack policy of {stack} protects {logicalId} against this update.',
    fix: 'If the change is meant, loosen the stack policy for this resource, deploy, and put it back.',
    commands: ['aws cloudformation get-stack-policy --stack-name {stack} --region {region}'],
  },
  {
    id: 'termination-protection',
    pattern: /TerminationProtection is enabled/i,
    cause: 'Termination protection is on, so the stack cannot be deleted.',
    fix: 'If it is to go, switch termination protection off first.',
  },
  {
    id: 'alarm-rollback',
    pattern: /rollback triggers?[^\n]{0,400}\bALARM\b|\bALARM\b[^\n]{0,400}rollback triggers?/i,
    cause: 'An alarm that guards the deployment fired, so CloudFormation rolled it back.',
    fix: "Look at the alarm and the new version's logs: the resources deployed, but what they do is not healthy.",
    commands: ['aws cloudwatch describe-alarms --state-value ALARM --region {region}'],
  },
  {
    id: 'export-deleted',
    pattern:
      /(?:Cannot delete export|Export) (?<name>\S{1,255}) (?:cannot be deleted )?as it is in use by (?<other>[^\s"]{1,200})/i,
    cause: '{other} imports the export {name}, so it cannot be removed.',
    fix: 'Deploy the importing stack without the import first. Keep the output in this template until then.',
    commands: ['aws cloudformation list-imports --export-name {name} --region {region}'],
  },
  {
    id: 'export-changed',
    pattern: /Export (?<name>\S{1,255}) cannot be updated as it is in use by (?<other>[^\n"]{1,200})/,
    cause: 'The value of the export {name} would change while {other} imports it.',
    fix: 'Export the new value under a new name, deploy the importing stacks with it, then remove the old export.',
    commands: ['aws cloudformation list-imports --export-name {name} --region {region}'],
  },
  {
    id: 'export-missing',
    pattern: /No export named (?<name>\S{1,255}) found/,
    cause: 'The template imports {name}, and no stack in {region} exports it.',
    fix: 'Deploy the exporting stack first (`depends-on`), and check name, region and account.',
    commands: ['aws cloudformation list-exports --region {region}'],
  },
  {
    id: 'export-exists',
    pattern: /Export with name (?<name>\S{1,255}) is already exported by stack (?<other>[^\s".]{1,200})/,
    cause: 'The stack {other} already exports {name}; the name of an export is unique in an account and region.',
    fix: "Put the stack's name into the name of the export.",
  },
  {
    id: 'capability-missing',
    pattern: /Requires capabilities ?: ?\[(?<capabilities>[\w, ]{1,120})\]|InsufficientCapabilities/,
    cause: 'The template needs {capabilities|a capability} to be acknowledged.',
    fix: 'Add it to `capabilities` of the stack, or leave `capabilities` out: then what the template needs is acknowledged.',
  },
  {
    id: 'circular-dependency',
    pattern: /circular dependenc(?:y between resources: \[|ies: )(?<names>[^\]"\n]{1,400})/i,
    cause: 'Resources refer to each other in a circle: {names}.',
    fix: 'Take one reference out: a separate resource for the link (AWS::EC2::SecurityGroupIngress, AWS::IAM::Policy, AWS::Lambda::Permission) or a name put together with `!Sub` instead of `!Ref`.',
  },
  {
    id: 'reference-unresolved',
    pattern: /(?:Unresolved resource dependencies \[|references undefined resource )(?<names>[^\]"\n]{1,400})/,
    cause: 'The template refers to {names}, which it neither defines nor takes as a parameter.',
    fix: 'Correct the name in `!Ref`, `!GetAtt`, `!Sub` or `DependsOn`; mind conditions that leave the resource out.',
  },
  {
    id: 'type-unknown',
    pattern: /Unrecognized resource types?: \[(?<names>[^\]]{1,400})/,
    cause: 'CloudFormation in {region} does not know the type {names}.',
    fix: 'Check the spelling. A type from the registry must be activated in this account and region, and not every region has every service.',
  },
  {
    id: 'sam-invalid',
    pattern: /Invalid Serverless Application Specification document/,
    cause: 'The SAM template has mistakes, which are listed above.',
    fix: 'Correct the named resources. A `CodeUri` that is a local path means that the template was not built and packaged: use the `sam` engine.',
    commands: ['sam validate --lint'],
  },
  {
    id: 'macro-missing',
    pattern: /No transform named (?<name>\S{1,255}) found/,
    cause: 'The macro {name} is not registered in {region}.',
    fix: "Deploy the macro's stack to this account and region first, or correct the name.",
  },
  {
    id: 'transform-failed',
    pattern: /(?:\bTransform (?=\S{1,255} failed)|malformed response from transform )(?<name>\S{1,255})/,
    cause: 'The macro {name} failed on this template.',
    fix: "A macro is a Lambda function: its log tells why. For AWS's own transforms, check the spelling of resource properties.",
  },
]
