import { describe, expect, it } from '@jest/globals'
import { engines } from '../../src/engines/index.ts'
import { config, mistakes, smallest } from './source.ts'

const text = `version: 1
region: eu-west-1
defaults:
  tags: { team: core, cost: "1" }
  capabilities: [CAPABILITY_IAM]
  time-limit: 30m
stacks:
  - name: data-\${environment}
    template: data.yaml
    parameters: { Size: small, Keep: yes }
  - name: api
    template: api.yaml
    tags: { cost: "2" }
    depends-on: ["data-\${environment}"]
verify:
  - http: https://a.example
logs: { ignore: [one] }
environments:
  production:
    region: us-east-1
    account: "111122223333"
    defaults: { time-limit: 2h }
    stacks:
      - name: data-\${environment}
        parameters: { Size: large }
      - name: cdn
        template: cdn.yaml
    +verify:
      - http: https://b.example
    logs: { +ignore: [two] }
  staging:
    verify: []
    logs: { ignore: [three], for: 1m }
  empty:
`

describe('environments', () => {
  it('merges maps and named items, appends with `+`, and lays defaults under every stack', () => {
    const { stacks, verify, logs, environment } = config(text, { environment: 'production' })
    expect(environment).toBe('production')
    expect(stacks).toMatchObject([
      {
        name: 'data-production',
        region: 'us-east-1',
        parameters: { Size: 'large', Keep: 'yes' },
        tags: { team: 'core', cost: '1' },
      },
      { name: 'api', dependsOn: ['data-production'], tags: { team: 'core', cost: '2' }, timeLimit: 7_200_000 },
      { name: 'cdn', options: { path: 'cdn.yaml' }, capabilities: ['CAPABILITY_IAM'], account: '111122223333' },
    ])
    expect(verify.map(({ name }) => name)).toEqual(['http', 'http (2)'])
    expect(logs.ignore).toEqual(['one', 'two'])
  })

  it('replaces other lists', () => {
    const { stacks, verify, logs } = config(text, { environment: 'staging' })
    expect(stacks.map(({ name, timeLimit }) => [name, timeLimit])).toEqual([
      ['data-staging', 1_800_000],
      ['api', 1_800_000],
    ])
    expect(verify).toEqual([])
    expect(logs).toMatchObject({ ignore: ['three'], for: 60_000 })
  })

  it('takes an empty environment as one that changes nothing', () => {
    expect(config(text, { environment: 'empty' }).verify).toHaveLength(1)
  })

  it('takes any name where the file has no environments', () => {
    expect(config(smallest, { environment: 'anything' }).environment).toBe('anything')
  })

  it('refuses an environment that the file does not have', () => {
    expect(mistakes(text, { environment: 'prodution' })).toContain(
      '18:1 there is no environment “prodution”; expected production, staging, empty, `prodution: {}` to add one that changes nothing. Did you mean “production”?',
    )
  })

  it('tells how to add the first one', () => {
    expect(mistakes(`${smallest}environments:\n`, { environment: 'a' })).toEqual([
      '5:1 there is no environment “a”; expected `a: {}` to add one that changes nothing',
    ])
  })

  it.each(['__proto__', 'constructor', 'toString'])('does not find %s in what every object has', (environment) => {
    expect(mistakes(text, { environment })).toContainEqual(expect.stringContaining(`there is no environment “${environment}”`))
  })

  it('looks at every environment, not only at the chosen one', () => {
    const wrong = `${smallest}environments:\n  a: { region: here }\n  b: { stacks: [{ name: new }] }\n  c: { verify: [{ http: "\${nope}" }] }\n`
    expect(mistakes(wrong, { environment: 'a' }).map((line) => line.slice(0, 30))).toEqual([
      '6:16 “here” does not fit; expe',
      '7:19 this stack has no kind; e',
      '8:26 `${nope}` names nothing; ',
    ])
  })

  it('says a mistake of the file once, however many environments there are', () => {
    expect(mistakes(`${smallest}foo: 1\nenvironments: { a: {}, b: {}, c: }\n`, { environment: 'a' })).toHaveLength(1)
  })

  it('lets an environment complete what the file leaves open', () => {
    const open = 'version: 1\nstacks:\n  - name: demo\nenvironments:\n  a: { stacks: [{ name: demo, template: a.yaml }] }\n'
    expect(config(open, { environment: 'a' }).stacks[0]?.options).toEqual({ path: 'a.yaml' })
    expect(mistakes(open)).toEqual([`3:5 this stack has no kind; expected one of the keys ${Object.keys(engines).join(', ')}`])
  })

  it('does not mind values of another environment that are not set', () => {
    const other = `${smallest}environments:\n  a: {}\n  b: { region: "\${env.NOPE}" }\n`
    expect(config(other, { environment: 'a' }).environment).toBe('a')
    expect(mistakes(other, { environment: 'b' })).toEqual([
      '7:17 the environment variable NOPE is not set in the `env` of this step',
    ])
  })

  it.each([
    ['environments: [a]\n', '5:15 `environments` must be a map from the name of an environment to what it changes'],
    ['environments: { a: 1 }\n', '5:17 the environment “a” must be a map of what it changes'],
    ['environments: { a: { version: 1 } }\n', '5:22 `version` belongs to the file, not to an environment'],
    ['environments: { a: { environments: {} } }\n', '5:22 `environments` belongs to the file, not to an environment'],
    ['environments: { a: { +verify: 1 } }\n', '5:22 `+verify` appends, so its value must be a list'],
    ['environments: { a: { +version: [1] } }\n', '5:22 `+version` appends to a list, and `version` is none'],
    ['environments: { a: { +foo: [1] } }\n', /^5:22 unknown key “foo”/],
    ['+verify: [{ http: x }]\n', /^5:1 unknown key “\+verify”/],
  ])('%s', (written, expected) => {
    expect(mistakes(`${smallest}${written}`)).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)])
  })
})
