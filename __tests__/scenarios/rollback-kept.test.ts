import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { clientOf } from '../world/aws/testing/world.ts'
import { type Deployed, deployed, LINKED, linked } from './deployed.ts'
import { type Result, type Run, type Scene, scene } from './scene.ts'
import { count, DEPLOYED, executed, verdictOf } from './sight.ts'

const timed = (seconds: number) =>
  LINKED.replace('AWS::SQS::Queue', `AWS::SQS::Queue, Properties: { VisibilityTimeout: ${seconds} }`)
const [one, two, three] = [timed(10), timed(20), timed(30)]
const CHECK = 'verify:\n  - name: health\n    http: { url: "${outputs.Url}/health" }\n    retry: { for: 10s, every: 5s }\n'
const RECORDS = 'records: kept\n'
const FOLDER = 'records/octo-org/demo/default/'
const BACK = { failed: false, verdict: 'successful', reason: 'ROLLED_BACK' }
const REFUSED = { failed: true, verdict: 'error', reason: 'RECORD_INVALID' }

let world: Scene
let system: Deployed
let ill = (): boolean => false
beforeEach(async () => {
  world = await scene()
  ill = () => false
  system = await deployed(world, () => ({ status: ill() ? 500 : 200 }))
  world.aws.objects.createBucket('kept', { versioned: true })
  await configured()
})
afterEach(async () => {
  await system.close()
  await world.close()
})

const configured = (more = RECORDS) => world.write('.github/deploy.yml', linked(system.url, `${CHECK}${more}`))
const templateNow = async (StackName = 'demo') => {
  const client = new CloudFormationClient(clientOf(world.aws))
  return (await client.send(new GetTemplateCommand({ StackName }))).TemplateBody
}
async function deploy(template: string, runId: string, run: Run = {}): Promise<Result> {
  await world.write('template.yaml', template)
  return world.deploy({ identity: { runId }, ...run })
}
const goBack = (runId: string, inputs: Run['inputs'] = {}) =>
  world.deploy({ identity: { runId, sha: 'f'.repeat(40) }, inputs: { stages: 'rollback', ...inputs } })
const keys = (prefix = '') => world.aws.objects.list('kept', `${FOLDER}${prefix}`).map(({ key }) => key.slice(FOLDER.length))
const keptFile = (end: string) => {
  const key = world.aws.objects.list('kept', FOLDER).find((object) => object.key.endsWith(end))?.key ?? ''
  const found = world.aws.objects.read('kept', key)
  return { key, text: typeof found === 'object' ? found.body.toString() : '' }
}
const reasonOf = ({ record }: Result) => record.stages.find(({ stage }) => stage === 'rollback')?.reason
/** The runs that were good, the last one first. */
const goodRuns = () => keys('last-good/').map((key) => key.split('-')[3])

describe('records in a bucket', () => {
  it('are kept with what leads back, the same bytes as beside the step, and the good run is known', async () => {
    expect(verdictOf(await deploy(one, '42'))).toEqual(DEPLOYED)
    const { recordText, outputs, record } = await deploy(two, '43')
    const folder = `runs/43-1/${outputs['record-sha256']}/`
    expect(keys('runs/43-')).toEqual(
      ['deployed-demo.json', 'record.json', 'snapshot-demo.json', 'stack-demo.json'].map((name) => `${folder}${name}`),
    )
    expect(keptFile(`43-1/${outputs['record-sha256']}/record.json`).text).toBe(recordText)
    expect(JSON.parse(keptFile(`${outputs['record-sha256']}/deployed-demo.json`).text)).toMatchObject({
      stack: 'demo',
      template: two,
      parameters: { Url: system.url },
    })
    expect(record.stacks[0]?.deployed?.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect([goodRuns(), count(world.aws, 'GetTemplate')]).toEqual([['43', '42'], 1])
  })

  it('are known by the newest change where two runs end in another order, and a run without a change is good too', async () => {
    await deploy(one, '42')
    ill = () => true
    expect((await deploy(two, '43')).outputs['reason-code']).toBe('CHECK_FAILED')
    expect(goodRuns()).toEqual(['42'])
    ill = () => false
    expect((await deploy(two, '44')).outputs['reason-code']).toBe('NOTHING_TO_CHANGE')
    expect(goodRuns()).toEqual(['44', '42'])
  })

  it('are those of the job that deploys, where another one plans', async () => {
    await deploy(one, '42')
    await deploy(two, '43', { inputs: { stages: 'plan' } })
    expect(keys('runs/43-')).toEqual([])
    await world.carry('plan')
    const sha = (await deploy(two, '43', { inputs: { stages: 'plan' } })).outputs['record-sha256'] ?? ''
    await world.carry('plan')
    const stages = 'deploy,verify,logscan,report'
    const done = await deploy('', '43', { inputs: { stages, record: 'plan/record.json', 'record-sha256': sha } })
    expect([verdictOf(done), goodRuns()]).toEqual([DEPLOYED, ['43', '42']])
    expect(JSON.parse(keptFile(`${done.outputs['record-sha256']}/deployed-demo.json`).text)).toMatchObject({ template: two })
  })

  it.each([
    ['is not there', () => configured('records: nowhere\n'), 'AWS_REFUSED'],
    ['may not be written', async () => world.aws.fault({ action: 'PutObject', kind: 'denied' }), 'ACCESS_DENIED'],
  ] as const)('that cannot be kept, since the bucket %s, change no verdict and are told', async (_, prepared, code) => {
    await prepared()
    const result = await deploy(one, '42')
    expect(verdictOf(result)).toEqual(DEPLOYED)
    expect(result.annotations).toEqual([
      expect.stringMatching(new RegExp(`^error ${code}: The record of this run could not be kept`)),
    ])
    expect(result.record.stages.at(-1)?.findings).toMatchObject([{ code, severity: 'medium' }])
    expect(result.summary).toContain('could not be kept')
  })

  it('never hold a secret', async () => {
    await deploy(`${one}# ghp_0123456789abcdefghijABCDEFGHIJ\n`, '42')
    expect(keys('runs/42-')).toHaveLength(2)
    expect([goodRuns(), keptFile('record.json').text]).toEqual([[], expect.not.stringContaining('ghp_')])
    const back = await goBack('43', { record: 'run:42' })
    expect([back.outputs['reason-code'], reasonOf(back)]).toEqual([
      'ROLLBACK_FAILED',
      'Stack demo: nothing was kept of what run 42 left running. Nothing was executed.',
    ])
    expect(verdictOf(await goBack('44'))).toEqual(REFUSED)
  })

  it('are kept nowhere where nobody named a bucket, or where they are not wanted', async () => {
    await configured('records: false\n')
    await deploy(one, '42')
    await configured('')
    await deploy(two, '43')
    expect([keys(), count(world.aws, 'PutObject')]).toEqual([[], 0])
  })
})

describe('going back to a run by its name', () => {
  beforeEach(async () => {
    await deploy(one, '42')
    await deploy(two, '43')
    await deploy(three, '44')
  })

  it('brings back what it left running, whatever came after it', async () => {
    const back = await goBack('45', { record: 'run:42' })
    expect([verdictOf(back), await templateNow()]).toEqual([BACK, one])
    expect(back.summary.split('\n')[0]).toBe('## ↩️ demo: the version of run 42 is back and what was checked is well')
    expect(reasonOf(back)).toBe('back to run 42: demo: 1 of 1 checks are well')
    expect(back.record.back).toEqual({ runId: '42', attempt: '1', sha: 'c0ffee'.padEnd(40, '0') })
    expect(goodRuns()).toEqual(['45', '44', '43', '42'])
    expect(world.aws.calls.map(({ action }) => action).filter((action) => /^Delete(?!ChangeSet)/.test(action))).toEqual([])
  })

  it('finds nothing to do where that runs already', async () => {
    const back = await goBack('45', { record: 'run:44' })
    expect([verdictOf(back), executed(world.aws)]).toEqual([BACK, 3])
    expect(reasonOf(back)).toContain('demo is as run 44 left it already')
    expect(back.summary.split('\n')[0]).toBe('## ↩️ demo: the version that was to come back runs already')
  })

  it('takes the last good one where none is named, which is the version that it was gone back to', async () => {
    await goBack('45', { record: 'run:43' })
    ill = () => true
    expect((await deploy(three, '46')).outputs['reason-code']).toBe('CHECK_FAILED')
    ill = () => false
    const back = await goBack('47')
    expect([verdictOf(back), await templateNow()]).toEqual([BACK, two])
    expect(reasonOf(back)).toContain('back to run 45: demo')
  })

  it('is another thing than undoing a run, and the words say which', async () => {
    await world.carry('of44')
    const sha = (await deploy(three, '44', { identity: { runId: '44', attempt: '2' } })).outputs['record-sha256']
    expect(sha).toBeDefined()
    const record = keptFile('record.json')
    expect(record.text).not.toBe('')
    const undone = await goBack('45', { record: 'of44/record.json', 'record-sha256': keys('runs/44-1/')[0]?.split('/')[2] ?? '' })
    expect([verdictOf(undone), await templateNow()]).toEqual([BACK, two])
    expect(reasonOf(undone)).toContain('run 44 is undone: the version before of demo is back')
    expect(undone.summary.split('\n')[0]).toContain('the old version is back')
  })

  it.each([
    ['run:7', 'Name one that is kept; the newest are run:44-1, run:43-1, run:42-1.'],
    ['run:43-2', 'Name one that is kept; the newest are'],
  ])('is refused where no such run is kept: %s', async (record, fix) => {
    const back = await goBack('45', { record })
    expect(verdictOf(back)).toEqual(REFUSED)
    expect([back.annotations.at(-1), await templateNow()]).toEqual([expect.stringContaining(fix), three])
  })

  it('is refused where the run was not well', async () => {
    ill = () => true
    await deploy(one, '45')
    const back = await goBack('46', { record: 'run:45' })
    expect(back.outputs['reason-code']).toBe('ROLLBACK_FAILED')
    expect(back.annotations.at(-1)).toContain('Run 45 did not end well (CHECK_FAILED)')
  })

  it.each(['record.json', 'deployed-demo.json', 'stack-demo.json'])('is refused where %s is not what was kept', async (name) => {
    const key = `${FOLDER}${keys('runs/43-1/').find((one) => one.endsWith(name))}`
    const found = world.aws.objects.read('kept', key)
    const text = typeof found === 'object' ? found.body.toString() : ''
    world.aws.objects.put('kept', key, text.replaceAll('demo', 'damp'))
    const back = await goBack('45', { record: 'run:43' })
    expect([back.outputs['reason-code'], await templateNow()]).toEqual(['RECORD_INVALID', three])
  })

  it('is refused for a job that deploys, and where no bucket is known', async () => {
    const mixed = await world.deploy({ identity: { runId: '45' }, inputs: { record: 'last-good' } })
    expect(mixed.outputs['reason-code']).toBe('INPUT_INVALID')
    await configured('')
    const homeless = await goBack('46', { record: 'last-good' })
    expect([verdictOf(homeless), homeless.annotations.at(-1)]).toEqual([
      REFUSED,
      expect.stringContaining('Name one in `records`'),
    ])
  })
})

describe('several stacks', () => {
  const systemOf = (names: readonly string[]) => {
    const entries = names.map((name, index) => {
      const needs = index === 0 ? '' : `, depends-on: [${names[index - 1]}]`
      return `  - { name: ${name}, template: ${name}.yaml, parameters: { Url: "${system.url}" }${needs} }\n`
    })
    const check = CHECK.replace('outputs.Url', 'outputs.api.Url')
    return world.write('.github/deploy.yml', `version: 1\nstacks:\n${entries.join('')}${check}${RECORDS}`)
  }
  const written = async (template: string) => {
    for (const name of ['base', 'api', 'web']) await world.write(`${name}.yaml`, template)
  }
  const order = () =>
    world.aws.calls.filter(({ action }) => action === 'ExecuteChangeSet').map(({ params }) => params['StackName'])

  it('go back in the reverse order, and one that the run did not know stays', async () => {
    await systemOf(['base', 'api'])
    await written(one)
    await world.deploy()
    await systemOf(['base', 'api', 'web'])
    await written(two)
    await world.deploy({ identity: { runId: '43' } })
    const back = await goBack('44', { record: 'run:42' })
    expect([verdictOf(back), order().slice(5)]).toEqual([BACK, ['api', 'base']])
    expect(reasonOf(back)).toContain('run 42 knew no web, so nothing of it was taken back')
    expect(await Promise.all(['base', 'api', 'web'].map(templateNow))).toEqual([one, one, two])
    expect(goodRuns()).toEqual(['43', '42'])
  })

  it('go back one at a time where one is named, which moves nothing that is called good', async () => {
    await systemOf(['base', 'api'])
    await written(one)
    await world.deploy()
    await written(two)
    await world.deploy({ identity: { runId: '43' } })
    const back = await goBack('44', { record: 'run:42', stacks: 'api' })
    expect([verdictOf(back), order().slice(4)]).toEqual([BACK, ['api']])
    expect([await Promise.all(['base', 'api'].map(templateNow)), goodRuns()]).toEqual([
      [two, one],
      ['43', '42'],
    ])
  })
})
