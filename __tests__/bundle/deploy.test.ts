import { cp, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { asked, CHANGED, type Machine, MOST_MS, machine, TEMPLATE } from './bundle.ts'

const DEPLOY_READS = ['DescribeChangeSet', 'DescribeStackEvents', 'DescribeStacks', 'GetTemplateSummary', 'ListStackResources']
const firstLine = (text: string): string => text.split('\n')[0] ?? ''

jest.setTimeout(MOST_MS)

let one: Machine
beforeEach(async () => {
  one = await machine()
})
afterEach(() => one.close())

describe('the bundle deploys', () => {
  it('a stack that is not there yet, with the region that only AWS_DEFAULT_REGION names', async () => {
    const { main, post, outputs, summary, annotations, rawLog } = await one.run()
    expect([main.code, post?.code, annotations]).toEqual([0, 0, []])
    expect(outputs).toEqual({
      ...{ build: '', 'build-sha256': '', commands: 'false' },
      verdict: 'successful',
      'reason-code': 'DEPLOYED',
      stacks: expect.any(String),
      'plan-digest': expect.stringMatching(/^[0-9a-f]{64}$/),
      record: expect.stringMatching(/record\.json$/),
      'record-sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
      'issue-number': '',
      summary: expect.stringMatching(/summary\.md$/),
    })
    expect(JSON.parse(outputs['stacks'] ?? '')).toEqual({
      demo: { status: 'CREATE_COMPLETE', outputs: { QueueUrl: expect.stringContaining('demo-Queue') } },
    })
    expect(firstLine(summary)).toBe('## ✅ demo: the new version is deployed; nothing was checked')
    expect(summary).toBe(await readFile(outputs['summary'] ?? '', 'utf8'))
    expect(JSON.parse(await readFile(outputs['record'] ?? '', 'utf8'))).toMatchObject({
      verdict: 'successful',
      reasonCode: 'DEPLOYED',
      stacks: [{ region: 'us-east-1', operation: { state: 'succeeded', kind: 'create' } }],
    })
    expect(rawLog).toContain('CREATE_COMPLETE  Topic')
    expect(asked(one.aws)).toEqual({ changes: ['CreateChangeSet', 'ExecuteChangeSet'], reads: DEPLOY_READS })
    expect(one.github.calls.filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('an update, then finds that there is nothing to change', async () => {
    await one.run()
    await one.write('template.yaml', CHANGED)
    one.aws.reset()
    const update = await one.run({ runId: 43 })
    expect([update.main.code, update.outputs['reason-code'], update.annotations]).toEqual([0, 'DEPLOYED', []])
    expect(one.aws.stacks.status('demo')).toBe('UPDATE_COMPLETE')
    // The deployed template is read for the review and for the way back.
    const reads = [...DEPLOY_READS, 'GetTemplate'].sort()
    expect(asked(one.aws)).toEqual({ changes: ['CreateChangeSet', 'ExecuteChangeSet'], reads })
    one.aws.reset()
    const again = await one.run({ runId: 44 })
    expect([again.main.code, again.outputs['verdict'], again.outputs['reason-code']]).toEqual([
      0,
      'successful',
      'NOTHING_TO_CHANGE',
    ])
    expect(asked(one.aws).changes).toEqual(['CreateChangeSet', 'DeleteChangeSet'])
    expect(again.annotations).toEqual([])
  })

  it('what an earlier step planned, and nothing else', async () => {
    const plan = await one.run({ inputs: { stages: 'synthesize,plan' } })
    expect([plan.main.code, plan.outputs['reason-code']]).toEqual([0, 'PLANNED'])
    expect(asked(one.aws)).toEqual({
      changes: ['CreateChangeSet'],
      reads: ['DescribeChangeSet', 'DescribeStacks', 'GetTemplateSummary', 'ListChangeSets'],
    })
    one.aws.reset()
    const { record = '', 'record-sha256': sha256 = '', 'plan-digest': digest } = plan.outputs
    const kept = join(one.temp, 'kept')
    await cp(dirname(record), kept, { recursive: true })
    const inputs = { stages: 'deploy', record: join(kept, 'record.json'), 'record-sha256': sha256 }
    const deploy = await one.run({ inputs })
    expect([deploy.main.code, deploy.outputs['reason-code'], deploy.outputs['plan-digest']]).toEqual([0, 'DEPLOYED', digest])
    expect(asked(one.aws).changes).toEqual(['ExecuteChangeSet'])
    const forged = await one.run({ inputs: { ...inputs, 'record-sha256': '0'.repeat(64) } })
    expect([forged.main.code, forged.outputs['reason-code']]).toEqual([1, 'RECORD_INVALID'])
  })

  it('two repositories at once without a word of one in the other', async () => {
    const other = await machine()
    await other.write('.github/deploy.yml', 'version: 1\nstacks:\n  - name: other\n    template: template.yaml\n')
    const [first, second] = await Promise.all([one.run(), other.run()])
    expect([first.main.code, second.main.code]).toEqual([0, 0])
    expect(Object.keys(JSON.parse(first.outputs['stacks'] ?? ''))).toEqual(['demo'])
    expect(Object.keys(JSON.parse(second.outputs['stacks'] ?? ''))).toEqual(['other'])
    expect(first.rawLog).not.toContain('other')
    expect(first.files.map((path) => path.replace('demo', 'other'))).toEqual(second.files)
    await other.close()
  })
})

describe('the bundle tells', () => {
  it('the root cause first when CloudFormation rolls back, and opens an issue', async () => {
    await one.run()
    await one.write('template.yaml', CHANGED)
    one.aws.reset()
    one.aws.script('demo', { resources: { Queue: { fail: { update: 'VisibilityTimeout is out of range' } } } })
    const { main, outputs, summary, annotations } = await one.run({ runId: 43 })
    expect([main.code, outputs['verdict'], outputs['reason-code']]).toEqual([1, 'failed', 'DEPLOY_FAILED'])
    expect(firstLine(summary)).toContain('CloudFormation put the old version back')
    expect(annotations).toMatchObject([{ level: 'error', message: expect.stringContaining('VisibilityTimeout is out of range') }])
    expect(asked(one.aws).changes).toEqual(['CreateChangeSet', 'ExecuteChangeSet'])
    const [issue] = one.github.repository('octo-org/demo').issues.all()
    expect(issue).toMatchObject({ state: 'open', title: 'Deployment of demo failed: DEPLOY_FAILED' })
    expect(outputs['issue-number']).toBe(String(issue?.number))
  })

  it('a check that fails, in the exit code and in an issue', async () => {
    await one.write(
      '.github/deploy.yml',
      `version: 1
stacks:
  - name: demo
    template: template.yaml
verify:
  - http: ${one.aws.url}/nothing-is-here
    retry: { for: 1s, every: 500ms }
`,
    )
    const { main, outputs, annotations } = await one.run()
    expect([main.code, outputs['verdict'], outputs['reason-code']]).toEqual([1, 'failed', 'CHECK_FAILED'])
    expect(annotations.map(({ level }) => level)).toEqual(['error'])
    expect(outputs['issue-number']).toBe('1')
    expect(asked(one.aws).changes).toContain('ExecuteChangeSet')
    expect(JSON.parse(outputs['stacks'] ?? '')).toMatchObject({ demo: { status: 'CREATE_COMPLETE' } })
  })

  it('text from outside without obeying it', async () => {
    const hostile = `::set-output name=verdict::skipped\n::error::forged ##[error]forged\n<b>@team</b>`
    const value = JSON.stringify(hostile)
    await one.write('template.yaml', TEMPLATE.replace('!Ref Queue', value))
    one.aws.script('demo', { resources: { Topic: { fail: { create: hostile } } } })
    const { main, annotations, summary, outputs } = await one.run()
    expect([main.code, outputs['verdict']]).toEqual([1, 'failed'])
    expect(annotations.map(({ message }) => message.split(':')[0])).toEqual(['DEPLOY_FAILED'])
    // Within a fence everything is text.
    expect(summary.replace(/^```text$[\s\S]*?^```$/gm, '')).not.toMatch(/<b>|@team/)
    expect(summary).toContain('@team')
  })
})
