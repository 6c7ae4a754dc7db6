import { readFileSync } from 'node:fs'

/** The templates that the repository of the flows has, as the installer gives them. */
const WORKFLOWS = ['deploy-dev', 'deploy-staging', 'deploy-production', 'rollback', 'plan-on-pull-request', 'watch', 'guard']

/** A queue, and a topic that waits for it. */
export const TEMPLATE = `Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  Topic: { Type: AWS::SNS::Topic, DependsOn: Queue, Properties: { DisplayName: one } }
Outputs:
  QueueUrl: { Value: !Ref Queue }
`
/** The same with another time-out of the queue. */
export const changed = (seconds: number): string => TEMPLATE.replace('30', String(seconds))

/** The account of the scripted AWS. */
export const ACCOUNT = '123456789012'
/** Where records are kept. */
export const BUCKET = 'octo-records'

/** The configuration of the flows; `standard.yml` with a plain template and a check on loopback. */
export const configuration = (health: string, gates: readonly string[] = [], records = false): string => `version: 1
${records ? `records: ${BUCKET}\n` : ''}region: us-east-1
account: "${ACCOUNT}"
stacks:
  - name: demo-\${environment}
    template: template.yaml
verify:
  - name: health
    http: ${health}
    retry: { for: 10s, every: 5s }
logs: { for: 5s }
report:
  issue: { labels: [deployment] }
  release: true
  url: https://demo.example.com/
environments:
${['dev', 'staging', 'production'].map((name) => environment(name, name === 'production' ? gates : [])).join('')}  pull-request:
    plan-role: arn:aws:iam::${ACCOUNT}:role/demo-production-pull-request
    stacks:
      - name: demo-staging
        template: template.yaml
`

const environment = (name: string, gates: readonly string[]) => `  ${name}:
    plan-role: arn:aws:iam::${ACCOUNT}:role/demo-${name}-plan
    role-to-assume: arn:aws:iam::${ACCOUNT}:role/demo-${name}-deploy
${gates.length > 0 ? `    gates:\n${gates.map((gate) => `      - ${gate}\n`).join('')}` : ''}`

/** Production's gates in most flows. */
export const GATES = [
  'confirmation: { phrase: deploy-production, or-release: true }',
  'ref: { branches: [main], tags: ["v*"] }',
  'environment-protected',
  'approved: { by: 1, not-by: [actor] }',
]

/** The files of the repository. */
export const files = (health: string, gates: readonly string[] = GATES, records = false): Record<string, string> => ({
  'template.yaml': TEMPLATE,
  '.github/deploy.yml': configuration(health, gates, records),
  ...Object.fromEntries(
    WORKFLOWS.map((name) => [`.github/workflows/${name}.yml`, readFileSync(`workflows-templates/${name}.yml`, 'utf8')]),
  ),
})
