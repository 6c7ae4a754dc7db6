import { describe, expect, it } from '@jest/globals'
import { config, mistakes, smallest } from './source.ts'

const stack = (text: string) => config(`${smallest}${text}`).stacks[0]

describe('what is let through', () => {
  it('is what the stack and the file say together, each once, with both reasons', () => {
    const text = `    allow: { replace: [Task, Cache], reason: stateless }
allow: { replace: [Cache], remove: [Nested/Deep/Queue], reason: " drained " }
`
    expect(stack(text)?.allow).toEqual({
      replace: ['Task', 'Cache'],
      remove: ['Nested/Deep/Queue'],
      broadenIam: [],
      reason: 'stateless; drained',
    })
  })

  it('can be a secret in a template', () => {
    expect(stack('    allow: { secrets: [Topic, Nested/Key], reason: public }\n')?.allow.secrets).toEqual(['Topic', 'Nested/Key'])
    expect(mistakes(`${smallest}    allow: { secrets: [Topic] }\n`)).toEqual([
      '5:14 `secrets` lets something through, so `reason` must stand beside it',
    ])
  })

  it('is let through by an environment in every stack, and by no other environment', () => {
    const text = `${smallest}  - { name: other, template: b.yaml }
environments:
  a: { allow: { remove: [Queue], reason: drained } }
  b: {}
`
    const removed = (environment: string) => config(text, { environment }).stacks.map(({ allow }) => allow.remove)
    expect(removed('a')).toEqual([['Queue'], ['Queue']])
    expect(removed('b')).toEqual([[], []])
  })

  it.each([
    ['    allow: { broaden-iam: [Role] }\n', '5:14 `broaden-iam` lets something through, so `reason` must stand beside it'],
    ['defaults: { allow: { replace: [A] } }\n', '5:22 `replace` lets something through, so `reason` must stand beside it'],
    ['allow:\n  remove: [A]\n  replace: [B]\n', '6:3 `remove` lets something through, so `reason` must stand beside it'],
    [
      'environments: { b: { allow: { remove: [A] } } }\n',
      '5:31 `remove` lets something through, so `reason` must stand beside it',
    ],
    ['allow: { remove: [A], reason: " " }\n', '5:31 “ ” does not fit; expected a text that says why this is safe'],
    [
      'allow: { remove: [A.B], reason: r }\n',
      '5:19 “A.B” does not fit; expected a logical id such as Table, or Nested/Table for one of a nested stack',
    ],
    ['allow: { delete: [A] }\n', '5:10 unknown key “delete”; expected replace, remove, broaden-iam, secrets, reason'],
  ])('needs a reason and logical ids: %j', (text, expected) => {
    expect(mistakes(`${smallest}${text}`)).toEqual([expected])
  })

  it('needs no reason for nothing, and takes the one of the environment', () => {
    expect(mistakes(`${smallest}allow: { remove: [] }\n`)).toEqual([])
    const text = `${smallest}allow: { remove: [A] }\nenvironments: { a: { allow: { reason: drained } } }\n`
    expect(mistakes(text, { environment: 'a' })).toEqual([])
  })
})

describe("CloudFormation's own monitoring", () => {
  it.each([
    ['{}', 0],
    ['{ for: 0s }', 0],
    ['{ for: 120s }', 120_000],
    ['{ for: 3h }', 10_800_000],
  ])('takes %s', (written, ms) => {
    expect(stack(`    monitor: ${written}\n`)?.monitor).toEqual({ for: ms, alarms: [] })
  })

  it.each(['181m', '90s', '1ms', '1d'])('refuses %s', (written) => {
    expect(mistakes(`${smallest}    monitor: { for: ${written} }\n`)).toEqual([
      `5:21 “${written}” does not fit; expected whole minutes, at most 180m`,
    ])
  })

  it('refuses a number, more alarms than CloudFormation takes, and what is no alarm', () => {
    const alarm = '"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"'
    expect(mistakes(`${smallest}    monitor: { for: 10 }\n`)[0]).toMatch(/^5:21 the number 10 does not fit; expected a duration/)
    expect(mistakes(`${smallest}    monitor: { alarms: [${Array(6).fill(alarm)}] }\n`)).toEqual([
      '5:24 the list is too long; expected at most 5 items',
    ])
    expect(mistakes(`${smallest}    monitor: { alarms: [errors] }\n`)).toEqual([
      '5:25 “errors” does not fit; expected the ARN of a CloudWatch alarm',
    ])
  })
})

describe('files with parameters', () => {
  it.each([
    ['a.json', ['a.json']],
    ['[a.json, b.yaml]', ['a.json', 'b.yaml']],
    ['[]', []],
  ])('can be %s', (written, paths) => {
    expect(stack(`    parameters-file: ${written}\n`)?.parameterFiles).toEqual(paths)
  })

  it('are appended to those that all stacks share', () => {
    expect(stack('    +parameters-file: [b]\ndefaults: { parameters-file: [a] }\n')?.parameterFiles).toEqual(['a', 'b'])
  })

  it('have a path', () => {
    expect(mistakes(`${smallest}    parameters-file: 5\n`)).toEqual([
      '5:22 the number 5 does not fit; expected a path, or a list of paths',
    ])
    expect(mistakes(`${smallest}    parameters-file: ""\n`)).toEqual(['5:22 “” does not fit; expected a text'])
  })
})

it('takes states that are mended without asking', () => {
  expect(config(`${smallest}recover: [continue-rollback, rollback-paused]\n`).recover).toEqual([
    'continue-rollback',
    'rollback-paused',
  ])
})

it.each([
  ['    on-deploy-failure: retain\n', '5:24 “retain” is not allowed; expected rollback, keep, delete'],
  ['    nested-change-sets: yes\n', '5:25 “yes” does not fit; expected true or false'],
  ['    drift: reprot\n', '5:12 “reprot” is not allowed; expected ignore, report, block, revert. Did you mean “report”?'],
  ['    mode: EXPRESS\n', '5:11 “EXPRESS” is not allowed; expected standard, express. Did you mean “express”?'],
  ['    bucket: Artifacts\n', '5:13 “Artifacts” does not fit; expected the name of an S3 bucket'],
  ['    prefix: /demo\n', '5:13 “/demo” does not fit; expected a text that neither begins nor ends with a slash'],
  ['    notification-arns: [topic]\n', '5:25 “topic” does not fit; expected the ARN of an SNS topic'],
  ['    recover: []\n', expect.stringMatching(/^5:5 unknown key “recover”/)],
  [
    'recover: [delete-failed]\n',
    '5:11 “delete-failed” is not allowed; expected delete-failed-create, continue-rollback, rollback-paused',
  ],
])('refuses %j', (text, expected) => {
  expect(mistakes(`${smallest}${text}`)).toEqual([expected])
})
