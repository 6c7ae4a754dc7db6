import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Result, type Run, type Scene, scene } from './scene.ts'
import { expectTold } from './told.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
  await configured('')
  await world.write('template.yaml', TEMPLATE)
})
afterEach(() => world.close())

const GROUP = '/aws/lambda/shop'
const TEMPLATE = `Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: { FunctionName: shop, Handler: index.handler, Runtime: nodejs22.x, Code: { ZipFile: "" }, Role: none }
`
const ID = '79b4f56e-95b1-4643-9700-2807f4e68189'
const ILL = '❌ demo: the new version is deployed and its logs show errors'
const configured = (rest: string) =>
  world.write('.github/deploy.yml', `version: 1\nstacks: [{ name: demo, template: template.yaml }]\n${rest}`)

/** Deploys while the function writes these lines, ten seconds from now, when the deployment is over. */
async function logging(lines: readonly string[], run: Run = {}): Promise<Result> {
  const at = world.clock.now().getTime() + 10_000
  world.aws.logs.group(GROUP)
  world.aws.logs.put(
    GROUP,
    'stream',
    lines.map((message, index) => ({ message, timestamp: at + index, visibleFrom: at + index })),
  )
  return world.deploy(run)
}

const logsOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'logscan')
const groupsOf = ({ record }: Result) => record.logs?.groups
const END = `END RequestId: ${ID}`

describe('the logs of a Lambda function of the stack', () => {
  it('that show no error are good', async () => {
    const result = await logging([`START RequestId: ${ID} Version: $LATEST`, 'hello', END])
    expect({ failed: result.failed, code: result.outputs['reason-code'] }).toEqual({ failed: false, code: 'DEPLOYED' })
    expect(logsOf(result)).toMatchObject({ phase: 'successful', reason: 'No errors in 3 events in 1 log group' })
    expect(groupsOf(result)).toEqual([{ name: GROUP, events: 3, state: 'read' }])
    expect(result.summary.split('\n')[0]).toBe('## ✅ demo: the new version is deployed and what was checked is well')
  })

  const fatal = [
    ['a time-out', `2026-11-20T08:00:10.000Z ${ID} Task timed out after 3.00 seconds`, 'Lambda time-out: Task timed out'],
    ['no memory', `REPORT RequestId: ${ID}\tStatus: error\tError Type: Runtime.OutOfMemory`, 'Out of memory'],
    ['an import error', '{"errorType":"Runtime.ImportModuleError","errorMessage":"Cannot find module x"}', 'Lambda cannot start'],
    ['a crash', `RequestId: ${ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError`, ''],
  ] as const
  it.each(fatal)('that show %s once end the run as failed, at once', async (_what, line, title) => {
    await configured('logs: { for: 10m }\n')
    const begun = world.clock.now().getTime()
    const result = await logging(['hello', line])
    const says = '1 error in the logs, 1 of them fatal (2 events in 1 log group)'
    expectTold(result, { code: 'LOG_ERRORS', verdict: 'failed', headline: ILL, says, fix: 'go back to the version before' })
    expect(logsOf(result)?.findings[0]).toMatchObject({ title: expect.stringContaining(title), where: GROUP, count: 1 })
    expect(result.summary).toContain(line.split('\n')[0]?.split('\t')[0])
    expect(world.clock.now().getTime() - begun).toBeLessThan(60_000)
  })

  it('that show fewer lines of errors than three are good; they are told all the same', async () => {
    const result = await logging(['ERROR one thing', 'hello', 'ERROR another thing'])
    expect(result.outputs['reason-code']).toBe('DEPLOYED')
    expect(logsOf(result)).toMatchObject({ phase: 'successful', reason: '2 errors, fewer than 3, in 3 events in 1 log group' })
    expect(logsOf(result)?.findings).toHaveLength(2)
    expect(result.summary).toContain('one thing')
  })

  it('that show three are not, and equal ones are one finding', async () => {
    const result = await logging(['ERROR order 17 is lost', 'ERROR order 18 is lost', 'ERROR order 19 is lost'])
    const says = '3 errors in the logs, 0 of them fatal'
    expectTold(result, { code: 'LOG_ERRORS', verdict: 'failed', headline: ILL, says, fix: 'Correct the first error shown' })
    expect(logsOf(result)?.findings).toMatchObject([{ count: 3, title: expect.stringContaining('order 17 is lost (3 times') }])
    expect(world.github.repository('octo-org/demo').issues.all()).toMatchObject([
      { title: 'Deployment of demo failed: LOG_ERRORS', body: expect.stringContaining('order 17 is lost') },
    ])
  })

  it('that show errors which the configuration ignores are good', async () => {
    await configured('logs: { ignore: [is lost] }\n')
    const result = await logging(['hello', ...Array(5).fill('ERROR order is lost')])
    expect(result.outputs['reason-code']).toBe('DEPLOYED')
    expect(logsOf(result)?.reason).toBe('No errors in 6 events in 1 log group; 5 events ignored as configured')
  })

  it('from before the deployment do not count', async () => {
    const at = world.clock.now().getTime() - 60_000
    world.aws.logs.put(GROUP, 'stream', Array(5).fill({ message: 'ERROR old', timestamp: at, visibleFrom: at }))
    expect((await logging(['hello'])).outputs['reason-code']).toBe('DEPLOYED')
  })

  it('that come late, while the logs are watched, count', async () => {
    const at = world.clock.now().getTime()
    world.aws.logs.put(
      GROUP,
      'stream',
      Array(3)
        .fill('ERROR late')
        .map((message: string) => ({ message, timestamp: at + 5000, visibleFrom: at + 25_000 })),
    )
    expect((await logging(['hello'])).outputs['reason-code']).toBe('LOG_ERRORS')
  })
})

describe('silence', () => {
  const nothing = 'Nothing to measure: no events in 1 log group'

  it('is not counted where nobody asked for the scan, and not called well', async () => {
    const result = await logging([])
    expect({ failed: result.failed, code: result.outputs['reason-code'] }).toEqual({ failed: false, code: 'DEPLOYED' })
    expect(logsOf(result)).toMatchObject({ phase: 'inconclusive', counted: false, reason: nothing })
    const headline = '## ⚠️ demo: the new version is deployed; not all could be told of its health'
    expect(result.summary.split('\n')[0]).toBe(headline)
  })

  it('blocks where the configuration asks for the scan', async () => {
    await configured('logs: { for: 10s }\n')
    const headline = '❓ demo: the new version is deployed; whether it is healthy is not known'
    const told = {
      code: 'LOG_INCONCLUSIVE',
      verdict: 'inconclusive',
      headline,
      says: nothing,
      fix: 'send the system some traffic',
    } as const
    expectTold(await logging([]), told)
  })

  it('does not block where the configuration says `warn`', async () => {
    await configured('logs: { for: 10s, on-inconclusive: warn }\n')
    expect((await logging([])).outputs['reason-code']).toBe('DEPLOYED')
  })
})

describe('a log group that may not be read', () => {
  const headline = '❓ demo: the new version is deployed; whether it is healthy is not known'
  const says = '1 of 1 log group could not be read whole'

  it.each([
    ['where nobody asked for the scan', ''],
    ['where the configuration asks', 'logs: { for: 10s }\n'],
  ])('is never called clean, also %s', async (_what, config) => {
    await configured(config)
    world.aws.fault({ action: 'FilterLogEvents', kind: 'denied' })
    const result = await logging(['hello'])
    expectTold(result, { code: 'LOG_INCONCLUSIVE', verdict: 'inconclusive', headline, says, fix: 'Allow the role to read' })
    expect(groupsOf(result)).toEqual([{ name: GROUP, events: 0, state: 'denied' }])
    expect(result.summary).toContain('logs:FilterLogEvents')
  })

  it('is told and not counted where the configuration says so', async () => {
    await configured('logs: { on-inconclusive: warn }\n')
    world.aws.fault({ action: 'FilterLogEvents', kind: 'denied' })
    const result = await logging(['hello'])
    expect(result.failed).toBe(false)
    expect(result.summary).toContain('not allowed to read')
  })

  it('does not hide the errors of another one', async () => {
    await configured('logs: { groups: [/other] }\n')
    const hidden = ({ params }: { readonly params: Readonly<Record<string, unknown>> }) => params['logGroupName'] === '/other'
    world.aws.fault({ action: 'FilterLogEvents', kind: 'denied', when: hidden })
    expect((await logging(Array(3).fill('ERROR one thing'))).outputs['reason-code']).toBe('LOG_ERRORS')
  })
})

describe('the log scan', () => {
  it('also runs after a check that failed, and tells why', async () => {
    await configured('verify:\n  - { http: "http://127.0.0.1:1/", retry: { for: 0s } }\n')
    const result = await logging(Array(3).fill('ERROR no database'))
    expect(result.outputs['reason-code']).toBe('CHECK_FAILED')
    expect(result.summary).toMatch(/\*\*The logs say:\*\* .*no database/)
  })

  it('has nothing to do where nothing was deployed', async () => {
    await logging([])
    expect(logsOf(await logging([], { identity: { runId: '43' } }))).toMatchObject({
      phase: 'skipped',
      reason: 'nothing was deployed',
    })
  })

  it('has nothing to do where the stacks write no logs', async () => {
    await world.write('template.yaml', 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n')
    expect(logsOf(await world.deploy())).toMatchObject({ phase: 'skipped', reason: 'The stacks have no log groups' })
  })

  it('looks into groups that the configuration names', async () => {
    await configured('logs: { for: 10s, groups: [/other] }\n')
    await world.write('template.yaml', 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n')
    const at = world.clock.now().getTime() + 2000
    world.aws.logs.put('/other', 'stream', Array(3).fill({ message: 'ERROR in it', timestamp: at, visibleFrom: at }))
    expect((await world.deploy()).outputs['reason-code']).toBe('LOG_ERRORS')
  })
})
