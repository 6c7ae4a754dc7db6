import { describe, expect, it } from '@jest/globals'
import { type SamSettings, settingsFor } from '../../src/engines/sam-config.ts'
import { refusal, workspace } from '../artifacts/workspace.ts'

type Files = Readonly<Record<string, string>>
type Asked = Partial<Omit<Parameters<typeof settingsFor>[0], 'files'>>

const settings = (contents: Files, asked: Asked = {}): Promise<SamSettings> =>
  settingsFor({ files: workspace({ keep: '', ...contents }).files, directory: 'backend', ...asked })

const FILE = 'backend/samconfig.toml'
const table = (deploy: string, more = ''): Files => ({ [FILE]: `version = 0.1\n[default.deploy.parameters]\n${deploy}\n${more}` })

describe('the configuration of SAM', () => {
  it('takes global settings, what packaging has for storing, and the deployment above both', async () => {
    const found = await settings({
      [FILE]: `version = 0.1
[default.global.parameters]
region = "us-east-1"
stack_name = "other"
[default.package.parameters]
s3_bucket = "packages"
s3_prefix = "old"
stack_name = "ignored"
[default.deploy.parameters]
stack_name = "demo"
s3_prefix = "/new/"
role_arn = "arn:aws:iam::111122223333:role/cfn"
capabilities = "CAPABILITY_IAM CAPABILITY_NAMED_IAM"
notification_arns = ["arn:aws:sns:us-east-1:111122223333:told"]
disable_rollback = true
on_failure = "ROLLBACK"
profile = "mine"
confirm_changeset = true
`,
    })
    expect(found).toEqual({
      file: FILE,
      environment: 'default',
      region: 'us-east-1',
      stackName: 'demo',
      bucket: 'packages',
      prefix: 'new',
      roleArn: 'arn:aws:iam::111122223333:role/cfn',
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
      notificationArns: ['arn:aws:sns:us-east-1:111122223333:told'],
      parameters: {},
      unheeded: ['disable_rollback', 'profile'],
    })
  })

  const parameters = [
    ['a text', 'parameter_overrides = "A=1 B=\\"a b\\" C=x\\\\ y"', { A: '1', B: 'a b', C: 'x y' }],
    [
      'a text of the older form',
      'parameter_overrides = "ParameterKey=A,ParameterValue=1 ParameterKey=B,ParameterValue=\'2 3\'"',
      { A: '1', B: '2 3' },
    ],
    ['a list', 'parameter_overrides = ["A=1 B=2", "B=3"]', { A: '1', B: '3' }],
    [
      'a table',
      'parameter_overrides = { A = 12345678901234567890, B = 1.50, C = true, D = ["x", " y ", ""], E = "\\"q\\"" }',
      { A: '12345678901234567890', B: '1.5', C: 'True', D: 'x,y', E: 'q' },
    ],
    ['a file', 'parameter_overrides = "file://more/a.yaml"', { A: '', B: '1.0', C: 'False', D: 'from b' }],
    [
      'a list of all of them',
      'parameter_overrides = ["A=1", "file://more/a.yaml", { Z = "z" }, "D=last"]',
      { A: '', B: '1.0', C: 'False', D: 'last', Z: 'z' },
    ],
    ['nothing', 'parameter_overrides = ""', {}],
  ] as const
  it.each(parameters)('gives parameters as %s', async (_form, deploy, expected) => {
    const more = {
      'backend/more/a.yaml': 'A: null\nB: 1.0\nC: false\n$include: [file://b.toml]\n',
      'backend/more/b.toml': 'D = "from b"\n',
    }
    expect((await settings({ ...table(deploy), ...more })).parameters).toEqual(expected)
  })

  const tags = [
    ['a text', 'tags = "team=core stage=\\"a b\\""'],
    ['a list', 'tags = ["team=core", "stage=\'a b\'"]'],
    ['a table', 'tags = { team = "core", stage = "a b" }'],
  ] as const
  it.each(tags)('gives tags as %s', async (_form, deploy) => {
    expect((await settings(table(deploy))).tags).toEqual({ team: 'core', stage: 'a b' })
  })

  it('is read from YAML with anchors and merge keys', async () => {
    const yaml = `version: 0.1
default: { deploy: { parameters: &deploy { stack_name: demo, s3_prefix: a, capabilities: [CAPABILITY_IAM] } } }
staging: { deploy: { parameters: { <<: *deploy, s3_prefix: b, parameter_overrides: { Size: 010 } } } }
`
    expect(await settings({ 'backend/samconfig.yaml': yaml }, { environment: 'staging' })).toMatchObject({
      ...{ stackName: 'demo', prefix: 'b', environment: 'staging', file: 'backend/samconfig.yaml', parameters: { Size: '10' } },
    })
  })

  const three = `version: 0.1\n${['default', 'staging', 'production'].map((name) => `${name}: { deploy: { parameters: { stack_name: ${name} } } }`).join('\n')}\n`
  const chosen = [
    ['the one that is named', three, { named: 'production', environment: 'staging' }, 'production'],
    ['the one that is deployed, where the file knows it', three, { environment: 'staging' }, 'staging'],
    ['default, where nothing is said', three, {}, 'default'],
    [
      'default, where the file has no other',
      'default: { deploy: { parameters: { stack_name: default } } }',
      { environment: 'staging' },
      'default',
    ],
  ] as const
  it.each(chosen)('is that of %s', async (_which, text, asked, expected) => {
    expect((await settings({ 'backend/samconfig.yml': text }, asked)).stackName).toBe(expected)
  })

  it('stands beside the template that is named, TOML before YAML', async () => {
    const contents = { 'backend/samconfig.toml': 'no', 'other/samconfig.yaml': three, 'other/samconfig.yml': 'no' }
    expect(await settings(contents, { template: 'other/template.yaml' })).toMatchObject({ file: 'other/samconfig.yaml' })
    const toml = '[default.deploy.parameters]\nstack_name = "toml"\n'
    expect(await settings({ ...contents, 'other/samconfig.toml': toml }, { template: 'other/template.yaml' })).toMatchObject({
      stackName: 'toml',
    })
  })

  it('need not be there', async () => {
    expect(await settings({}, { environment: 'staging' })).toEqual({
      environment: 'default',
      parameters: {},
      capabilities: [],
      unheeded: [],
    })
  })

  const refused: readonly (readonly [string, Files, Asked, RegExp])[] = [
    [
      'an environment that it does not have',
      { 'backend/samconfig.yaml': three },
      { named: 'prod' },
      /has no environment “prod”; it has default, staging, production/,
    ],
    [
      'one that is deployed and that it does not have',
      { 'backend/samconfig.yaml': three },
      { environment: 'live' },
      /no environment “live”/,
    ],
    ['an environment where there is no file', {}, { named: 'prod' }, /no samconfig\.toml in backend/],
    ['a file that is not there', {}, { file: 'other.toml' }, /There is no other\.toml/],
    ['a file outside the repository', {}, { file: '../other.toml' }, /outside the repository/],
    ['a file of another kind', { 'other.json': '{}' }, { file: 'other.json' }, /a kind that SAM does not read/],
    ['a list', { 'backend/samconfig.yaml': '- a\n' }, {}, /holds no keys/],
    ['what is not TOML', { [FILE]: 'a = = b' }, {}, /is not TOML: /],
    ['what is not YAML', { 'backend/samconfig.yaml': 'a: [' }, {}, /is not YAML: /],
    ['more aliases than anybody needs', { 'backend/samconfig.yaml': bomb() }, {}, /is not YAML: /],
    ['a parameter that is none', table('parameter_overrides = "A=1 B"'), {}, /“B” is not Key=Value/],
    ['a number for parameters', table('parameter_overrides = 5'), {}, /5 gives no parameter/],
    [
      'a file of parameters that is not there',
      table('parameter_overrides = "file://none.yaml"'),
      {},
      /backend\/none\.yaml, which is not there/,
    ],
    [
      'a file of parameters outside the repository',
      table('parameter_overrides = "file:///etc/hosts.yaml"'),
      {},
      /outside the repository/,
    ],
    [
      'a file of parameters above the repository',
      table('parameter_overrides = "file://../../a.yaml"'),
      {},
      /outside the repository/,
    ],
    [
      'a file of parameters in itself',
      { ...table('parameter_overrides = "file://a.yaml"'), 'backend/a.yaml': '- file://a.yaml\n' },
      {},
      /includes itself/,
    ],
  ]
  it.each(refused)('is refused with %s', async (_what, contents, asked, message) => {
    expect(await refusal(settings(contents, asked))).toMatchObject({
      code: 'TOOL_CONFIG_INVALID',
      message: expect.stringMatching(message),
    })
  })
})

function bomb(): string {
  const levels = ['a: &a [x, x, x, x, x, x, x, x, x, x]']
  for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef'].map((pair) => [...pair]))
    levels.push(`${name}: &${name} [${Array(9).fill(`*${before}`).join(', ')}]`)
  return levels.join('\n')
}
