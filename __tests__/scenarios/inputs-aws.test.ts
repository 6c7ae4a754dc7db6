import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { actions, expectTold } from './told.ts'

// Nothing of the machine may count as credentials.
process.env['AWS_EC2_METADATA_DISABLED'] = 'true'
process.env['AWS_SHARED_CREDENTIALS_FILE'] = 'none/credentials'
process.env['AWS_CONFIG_FILE'] = 'none/config'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const CONFIG = '.github/deploy.yml'
const PLANNING = '❓ demo: planning ended with an error; nothing was changed'
const READS = ['DescribeStacks', 'GetTemplateSummary']
const changed = TEMPLATE.replace('VisibilityTimeout: 30', 'VisibilityTimeout: 60')
const sized = `Parameters:\n  Size: { Type: String }\n${TEMPLATE}`
const given = (value: string) => `${SMALLEST}    parameters: { Size: ${value} }\n`

describe('a template that only CloudFormation can judge', () => {
  const cases = [
    [
      'without resources',
      SMALLEST,
      'Resources: {}\n',
      'TEMPLATE_INVALID',
      'At least one Resources member must be defined',
      'as said above',
    ],
    [
      'without the given parameter',
      given('3'),
      TEMPLATE,
      'PARAMETER_UNKNOWN',
      'template.yaml has no parameter Size. It has: none.',
      'take it out',
    ],
    [
      'with a parameter that is not given',
      SMALLEST,
      sized,
      'PARAMETER_MISSING',
      'parameter Size has no value and no default',
      '`parameters` of stack demo',
    ],
    [
      'that shows the secret',
      given('"${secrets.KEY}"'),
      sized,
      'SECRET_EXPOSED',
      'a secret is given to parameter Size',
      'Declare Size with `NoEcho: true` in template.yaml',
    ],
    [
      'that shows a piece of the secret',
      given('"x-${secrets.KEY}"'),
      sized,
      'SECRET_EXPOSED',
      'a secret is given to parameter Size',
      'NoEcho',
    ],
  ] as const
  it.each(cases)('%s: nothing is written', async (_what, config, template, code, says, fix) => {
    await world.write(CONFIG, config)
    await world.write('template.yaml', template)
    expectTold(await world.deploy({ env: { KEY: 'horse-battery-staple' } }), { code, headline: PLANNING, says, fix })
    expect(actions(world).toSorted()).toEqual(READS)
  })

  it('that its early checks refuse: the change set is taken away again', async () => {
    world.aws.script('demo', { changeSetFailure: 'Resource type AWS::Nothing::Here is not known' })
    const headline = '❌ demo: planning failed; nothing was changed'
    const says = 'the change set failed: Resource type AWS::Nothing::Here is not known'
    expectTold(await world.deploy(), { code: 'PLAN_FAILED', verdict: 'failed', headline, says, fix: 'the stack is untouched' })
    expect(actions(world)).toContain('DeleteChangeSet')
    expect(actions(world)).not.toContain('ExecuteChangeSet')
  })
})

describe('credentials', () => {
  it('that are missing', async () => {
    const told = await world.deploy({ env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' } })
    const says = 'Could not load credentials from any providers'
    expectTold(told, { code: 'CREDENTIALS_MISSING', headline: PLANNING, says, fix: 'best by OpenID Connect' })
    expect(world.aws.calls).toEqual([])
  })

  const refusals = [
    ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'CREDENTIALS_INVALID', 'Renew the keys'],
    ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'CREDENTIALS_INVALID', 'Renew the keys'],
    ['ExpiredToken', 'The security token included in the request is expired', 'CREDENTIALS_EXPIRED', 'Run again'],
  ] as const
  it.each(refusals)('that AWS answers with %s', async (name, message, code, fix) => {
    world.aws.fault({ action: '*', kind: 'error', code: name, message, status: 403 })
    expectTold(await world.deploy(), { code, headline: PLANNING, says: message, fix })
    expect(actions(world).toSorted()).toEqual(READS)
  })

  it('of another account than the configuration demands', async () => {
    await world.write(CONFIG, `${SMALLEST}    account: "111122223333"\n`)
    const told = await world.deploy()
    const says = 'Stack demo belongs into another account'
    expectTold(told, { code: 'ACCOUNT_MISMATCH', headline: PLANNING, says, fix: 'Use the credentials of the expected account' })
    expect(actions(world)).toEqual(['GetCallerIdentity'])
    expect(told.recordText + told.lines.join() + told.summary).not.toContain('123456789012')
  })

  it('of the account that the configuration demands', async () => {
    await world.write(CONFIG, `${SMALLEST}account: "123456789012"\n`)
    const { outputs, recordText, lines, summary } = await world.deploy()
    expect(outputs['reason-code']).toBe('DEPLOYED')
    expect(actions(world)[0]).toBe('GetCallerIdentity')
    expect(recordText + lines.join() + summary).not.toContain('123456789012')
  })
})

describe('an action that the role may not do', () => {
  const before = [
    ['GetCallerIdentity', 'sts'],
    ['DescribeStacks', 'cloudformation'],
    ['GetTemplateSummary', 'cloudformation'],
    ['CreateChangeSet', 'cloudformation'],
    ['DescribeChangeSet', 'cloudformation'],
  ] as const
  it.each(before)('%s: nothing was changed', async (action, service) => {
    await world.write(CONFIG, `${SMALLEST}account: "123456789012"\n`)
    world.aws.fault({ action, kind: 'denied' })
    const says = `${service}:${action}: User: arn:aws:sts::<account>:assumed-role/deploy/session is not authorized`
    const fix = `Allow ${service}:${action} to the role in use.`
    expectTold(await world.deploy(), { code: 'ACCESS_DENIED', headline: PLANNING, says, fix })
    expect(actions(world)).not.toContain('ExecuteChangeSet')
  })

  it('DeleteChangeSet, of a plan that finds nothing to change', async () => {
    await world.deploy()
    world.aws.fault({ action: 'DeleteChangeSet', kind: 'denied' })
    const told = await world.deploy({ identity: { runId: '43' } })
    const fix = 'Allow cloudformation:DeleteChangeSet to the role in use.'
    expectTold(told, { code: 'ACCESS_DENIED', headline: PLANNING, says: 'cloudformation:DeleteChangeSet', fix })
  })

  it('ExecuteChangeSet: it is known that nothing was executed', async () => {
    world.aws.fault({ action: 'ExecuteChangeSet', kind: 'denied' })
    const headline = '❓ demo: deploying ended with an error; nothing was changed'
    const fix = 'Allow cloudformation:ExecuteChangeSet to the role in use.'
    expectTold(await world.deploy(), { code: 'ACCESS_DENIED', headline, says: 'cloudformation:ExecuteChangeSet', fix })
    expect(world.aws.stacks.status('demo')).toBe('REVIEW_IN_PROGRESS')
  })

  it('DescribeStackEvents before executing: nothing is executed, since nobody could see it end', async () => {
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'denied' })
    const headline = '❓ demo: deploying ended with an error; nothing was changed'
    const fix = 'Allow cloudformation:DescribeStackEvents to the role in use.'
    expectTold(await world.deploy(), { code: 'ACCESS_DENIED', headline, says: 'cloudformation:DescribeStackEvents', fix })
    expect(actions(world)).not.toContain('ExecuteChangeSet')
  })

  it('DescribeStackEvents once it is under way: how it ends is not known', async () => {
    world.aws.fault({ action: 'DescribeStackEvents', kind: 'denied', after: 1 })
    const told = await world.deploy()
    const headline = '❓ demo: how the deployment ended is not known'
    const fix = 'Allow cloudformation:DescribeStackEvents to the role in use.'
    expectTold(told, { code: 'ACCESS_DENIED', headline, says: 'cloudformation:DescribeStackEvents', fix })
    expect(told.record.stacks[0]?.operation?.state).toBe('unknown')
  })

  it('ListStackResources: the new version runs, and whether it is well is not known', async () => {
    world.aws.fault({ action: 'ListStackResources', kind: 'denied' })
    const headline = '❓ demo: the new version is deployed; whether it is healthy is not known'
    const fix = 'Allow cloudformation:ListStackResources to the role in use.'
    expectTold(await world.deploy(), { code: 'ACCESS_DENIED', headline, says: 'cloudformation:ListStackResources', fix })
  })
})

describe('an endpoint where nobody listens', () => {
  afterEach(() => {
    delete process.env['AWS_ENDPOINT_URL_CLOUDFORMATION']
  })

  it('ends the run within two minutes', async () => {
    process.env['AWS_ENDPOINT_URL_CLOUDFORMATION'] = `http://127.0.0.1:${await freePort()}`
    const begun = world.clock.now().getTime()
    const told = await world.deploy()
    const fix = 'Check region, endpoint, proxy and network of the runner'
    expectTold(told, { code: 'AWS_UNREACHABLE', headline: PLANNING, says: 'ECONNREFUSED 127.0.0.1', fix })
    expect(world.clock.now().getTime() - begun).toBeLessThan(120_000)
    expect(world.aws.calls).toEqual([])
  })

  it('that takes requests and never answers ends the run within two minutes', async () => {
    world.aws.fault({ action: '*', kind: 'hang' })
    const begun = world.clock.now().getTime()
    const says = 'no usable answer (no answer within 10 s)'
    expectTold(await world.deploy(), { code: 'AWS_UNREACHABLE', headline: PLANNING, says, fix: 'Check region, endpoint' })
    expect(world.clock.now().getTime() - begun).toBeLessThan(120_000)
  })
})

describe('a region', () => {
  const config = (stack: string, environment: string) =>
    `${SMALLEST}${stack ? `    region: ${stack}\n` : ''}environments:\n  test: {${environment ? ` region: ${environment} ` : ''}}\n`
  const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' }
  const cases = [
    ['the input', 'us-west-1', 'us-west-2', 'us-east-2', env, 'us-west-1'],
    ['the stack', '', 'us-west-2', 'us-east-2', env, 'us-west-2'],
    ['the environment', '', '', 'us-east-2', env, 'us-east-2'],
    ['AWS_REGION', '', '', '', env, 'eu-west-1'],
    ['AWS_DEFAULT_REGION', '', '', '', { ...env, AWS_REGION: '' }, 'eu-west-2'],
  ] as const
  it.each(cases)('comes from %s first', async (_from, region, stack, environment, variables, wanted) => {
    await world.write(CONFIG, config(stack, environment))
    const { record } = await world.deploy({ inputs: { environment: 'test', region, stages: 'plan' }, env: variables })
    expect(record.stacks[0]?.region).toBe(wanted)
  })
})

it('a change that was planned and not executed leaves the stack as it was', async () => {
  await world.deploy()
  await world.write('template.yaml', changed)
  const { outputs, failed, summary } = await world.deploy({ identity: { runId: '43' }, inputs: { stages: 'plan' } })
  expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: false, code: 'PLANNED' })
  expect(summary.split('\n')[0]).toBe('## 📋 demo: the plan is ready; nothing was executed')
  expect(world.aws.stacks.status('demo')).toBe('CREATE_COMPLETE')
})

/** A port of this machine that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
