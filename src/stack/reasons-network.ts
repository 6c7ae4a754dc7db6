import type { ReasonEntry } from './reasons-entry.ts'

/** Networks, names in DNS, certificates, API Gateway, CloudFront. */
export const network: readonly ReasonEntry[] = [
  {
    id: 'security-group-in-use',
    pattern: /resource (?<on>sg-\w{1,40}) has a dependent object/,
    cause:
      'Something still uses the security group {on}: a network interface (often one that Lambda gives up some 20 minutes later) or a rule of another group.',
    fix: 'Find and release it, then deploy again; of a Lambda function that was deleted, wait.',
    commands: ['aws ec2 describe-network-interfaces --filters Name=group-id,Values={on} --region {region}'],
  },
  {
    id: 'network-in-use',
    pattern:
      /The (?<what>subnet|vpc|vpcEndpoint|internetGateway|networkAcl|routeTable) '(?<on>[\w-]{1,60})' has dependencies|DependencyViolation/i,
    cause:
      'Something that is not in this stack still lives in {on|the network}: a network interface, endpoint, load balancer or group.',
    fix: 'Find and remove it, then deploy again.',
    commands: ['aws ec2 describe-network-interfaces --region {region}'],
  },
  {
    id: 'interface-in-use',
    pattern: /Network interface '?(?<on>eni-\w{1,40})'? is currently in use|network interface[^\n]{1,200}in use/i,
    cause:
      'The network interface {on|of the resource} is in use, often by Lambda, which gives interfaces up some 20 minutes after the function.',
    fix: 'Wait and deploy again, or detach it from what uses it.',
    commands: ['aws ec2 describe-network-interfaces --network-interface-ids {on|ID} --region {region}'],
  },
  {
    id: 'addresses-mapped',
    pattern: /has some mapped public address/,
    cause: 'The gateway cannot be detached while instances, load balancers or NAT gateways hold public addresses.',
    fix: 'Release them first; resources with a public address should depend on the gateway attachment (`DependsOn`).',
  },
  {
    id: 'subnet-full',
    pattern: /not enough free addresses in (?:the )?subnet|InsufficientFreeAddresses/i,
    cause: 'The subnet has no free addresses left.',
    fix: 'Use a larger subnet, or more of them.',
  },
  {
    id: 'cidr-conflict',
    pattern: /CIDR '(?<on>[\d./a-f:]{1,60})' (?:conflicts with another subnet|is invalid)/,
    cause:
      'The range {on} overlaps another subnet of the VPC, or is outside of it. CloudFormation makes the new subnet before it deletes the old one.',
    fix: 'Choose a free range.',
  },
  {
    id: 'dns-record-exists',
    pattern:
      /Tried to create resource record set [^\n]{0,300}but it already exists|RecordSet for "?(?<on>[^"\s]{1,255})"? already exists/i,
    cause: 'The DNS record exists already, and this stack does not own it.',
    fix: 'Import it into the stack, or delete it if nothing else keeps it. A record that was replaced under a new logical id meets its own old self: deploy in two steps.',
  },
  {
    id: 'hosted-zone-missing',
    pattern: /No hosted zones? (?:found with ID|named):? ?(?<on>\S{1,255})/i,
    cause: 'There is no hosted zone {on} in this account.',
    fix: 'Check the id (without `/hostedzone/`), or the name with its dot at the end, and the account.',
    commands: ['aws route53 list-hosted-zones'],
  },
  {
    id: 'cname-taken',
    pattern: /CNAMEs you provided are already associated|CNAMEAlreadyExists/,
    cause: 'Another CloudFront distribution, perhaps of another account, already serves one of these names.',
    fix: 'Take the alias off the other one, or move it with associate-alias.',
    commands: ['aws cloudfront list-conflicting-aliases --distribution-id ID --alias NAME'],
  },
  {
    id: 'certificate-region',
    pattern: /isn't in us-east-1|InvalidViewerCertificate/,
    cause: 'CloudFront takes certificates from us-east-1 only, issued and with their chain.',
    fix: 'Request the certificate in us-east-1 (a stack of its own there) and pass its ARN; check that it is issued.',
    commands: ['aws acm list-certificates --region us-east-1'],
  },
  {
    id: 'certificate-pending',
    pattern:
      /PENDING_VALIDATION|Certificate is in FAILED status|certificate '[^']{1,300}' must have a fully-qualified domain name|certificate is not yet issued/i,
    cause: 'The certificate is not issued: its domain was not validated.',
    fix: 'Put the CNAME records of the certificate into the public zone of the domain. A CAA record must allow amazon.com.',
    commands: ['aws acm list-certificates --certificate-statuses PENDING_VALIDATION FAILED --region {region}'],
  },
  {
    id: 'api-logging-role',
    pattern: /CloudWatch Logs role ARN must be set in account settings/,
    cause: 'API Gateway has no role for writing logs in this account and region.',
    fix: 'Set it once per account and region: an `AWS::ApiGateway::Account` with a role that has AmazonAPIGatewayPushToCloudWatchLogs, on which the stage depends.',
    commands: ['aws apigateway get-account --region {region}'],
  },
  {
    id: 'api-path-exists',
    pattern: /Another resource with the same parent already has this name: (?<on>[^\s"]{1,255})/,
    cause: 'The API already has the path {on}; one that moved to another logical id is made before the old one is deleted.',
    fix: 'Keep the logical id, or remove the path in one deployment and add it in the next.',
  },
  {
    id: 'api-no-methods',
    pattern: /REST API doesn't contain any methods/,
    cause: 'The API was deployed before its methods were made.',
    fix: 'Let the `AWS::ApiGateway::Deployment` depend on every method (`DependsOn`).',
  },
  {
    id: 'api-conflict',
    pattern: /due to concurrent modification/,
    cause: 'Two changes of the same API came at once.',
    fix: 'Deploy again. If it happens often, order the resources of the API with `DependsOn`.',
  },
]
