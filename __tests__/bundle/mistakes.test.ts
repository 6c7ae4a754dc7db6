import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { asked, type Machine, MOST_MS, machine, SMALLEST } from './bundle.ts'

jest.setTimeout(MOST_MS)

let one: Machine
beforeEach(async () => {
  one = await machine()
})
afterEach(() => one.close())

describe('before AWS is touched the bundle refuses', () => {
  it('a mistake in the configuration, at its line and column', async () => {
    await one.write('.github/deploy.yml', SMALLEST.replace('template:', 'templat:'))
    const { main, outputs, annotations, summary } = await one.run()
    expect([main.code, outputs['verdict'], outputs['reason-code']]).toEqual([1, 'error', 'CONFIG_INVALID'])
    expect(annotations[0]).toMatchObject({
      level: 'error',
      message: expect.stringContaining('template'),
      properties: { file: '.github/deploy.yml', line: '4', col: '5' },
    })
    expect(summary).toContain('CONFIG_INVALID')
    expect(one.aws.calls).toEqual([])
  })

  it('a file, a template, a stage that are not there', async () => {
    const run = async (inputs: Readonly<Record<string, string>>) => (await one.run({ inputs })).outputs['reason-code']
    expect(await run({ config: 'none.yml' })).toBe('CONFIG_MISSING')
    expect(await run({ stages: 'deply' })).toBe('INPUT_INVALID')
    expect(await run({ stacks: 'other' })).toBe('STACK_UNKNOWN')
    await one.write('.github/deploy.yml', SMALLEST.replace('template.yaml', 'none.yaml'))
    expect(await run({})).toBe('TEMPLATE_MISSING')
    expect(one.aws.calls).toEqual([])
  })

  it('to go on without AWS credentials', async () => {
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }
    const { main, outputs, annotations } = await one.run({ env })
    expect([main.code, outputs['verdict'], outputs['reason-code']]).toEqual([1, 'error', 'CREDENTIALS_MISSING'])
    expect(annotations).toMatchObject([{ level: 'error', message: expect.stringContaining('CREDENTIALS_MISSING') }])
    expect(one.aws.calls).toEqual([])
  })

  it('an issue that is asked for without a token, and only that', async () => {
    const without = await one.run({ token: '' })
    expect([without.main.code, without.outputs['reason-code']]).toEqual([0, 'DEPLOYED'])
    one.aws.reset()
    await one.write('.github/deploy.yml', `${SMALLEST}report: { issue: true }\n`)
    const { main, outputs } = await one.run({ token: '' })
    expect([main.code, outputs['reason-code']]).toEqual([1, 'GITHUB_TOKEN_MISSING'])
    expect([one.aws.calls, one.github.calls]).toEqual([[], []])
  })
})

describe('secrets', () => {
  it('are masked before anything is written, and stand nowhere', async () => {
    const secret = 'correct-horse-battery'
    await one.write(
      'template.yaml',
      `Parameters:
  Password: { Type: String, NoEcho: true }
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
Outputs:
  Plain: { Value: seen }
  Told: { Value: 'has ${secret} in it' }
`,
    )
    const allow = 'allow: { secrets: [Told], reason: it is made up }'
    await one.write('.github/deploy.yml', `${SMALLEST}    parameters: { Password: "\${secrets.PASSWORD}" }\n    ${allow}\n`)
    const { main, outputs, rawLog, summary } = await one.run({ env: { PASSWORD: secret } })
    expect([main.code, outputs['reason-code']]).toEqual([0, 'DEPLOYED'])
    expect(rawLog.indexOf(`::add-mask::${secret}\n`)).toBeGreaterThanOrEqual(0)
    expect(rawLog.split(secret)).toHaveLength(2)
    const record = await readFile(outputs['record'] ?? '', 'utf8')
    expect([summary, record, JSON.stringify(outputs)].filter((text) => text.includes(secret))).toEqual([])
    expect(JSON.parse(outputs['stacks'] ?? '')).toMatchObject({ demo: { outputs: { Plain: 'seen' } } })
    const { params } = one.aws.calls.find(({ action }) => action === 'CreateChangeSet') ?? {}
    expect(JSON.stringify(params)).toContain(secret)
    expect(asked(one.aws).changes).toEqual(['CreateChangeSet', 'ExecuteChangeSet'])
  })
})
