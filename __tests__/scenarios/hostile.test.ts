import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { hostile } from '../notices/hostile.ts'
import { type Deployed, deployed, LINKED, linked } from './deployed.ts'
import { type Result, type Scene, SMALLEST, scene } from './scene.ts'

const MEGABYTE = 'a long line '.repeat(90_000)
const COMMANDS = [
  '::set-output name=x::y',
  '  ::stop-commands::token',
  'text\r::add-mask::a\u2028::error::b',
  '##[command]rm -rf',
  'before ##[error]behind',
  '\u001b[31m::error::red\u001b[0m',
  '\u200b::debug::hidden',
  '\ufeff::warning::marked',
  ':\u0000:error::with nothing between',
  '#\u202e#[group]turned',
]
const ALL = [...hostile, ...COMMANDS]
const EVIL = ALL.join('\n')

let world: Scene
let system: Deployed | undefined
beforeEach(async () => {
  world = await scene()
})
afterEach(async () => {
  await system?.close()
  await world.close()
})

/**
 * What a runner would take for a command: `::` at the start of a trimmed line, `##[` anywhere in one, also
 * with characters in between that nobody sees.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const commandsIn = (lines: readonly string[]): readonly string[] =>
  lines
    .flatMap((line) => line.split(/\r\n|[\n\r\u0085\u2028\u2029]/))
    .map((line) => line.replace(/\p{Default_Ignorable_Code_Point}|\p{Cc}/gu, '').trim())
    .filter((line) => line.startsWith('::') || line.includes('##['))

/** Code, where Markdown shows everything as it is. */
const withoutCode = (markdown: string): string =>
  markdown.replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '').replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')

const OUR_LINKS = /\]\(https:\/\/github\.com\/[\w./#?=-]*\)|\]\(http:\/\/127\.0\.0\.1:\d+\/[\w./#-]*\)/g
const OURS = /<!-- deploy-action\/(issue|about)\/1 [\w+/=]+ -->|&#?\w+;/g

/** Nothing in the Markdown acts but what we wrote ourselves. */
function expectInert(markdown: string): void {
  const unfolded = withoutCode(markdown).replace(/<details><summary>[\w ]+<\/summary>\n\n([\s\S]*?)\n\n<\/details>/g, '$1')
  const text = unfolded.replace(OUR_LINKS, ']').replace(OURS, '·')
  expect(text).not.toMatch(/[@][A-Za-z]/)
  expect(text.replace(/^#{1,6} /gm, '')).not.toMatch(/#\d|GH-\d/)
  expect(text).not.toMatch(/<\/?[A-Za-z!]/)
  expect(text).not.toMatch(/(?<!\\)\]\(/)
  expect(text).not.toMatch(/https?:\/\/(?!github\.com\/|127\.0\.0\.1)|www\.\w/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(markdown).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]/)
  expect(text.split('\n').filter((line) => /^#{1,6} /.test(line) && /heading/i.test(line))).toEqual([])
}

/** The run ended as it must, and nothing from outside acts in what it wrote. */
function expectTame(result: Result): void {
  const { lines, annotations, summaries, outputs, recordText } = result
  expect(commandsIn([...lines, ...annotations.map((line) => line.replace(/^(error|warning) /, ''))])).toEqual([])
  for (const summary of summaries) expectInert(summary)
  expect(Buffer.byteLength(result.summary)).toBeLessThanOrEqual(1024 * 1024)
  for (const { body } of world.github.repository('octo-org/demo').issues.all()) {
    expectInert(body ?? '')
    expect((body ?? '').length).toBeLessThanOrEqual(65_536)
  }
  for (const { body } of world.github.repository('octo-org/demo').issues.comments()) expectInert(body)
  expect(Object.keys(outputs).toSorted()).toEqual([
    'build',
    'build-sha256',
    'commands',
    'issue-number',
    'plan-digest',
    'reason-code',
    'record',
    'record-sha256',
    'stacks',
    'summary',
    'verdict',
  ])
  expect(outputs['verdict']).toMatch(/^(successful|failed|inconclusive|error|skipped)$/)
  expect(() => JSON.parse(recordText) as unknown).not.toThrow()
}

const texts: readonly (readonly [string, string])[] = [
  ...ALL.map((text) => [JSON.stringify(text).slice(0, 50), text] as const),
  ['all of it', EVIL],
  ['a megabyte', MEGABYTE],
]

describe('hostile text is inert', () => {
  it.each(texts)('in the reasons of events of a stack: %s', async (_name, text) => {
    world.aws.script('demo', { resources: { Queue: { fail: { create: text } } } })
    const result = await world.deploy()
    expect(result.outputs['reason-code']).toBe('DEPLOY_FAILED')
    expectTame(result)
  })

  it.each(texts)('in the log of the function behind a custom resource: %s', async (_name, text) => {
    const token = 'arn:aws:lambda:us-east-1:123456789012:function:seeder'
    await world.write('template.yaml', `Resources: { Seed: { Type: Custom::Seed, Properties: { ServiceToken: "${token}" } } }`)
    const fail = { create: 'CloudFormation did not receive a response from your Custom Resource.' }
    world.aws.script('demo', { resources: { Seed: { durationMs: 20_000, fail } } })
    const timestamp = world.clock.now().getTime() + 10_000
    world.aws.logs.put('/aws/lambda/seeder', 'stream', [{ message: text, timestamp }])
    const result = await world.deploy()
    expect(result.outputs['reason-code']).toBe('DEPLOY_FAILED')
    expect(result.lines).toContain('The last lines of /aws/lambda/seeder before Seed failed:')
    expectTame(result)
  })

  it.each([
    ['all of it', EVIL],
    ['a megabyte', MEGABYTE],
  ])('in the reason of a change set that failed: %s', async (_name, text) => {
    world.aws.script('demo', { changeSetFailure: text })
    const result = await world.deploy()
    expect(result.outputs['reason-code']).toBe('PLAN_FAILED')
    expectTame(result)
  })

  it.each([
    ['all of it', EVIL],
    ['a megabyte', MEGABYTE],
  ])('in the outputs of a stack: %s', async (_name, text) => {
    const outputs = { Text: { Value: text }, Url: { Value: 'x' } }
    await world.write(
      'template.yaml',
      JSON.stringify({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } }, Outputs: outputs }).slice(0, 51_200),
    )
    if (text === MEGABYTE) {
      world.aws.stacks.seed({
        name: 'demo',
        status: 'CREATE_COMPLETE',
        template: 'Resources: { Queue: { Type: AWS::SQS::Queue } }',
        outputs: { Text: text },
      })
      await world.write('template.yaml', 'Resources: { Queue: { Type: AWS::SQS::Queue } }')
    }
    const result = await world.deploy()
    expect(result.failed).toBe(false)
    expectTame(result)
    const { demo } = JSON.parse(result.outputs['stacks'] ?? '{}') as { demo: { outputs: Record<string, string> } }
    expect(demo.outputs['Text']?.length).toBeGreaterThan(100)
  })

  it.each([
    ['all of it', EVIL],
    ['a megabyte', MEGABYTE],
    ['two megabytes', MEGABYTE + MEGABYTE],
  ])('in the answers of the deployed system: %s', async (_name, text) => {
    const headers = { 'x-evil': encodeURI(ALL[0] ?? ''), 'x-said': '::error::x' }
    system = await deployed(world, () => ({ status: 500, body: text, headers }))
    const checks = [
      '{ status: 200 }',
      '{ status: 500, headers: { x-said: none } }',
      '{ status: 500, body: none }',
      '{ status: 500, json: { $.a: 1 } }',
    ]
    const list = checks.map(
      (wanted, index) =>
        `  - { name: "check ${index}", http: { url: "\${outputs.Url}/${index}", expect: ${wanted} }, retry: { for: 0s } }\n`,
    )
    await world.write('template.yaml', LINKED)
    await world.write('.github/deploy.yml', linked(system.url, `verify:\n${list.join('')}`))
    const result = await world.deploy()
    expect(result.record.checks).toHaveLength(4)
    expect(result.failed).toBe(true)
    expectTame(result)
  })

  it.each([
    ['all of it', ALL],
    ['a megabyte', [MEGABYTE]],
  ])('in log lines: %s', async (_name, list) => {
    await world.write('.github/deploy.yml', `${SMALLEST}logs: { groups: [/shop], for: 10s }\n`)
    const at = world.clock.now().getTime() + 5000
    const messages = list.flatMap((text) => [
      `ERROR ${text}`,
      `ERROR first\n${text}`,
      `${text} Task timed out after 3.00 seconds`,
      text,
    ])
    world.aws.logs.put(
      '/shop',
      '::error::stream',
      messages.map((message) => ({ message, timestamp: at, visibleFrom: at })),
    )
    const result = await world.deploy()
    expect(result.record.logs?.groups).toMatchObject([{ events: messages.length }])
    expectTame(result)
  })

  it('in who runs what', async () => {
    const identity = { actor: EVIL, ref: `refs/heads/${EVIL}`, workflow: EVIL, event: EVIL }
    expectTame(await world.deploy({ identity }))
    world.aws.script('demo', { changeSetFailure: 'wrong' })
    await world.write('template.yaml', 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n')
    expectTame(await world.deploy({ identity: { ...identity, runId: '43' } }))
    expectTame(await world.deploy({ identity: { ...identity, runId: '44' } }))
  })

  it('in names of files, stages, stacks, environments and regions that are refused', async () => {
    for (const name of ['config', 'stages', 'stacks', 'environment', 'region', 'record']) {
      const result = await world.deploy({ inputs: { [name]: EVIL } })
      if (name !== 'environment') expect(result.failed).toBe(true)
      expectTame(result)
    }
  })

  it('in the configuration, in keys and in values', async () => {
    for (const text of ALL) {
      const quoted = JSON.stringify(text)
      const name = `version: 1\nstacks:\n  - name: ${quoted}\n    template: ${quoted}\n    ${quoted}: 1\n    parameters: { ${quoted}: ${quoted} }\n`
      await world.write('.github/deploy.yml', name)
      const result = await world.deploy()
      expect(result.outputs['reason-code']).toMatch(/^(CONFIG_INVALID|VALUE_UNKNOWN)$/)
      expectTame(result)
    }
  })

  it('in the names of templates, checks, labels, tags and the log texts that are ignored', async () => {
    for (const text of ALL.filter((one) => !one.includes('\0'))) {
      const quoted = JSON.stringify(text.replaceAll('${', '$').replaceAll('/', '_'))
      await world.write(
        '.github/deploy.yml',
        `${SMALLEST.replace('template.yaml', quoted)}    tags: { ${quoted}: ${quoted} }\nverify: [{ name: ${quoted}, http: "http://127.0.0.1:1/", retry: { for: 0s } }]\nlogs: { ignore: [${quoted}], groups: [${quoted}] }\n`,
      )
      expectTame(await world.deploy())
    }
  })

  it('in a name as long as a stack may have', async () => {
    const name = `${'Long-name-'.repeat(12)}of-stack`
    await world.write('.github/deploy.yml', SMALLEST.replace('demo', name))
    const result = await world.deploy()
    expect(result.outputs['reason-code']).toBe('DEPLOYED')
    expect(world.aws.stacks.status(name)).toBe('CREATE_COMPLETE')
    expectTame(result)
  })

  it('in what AWS and GitHub say when they refuse', async () => {
    world.aws.fault({ action: 'CreateChangeSet', kind: 'error', status: 400, code: 'ValidationError', message: EVIL })
    world.github.fault({ kind: 'status', status: 403, message: EVIL })
    const result = await world.deploy()
    expect(result.outputs['reason-code']).toBe('AWS_REFUSED')
    expectTame(result)
  })
})

describe('what holds the text against it', () => {
  const acting = [
    'ask @octocat',
    'see #1',
    'see GH-3',
    '</details>',
    '[link](https://evil.example/)',
    'https://evil.example',
    'www.evil.example',
    '\u202eturned',
    '# A heading',
  ]
  it.each(acting)('finds %s', (text) => {
    expect(() => expectInert(`before\n${text}\nbehind`)).toThrow()
    expect(() => expectInert('before\n\nbehind `@octocat`')).not.toThrow()
  })

  it.each(['  ::error::x', '\u200b::error::x', 'a ##[error]x', '#\u200b#[error]x', 'a\u2028::error::x', 'a\r::error::x'])(
    'takes %j for a command',
    (line) => {
      expect(commandsIn([line])).toHaveLength(1)
      expect(commandsIn(['a ::error::x', ': :error::x', '## [error]x'])).toEqual([])
    },
  )
})
