import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Scene, SMALLEST, scene, TEMPLATE } from './scene.ts'
import { expectTold, expectUntouched } from './told.ts'

let world: Scene
beforeEach(async () => {
  world = await scene()
})
afterEach(() => world.close())

const CONFIG = '.github/deploy.yml'
const EARLY = '❓ Deployment: reading templates ended with an error; nothing was changed'
const READING = '❓ demo: reading templates ended with an error; nothing was changed'
const LINES = 'Correct the lines shown above.'

/** AWS was not asked for anything; GitHub was told by an issue where the configuration could be read. */
function expectAwsUntouched(): void {
  expect(world.aws.calls).toEqual([])
  expect(world.github.repository('octo-org/demo').issues.all()).toHaveLength(1)
}

describe('a configuration file', () => {
  it('that is not there', async () => {
    const told = await world.deploy({ inputs: { config: 'nowhere.yml' } })
    const fix = 'or name another file with the input `config`'
    expectTold(told, { code: 'CONFIG_MISSING', headline: EARLY, says: 'There is no nowhere.yml.', fix })
    expectUntouched(world)
  })

  const mistakes: readonly (readonly [what: string, text: string, place: string, said: string, shown: readonly string[]])[] = [
    [
      'that is not YAML',
      'version: 1\nstacks:\n  - name: "demo\n    template: template.yaml\n',
      '4:28',
      'this is not YAML: missing closing "quote',
      [`${CONFIG}:4:28`, '  4 |     template: template.yaml', '    |                            ^'],
    ],
    [
      'with a key that nobody knows',
      `${SMALLEST}    paramters: { Size: 3 }\n`,
      '5:5',
      'Did you mean “parameters”?',
      [`${CONFIG}:5:5`, '  5 |     paramters: { Size: 3 }', '    |     ^^^^^^^^^'],
    ],
    [
      'with a value of another type',
      `${SMALLEST}    depends-on: other\n`,
      '5:17',
      '“other” does not fit; expected a list',
      [`${CONFIG}:5:17`, '  5 |     depends-on: other', '    |                 ^^^^^'],
    ],
    [
      'with a duration without a unit',
      `${SMALLEST}    time-limit: 30\n`,
      '5:17',
      'expected a duration with its unit, such as 30s, 5m, 2h or 7d',
      [`${CONFIG}:5:17`, '  5 |     time-limit: 30', '    |                 ^^'],
    ],
  ]
  it.each(mistakes)('%s is shown with line, column and caret', async (_what, text, place, said, shown) => {
    await world.write(CONFIG, text)
    const told = await world.deploy()
    expectTold(told, { code: 'CONFIG_INVALID', headline: EARLY, says: `${CONFIG} has a mistake.`, fix: LINES })
    expect(told.annotations[0]).toBe(`error ${CONFIG}:${place} ${told.annotations[0]?.split(`${place} `)[1]}`)
    expect(told.annotations[0]).toContain(said)
    expect(told.lines).toEqual(expect.arrayContaining([...shown]))
    expect(told.summary).toContain(shown[1])
    expectUntouched(world)
  })

  it('that does not have the environment', async () => {
    await world.write(CONFIG, `${SMALLEST}environments:\n  production: {}\n`)
    const told = await world.deploy({ inputs: { environment: 'prodution' } })
    const headline = EARLY.replace('Deployment', 'Deployment on prodution')
    expectTold(told, { code: 'CONFIG_INVALID', headline, says: `${CONFIG} has a mistake.`, fix: LINES })
    expect(told.annotations[0]).toContain('there is no environment “prodution”')
    expect(told.annotations[0]).toContain('Did you mean “production”?')
    expectUntouched(world)
  })

  it('that names a variable which is not set', async () => {
    await world.write(CONFIG, `${SMALLEST}    parameters: { Size: "\${env.SIZE_OF_IT}" }\n`)
    const told = await world.deploy()
    const fix = 'Use one of the names listed above.'
    expectTold(told, { code: 'VALUE_UNKNOWN', headline: EARLY, says: `${CONFIG} has a mistake.`, fix })
    expectUntouched(world)
  })

  it('whose stacks depend on each other in a circle', async () => {
    const two = `${SMALLEST}    depends-on: [other]\n  - { name: other, template: template.yaml, depends-on: [demo] }\n`
    await world.write(CONFIG, two)
    const told = await world.deploy()
    const fix = 'Take one dependency out of the circle'
    expectTold(told, { code: 'STACK_CYCLE', headline: EARLY, says: CONFIG, fix })
    expectUntouched(world)
  })
})

describe('an input', () => {
  const wrong = [
    [
      'stages',
      'plan, depoly',
      'INPUT_INVALID',
      'Unknown stages: depoly. There are: gate, synthesize, plan, deploy',
      'the input named above',
    ],
    ['stacks', 'demo, other', 'STACK_UNKNOWN', 'Unknown stacks: other. There are: demo.', 'one of the names listed above'],
  ] as const
  it.each(wrong)('`%s` with an unknown name', async (name, value, code, says, fix) => {
    expectTold(await world.deploy({ inputs: { [name]: value } }), { code, headline: EARLY, says, fix })
    expectUntouched(world)
  })

  const regions = [
    ['US East', '“US East” is no AWS region'],
    ['us-east-1.evil.example/', '“us-east-1.evil.example/” is no AWS region'],
  ] as const
  it.each(regions)('`region` of %s', async (region, says) => {
    const fix = 'Correct the input `region`, or AWS_REGION in the environment.'
    expectTold(await world.deploy({ inputs: { region } }), { code: 'INPUT_INVALID', headline: READING, says, fix })
    expectAwsUntouched()
  })

  it('`region` that is missing everywhere', async () => {
    const told = await world.deploy({ env: { AWS_REGION: '' } })
    const fix = 'Set `region` in the configuration or as an input, or AWS_REGION in the environment.'
    expectTold(told, { code: 'REGION_MISSING', headline: READING, says: 'No region is known for stack demo.', fix })
    expectAwsUntouched()
  })
})

describe('a template', () => {
  it('that is not there', async () => {
    await world.write(CONFIG, SMALLEST.replace('template.yaml', 'stack/none.yaml'))
    const told = await world.deploy()
    const fix = 'relative to the root of the repository'
    expectTold(told, { code: 'TEMPLATE_MISSING', headline: READING, says: 'There is no template stack/none.yaml.', fix })
    expectAwsUntouched()
  })

  it('of one byte more than CloudFormation takes', async () => {
    await world.write('template.yaml', TEMPLATE.padEnd(1_000_001, '#'))
    const says = 'template.yaml has 1000001 bytes; CloudFormation takes 1000000.'
    expectTold(await world.deploy(), { code: 'TEMPLATE_TOO_LARGE', headline: READING, says, fix: 'Split it into nested stacks' })
    expectAwsUntouched()
  })

  it('of as many bytes as fit into a request is deployed; characters of two bytes count twice', async () => {
    await world.write('template.yaml', `${TEMPLATE}# é`.padEnd(51_199, '#'))
    expect((await world.deploy()).outputs['reason-code']).toBe('DEPLOYED')
    await world.write('template.yaml', `${TEMPLATE}# é`.padEnd(51_200, '#'))
    expect((await world.deploy({ identity: { runId: '43' } })).outputs['reason-code']).toBe('TEMPLATE_TOO_LARGE')
  })

  const broken = [
    ['that no parser reads', 'Resources:\n  Queue: { Type: [\n', 'template.yaml:3:1: this is not YAML'],
    ['that is a list', '- Resources\n', 'template.yaml is no template: it holds no keys'],
    ['that is empty', '', 'template.yaml is no template: it holds no keys'],
  ] as const
  it.each(broken)('%s', async (_what, text, says) => {
    await world.write('template.yaml', text)
    const fix = 'Correct the template as said above.'
    expectTold(await world.deploy(), { code: 'TEMPLATE_INVALID', headline: READING, says, fix })
    expectAwsUntouched()
  })

  it('in JSON, indented by tabs, is deployed', async () => {
    await world.write('template.yaml', JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }, null, '\t'))
    expect((await world.deploy()).outputs['reason-code']).toBe('DEPLOYED')
  })
})

describe('a token for GitHub that is missing', () => {
  it('is an error where the configuration asks for an issue', async () => {
    await world.write(CONFIG, `${SMALLEST}report:\n  issue: true\n`)
    const told = await world.deploy({ token: '' })
    const says = 'The configuration asks for a failure issue, and there is no GitHub token.'
    expectTold(told, { code: 'GITHUB_TOKEN_MISSING', headline: EARLY, says, fix: 'Give the input `github-token`' })
    expectUntouched(world)
  })

  it.each([
    ['nothing is said of it', ''],
    ['it is turned off', 'report: { issue: false }\n'],
  ])('is no mistake where %s', async (_what, report) => {
    await world.write(CONFIG, `${SMALLEST}${report}`)
    const { outputs, failed, summary } = await world.deploy({ token: '' })
    expect({ failed, code: outputs['reason-code'] }).toEqual({ failed: false, code: 'DEPLOYED' })
    expect(summary.match(/no GitHub token is given/g) ?? []).toHaveLength(report ? 0 : 1)
    expect(world.github.calls).toEqual([])
  })
})
