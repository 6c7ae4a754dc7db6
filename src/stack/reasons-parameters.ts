import type { ReasonEntry } from './reasons-entry.ts'

/** Parameters, secrets, and the shape of the template. */
export const parameters: readonly ReasonEntry[] = [
  {
    id: 'ssm-parameter-missing',
    pattern:
      /Unable to fetch parameters \[(?<names>[^\]]{1,400})\] from parameter store|Parameters: \[ssm(?:-secure)?:[^\]]{1,400}\] cannot be found/,
    cause: 'A parameter of Systems Manager that the template reads is not in this account and region: {names|it is named above}.',
    fix: 'Create it in {region}, correct the name (case and the leading slash count), and allow ssm:GetParameters to the deploying role.',
    commands: ['aws ssm get-parameters --names {names|NAME} --region {region}'],
  },
  {
    id: 'secret-key-missing',
    pattern: /Could not find a value associated with JSONKey/,
    cause: 'A dynamic reference names a key that the secret does not hold.',
    fix: 'Add the key to the secret or correct the reference. CloudFormation reads a secret again only when the reference in the template changes: name the `version-id`, or change the property.',
  },
  {
    id: 'secret-missing',
    pattern: /Secrets Manager can't find the specified secret/,
    cause: 'A secret that {logicalId} refers to does not exist in {region}, or has no value yet.',
    fix: 'Create it with a value; in a reference by ARN, the ARN must be whole, with its six last characters.',
  },
  {
    id: 'secret-deleted',
    pattern: /secret with this name is already scheduled for deletion/,
    cause: 'A secret of this name was deleted and waits for the end of its recovery window; its name is taken until then.',
    fix: 'Restore it and import it into the stack, or choose another name, or leave `Name` out.',
    commands: ['aws secretsmanager list-secrets --include-planned-deletion --region {region}'],
  },
  {
    id: 'parameter-missing',
    pattern: /Parameters: \[(?<names>[^\]]{1,400})\] must have values/,
    cause: 'The template has parameters without a value: {names}.',
    fix: 'Give them under `parameters` of the stack, or a `Default` in the template.',
  },
  {
    id: 'parameter-unknown',
    pattern: /Parameters: \[(?<names>[^\]]{1,400})\] do not exist in the template/,
    cause: 'The configuration gives parameters that the template does not have: {names}.',
    fix: 'Take them out of `parameters`, or declare them in the template.',
  },
  {
    id: 'parameter-invalid',
    pattern: /Parameter '?(?<name>\w{1,255})'? (?:must|failed to satisfy)|Parameter validation failed|Template constraint error/,
    cause: 'The value of the parameter {name|named above} is not one that the template or AWS allows.',
    fix: 'Compare it with `AllowedValues`, `AllowedPattern` and the type in the template. Values of AWS types (a subnet, a key pair) must exist in {region}.',
  },
  {
    id: 'too-many-resources',
    pattern:
      /Number of resources, (?<count>\d{1,6}), is greater than maximum allowed|number of resources in a single stack operation/i,
    cause: 'The template has more resources than a stack may hold or change at once.',
    fix: 'Split it into several stacks or nested ones.',
  },
  {
    id: 'template-too-large',
    pattern: /templateBody' failed to satisfy constraint|Template may not exceed (?<most>\d{1,9}) bytes/,
    cause: 'The template is larger than CloudFormation takes.',
    fix: 'Over 51,200 bytes it must come from S3 (`bucket`); over 1 MB it must be split. Take out comments and metadata first.',
  },
  {
    id: 'template-malformed',
    pattern:
      /Template format error|Template validation error|YAML not well-formed|JSON not well-formed|Invalid template (?:property|resource)|^Template error/m,
    cause: 'The template is not one that CloudFormation can read.',
    fix: 'Correct the line or resource named in the message; cfn-lint finds more of the kind.',
    commands: ['cfn-lint template.yaml'],
  },
]
