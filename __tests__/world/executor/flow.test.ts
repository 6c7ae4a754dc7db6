import { expect, it } from '@jest/globals'
import { startAws } from '../aws/server.ts'
import { FastClock } from './clock.ts'
import { openHub } from './hub/hub.ts'

const SHA = '0'.repeat(40)
const files = {
  '.github/workflows/deploy-production.yml': `name: deploy production
on:
  workflow_dispatch:
    inputs:
      confirm: {type: string, required: true}
permissions: {}
jobs:
  production:
    name: production
    permissions: {actions: read, checks: read, contents: write, deployments: write, id-token: write, issues: write, pull-requests: read, security-events: read, statuses: read, vulnerability-alerts: read}
    uses: org/deploy-action/.github/workflows/deploy.yml@${SHA}
    with: {environment: production, build: false}
`,
  '.github/deploy.yml': `version: 1
stacks:
  - name: demo
    template: template.yaml
environments:
  production:
    account: "123456789012"
    region: us-east-1
    plan-role: arn:aws:iam::123456789012:role/plan
    role-to-assume: arn:aws:iam::123456789012:role/deploy
`,
  'template.yaml': 'Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n',
}

it('deploys what was approved, with the real workflow and the real bundle', async () => {
  const clock = new FastClock(20)
  const aws = await startAws({ clock })
  const hub = await openHub({ clock, machineEnv: { AWS_ENDPOINT_URL: aws.url } })
  try {
    aws.sts.provider(hub.desk.identity.provider)
    const role = 'arn:aws:iam::123456789012:role'
    aws.sts.role({ arn: `${role}/plan`, trusts: { sub: 'repo:octo-org/demo:environment:production-plan' } })
    aws.sts.role({ arn: `${role}/deploy`, trusts: { sub: 'repo:octo-org/demo:environment:production' } })
    const { repository } = hub.repository('octo-org/demo', { files, environments: { production: { reviewers: ['bob'] } } })
    const inputs = { confirm: 'deploy-production' }
    const run = hub.event({ name: 'workflow_dispatch', workflow: 'deploy-production.yml', inputs, actor: 'carol' })
    await run.waitingFor('production')
    hub.approve(run, 'production', { by: 'bob' })
    expect([await run.done, aws.stacks.status('demo')]).toEqual(['success', 'CREATE_COMPLETE'])
    expect(run.told).toEqual({
      'production / build': 'skipped',
      'production / plan': 'success',
      'production / deploy': 'success',
      'production / report': 'success',
    })
    expect(run.job('production / report').outputs).toEqual({ verdict: 'successful', 'reason-code': 'DEPLOYED' })
    const [deployment] = repository.deployments.all()
    const [said] = repository.deployments.statuses(deployment?.id ?? 0)
    expect(said?.description).toMatch(new RegExp(`^deploy-action/1 successful run=${run.id} sha256=[0-9a-f]{16}$`))
    expect(hub.desk.identity.given.map(({ claims }) => claims['environment'])).toContain('production')
  } finally {
    await hub.close()
    await aws.close()
  }
}, 60_000)
