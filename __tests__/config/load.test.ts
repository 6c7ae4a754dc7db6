import { describe, expect, it } from '@jest/globals'
import { config, failure, loaded, mistakes, smallest, values } from './source.ts'

describe('load', () => {
  it('fills the smallest file with its defaults', () => {
    expect(config(smallest)).toEqual({
      path: 'deploy.yml',
      sha256: '6d2c82164c606fe5ff894379ad8b75614d9cfb2e271f2a6c238281104d10eaa7',
      stacks: [
        {
          kind: 'template',
          options: { path: 'template.yaml' },
          name: 'demo',
          parameters: {},
          secretParameters: [],
          openParameters: [],
          withCredentials: false,
          roles: {},
          parameterFiles: [],
          dependsOn: [],
          timeLimit: 3_600_000,
          onDeployFailure: 'rollback',
          onTimeLimit: 'leave',
          nestedChangeSets: true,
          drift: 'ignore',
          mode: 'standard',
          allow: { replace: [], remove: [], broadenIam: [] },
        },
      ],
      gates: [],
      waive: {},
      verify: [],
      secrets: [],
      outputsTo: [],
      logs: { asked: false, for: 30_000, ignore: [], groups: [], onInconclusive: 'warn' },
      report: { issue: { asked: false, off: false, labels: [], assign: [] }, release: { on: false }, status: {} },
      roles: {},
      onCancel: 'cancel',
      onUnhealthy: 'keep',
      recover: [],
      deferred: 'refuse',
      leftOut: [],
      picked: [],
    })
  })

  it('reads everything that a stack can say', () => {
    const [stack] = config(`${smallest}    parameters: { Size: "\${inputs.size}" }
    tags: { cost: 0042 }
    capabilities: [CAPABILITY_NAMED_IAM]
    region: eu-west-1
    account: "111122223333"
    role-arn: arn:aws:iam::111122223333:role/cloudformation
    notification-arns: [arn:aws:sns:eu-west-1:111122223333:deployments]
    termination-protection: true
    stack-policy: policies/\${run.id}.json
    parameters-file: parameters/\${inputs.size}.yaml
    time-limit: 90m
    on-deploy-failure: keep
    nested-change-sets: false
    drift: block
    monitor: { for: 10m, alarms: ["arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Too many errors"] }
    mode: express
    bucket: artifacts.example
    prefix: demo/\${run.sha}
    allow: { replace: [Table], remove: [Data/Bucket], broaden-iam: [Role], reason: moved by hand }
`).stacks
    expect(stack).toEqual({
      kind: 'template',
      options: { path: 'template.yaml' },
      name: 'demo',
      parameters: { Size: 'large' },
      secretParameters: [],
      openParameters: [],
      withCredentials: false,
      roles: {},
      parameterFiles: ['parameters/large.yaml'],
      dependsOn: [],
      timeLimit: 5_400_000,
      onDeployFailure: 'keep',
      onTimeLimit: 'leave',
      nestedChangeSets: false,
      drift: 'block',
      monitor: { for: 600_000, alarms: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Too many errors'] },
      mode: 'express',
      bucket: 'artifacts.example',
      prefix: 'demo/c0ffee',
      allow: { replace: ['Table'], remove: ['Data/Bucket'], broadenIam: ['Role'], reason: 'moved by hand' },
      region: 'eu-west-1',
      account: '111122223333',
      tags: { cost: '0042' },
      capabilities: ['CAPABILITY_NAMED_IAM'],
      roleArn: 'arn:aws:iam::111122223333:role/cloudformation',
      notificationArns: ['arn:aws:sns:eu-west-1:111122223333:deployments'],
      terminationProtection: true,
      stackPolicy: 'policies/42.json',
    })
  })

  it('takes region and account of the file where a stack has none', () => {
    const text = `region: eu-west-1\naccount: "111122223333"\n${smallest}  - { name: other, template: b.yaml, region: us-east-1 }\n`
    expect(config(text).stacks.map(({ region, account }) => [region, account])).toEqual([
      ['eu-west-1', '111122223333'],
      ['us-east-1', '111122223333'],
    ])
  })

  it('leaves the options of checks as they are, fills in their defaults, and names them apart', () => {
    const text = `${smallest}verify:
  - http: \${outputs.Url}/a
  - http: { url: "\${outputs.Url}/a", method: POST }
    severity: low
    retry: { for: 10s }
    limit: 1m
    on-inconclusive: warn
  - name: home of \${env.COLOUR}
    http: https://a.example
`
    const { verify } = config(text)
    expect(verify[0]).toEqual({
      kind: 'http',
      options: {
        url: '${outputs.Url}/a',
        method: 'GET',
        headers: {},
        timeout: '10s',
        expect: { status: 200, headers: {} },
      },
      name: 'http',
      severity: 'high',
      retry: { for: 120_000, every: 5000 },
      onInconclusive: 'fail',
    })
    expect(verify[1]).toMatchObject({
      name: 'http (2)',
      severity: 'low',
      retry: { for: 10_000, every: 5000 },
      limit: 60_000,
      onInconclusive: 'warn',
    })
    expect(verify[2]?.name).toBe('home of blue')
  })

  it('takes a log scan that was asked for more seriously', () => {
    expect(config(`${smallest}logs: { for: 10m, ignore: [rate], groups: [/app] }`).logs).toEqual({
      asked: true,
      for: 600_000,
      ignore: ['rate'],
      groups: ['/app'],
      onInconclusive: 'fail',
    })
    expect(config(`${smallest}logs: { on-inconclusive: warn }`).logs.onInconclusive).toBe('warn')
  })

  it.each([
    ['false', { asked: false, off: true, labels: [], assign: [] }],
    ['true', { asked: true, off: false, labels: [], assign: [] }],
    ['{ labels: [deployment], assign: codeowners }', { asked: true, off: false, labels: ['deployment'], assign: 'codeowners' }],
    ['{ assign: [octocat] }', { asked: true, off: false, labels: [], assign: ['octocat'] }],
  ])('reads the issue %s', (written, issue) => {
    expect(config(`${smallest}report: { issue: ${written} }`).report.issue).toEqual(issue)
  })

  it.each([
    ['0080', '0080'],
    ['1e3', '1e3'],
    ['0x1F', '0x1F'],
    ['1.10', '1.10'],
    ['12345678901234567890', '12345678901234567890'],
    ['True', 'True'],
    ['yes', 'yes'],
    ['""', ''],
    ['2026-01-01', '2026-01-01'],
    ['[a, 080, true]', 'a,080,true'],
    ['[]', ''],
    ['"$${x}"', '${x}'],
  ])('gives the parameter %s to CloudFormation as it was typed', (written, value) => {
    expect(config(`${smallest}    parameters: { P: ${written} }`).stacks[0]?.parameters).toEqual({ P: value })
  })

  it('hands out secrets to be masked, and says which parameters hold them', () => {
    const text = `${smallest}    parameters: { A: "x\${secrets.PASSWORD}", B: [a, "\${secrets.PASSWORD}"], C: "\${env.COLOUR}" }\n`
    const { config, secrets } = loaded(text)
    expect(secrets).toEqual(['hunter2'])
    expect(config.stacks[0]?.parameters).toEqual({ A: 'xhunter2', B: 'a,hunter2', C: 'blue' })
    expect(config.stacks[0]?.secretParameters).toEqual(['A', 'B'])
  })

  it('hands out secrets of every environment that are there, and nothing else', () => {
    const other =
      '{ stacks: [{ name: demo, parameters: { A: "${secrets.PASSWORD}", B: "${secrets.NOPE}", C: "${secrets.__proto__}" } }] }'
    expect(loaded(`${smallest}environments:\n  a: {}\n  b: ${other}\n`, { environment: 'a' }).secrets).toEqual(['hunter2'])
  })

  it('takes secrets in parameters that stacks share', () => {
    const { stacks } = config(`${smallest}defaults: { parameters: { A: "\${secrets.PASSWORD}" } }\n`)
    expect(stacks[0]).toMatchObject({ parameters: { A: 'hunter2' }, secretParameters: ['A'] })
  })

  it('leaves parameters without a value whose secret may come later, also where it is a part of them', () => {
    const shared = `${smallest}    parameters: { A: "x\${secrets.NOPE}", B: [a, "\${secrets.EMPTY}"], C: "\${secrets.PASSWORD}" }\ndefaults: { parameters: { D: "\${secrets.NOPE}" } }\n`
    const [stack] = config(shared, { late: ['parameters'] }).stacks
    expect(stack).toMatchObject({ secretParameters: ['D', 'A', 'B', 'C'], lateParameters: ['D', 'A', 'B'] })
    expect(stack?.parameters).toEqual({ C: 'hunter2' })
    expect(mistakes(shared)).toHaveLength(3)
    expect(failure(shared).code).toBe('SECRET_MISSING')
    expect(config(smallest, { late: ['parameters'] }).stacks[0]).not.toHaveProperty('lateParameters')
  })

  it.each([
    ['another value', `${smallest}    parameters: { A: "\${secrets.NOPE}\${env.NOPE}" }\n`, 'VALUE_UNKNOWN'],
    ['a secret of a check', `${smallest}verify:\n  - http: { url: x, body: "\${secrets.NOPE}" }\n`, 'SECRET_MISSING'],
    ['a secret where none may be', `${smallest}    tags: { a: "\${secrets.NOPE}" }\n`, 'VALUE_UNKNOWN'],
  ])('waits for no value but secrets of parameters: not for %s', (_what, text, code) => {
    expect(failure(text, { late: ['parameters'] }).code).toBe(code)
  })

  it('masks the secrets of checks too', () => {
    const text = `${smallest}verify:\n  - http: { url: x, headers: { authorization: "\${secrets.PASSWORD}" } }\n`
    expect(loaded(text).secrets).toEqual(['hunter2'])
  })

  it('keeps hostile keys as ordinary ones', () => {
    const [stack] = config(`${smallest}    tags: { __proto__: polluted, constructor: c, toString: t }`).stacks
    expect(Object.entries(stack?.tags ?? {})).toEqual([
      ['__proto__', 'polluted'],
      ['constructor', 'c'],
      ['toString', 't'],
    ])
    expect({}).not.toHaveProperty('polluted')
    expect(mistakes(`${smallest}__proto__: { stacks: [] }\nconstructor: 1`).map((line) => line.split(';')[0])).toEqual([
      '5:1 unknown key “__proto__”',
      '6:1 unknown key “constructor”',
    ])
  })

  it('reads CRLF and a byte order mark', () => {
    expect(config(`\ufeff${smallest.replaceAll('\n', '\r\n')}`).stacks[0]?.options).toEqual({ path: 'template.yaml' })
    expect(failure(`\ufeffversion: 2\r\n${smallest.slice(11).replaceAll('\n', '\r\n')}`).message).toBe(
      'deploy.yml has a mistake:\n\ndeploy.yml:1:10: the number 2 is not allowed; expected 1\n  1 | version: 2\n    |          ^',
    )
  })

  it('says everything that is wrong in one failure, whose code is the one of all mistakes', () => {
    expect(failure(`${smallest}foo: 1\nregion: here`).message).toMatch(/^deploy\.yml has 2 mistakes:/)
    expect(failure(`${smallest}foo: 1`).code).toBe('CONFIG_INVALID')
    expect(failure(`${smallest}    parameters: { A: "\${env.NOPE}" }`).code).toBe('VALUE_UNKNOWN')
    expect(failure(`${smallest}    parameters: { A: "\${env.NOPE}" }\nfoo: 1`).code).toBe('CONFIG_INVALID')
    expect(failure(`${smallest}    depends-on: [demo]`).code).toBe('STACK_CYCLE')
  })

  it('is quick with ten thousand lines', () => {
    const stacks = Array.from(
      { length: 2500 },
      (_, n) => `  - name: s${n}\n    template: t.yaml\n    parameters:\n      N: ${n}\n`,
    )
    const begin = performance.now()
    expect(config(`version: 1\nstacks:\n${stacks.join('')}`, { values }).stacks).toHaveLength(2500)
    // About 0.3 s on a slow machine; anything quadratic takes minutes.
    expect(performance.now() - begin).toBeLessThan(5000)
  })
})
