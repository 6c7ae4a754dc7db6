import { describe, expect, it } from '@jest/globals'
import { fileKeys } from '../../src/config/keys.ts'
import { defaultsKeys } from '../../src/config/schema.ts'
import { stackKeys as commonKeys } from '../../src/config/stack-keys.ts'
import { engines } from '../../src/engines/index.ts'
import { failure, mistakes, smallest } from './source.ts'

const kinds = Object.keys(engines).join(', ')

const stackKeys = [...Object.keys(engines), ...Object.keys(commonKeys), 'hooks'].join(', ')
const topKeys = [
  'version',
  'defaults',
  'stacks',
  'gates',
  'waive',
  'verify',
  'outputs-to',
  'hooks',
  ...Object.keys(fileKeys),
  'environments',
].join(', ')

describe('what a user sees', () => {
  it('is the place, what is wrong, what was expected, the line and the spot', () => {
    expect(failure('version: 1\nstacks:\n  - name: demo\n    templat: template.yaml\n').message).toBe(
      [
        'deploy.yml has a mistake:',
        '',
        `deploy.yml:4:5: unknown key “templat”; expected ${stackKeys}. Did you mean “template”?`,
        '  4 |     templat: template.yaml',
        '    |     ^^^^^^^',
      ].join('\n'),
    )
  })

  it.each([
    // The file.
    ['version: 1\n', '1:1 `stacks` is missing: The stacks, deployed in the order of their dependencies.'],
    [smallest.replace('version: 1\n', ''), '1:1 `version` is missing: The version of this format.'],
    [smallest.replace('1', '"1"'), '1:10 “1” is not allowed; expected 1'],
    ['version: 1\nstacks: []\n', '2:9 the list is empty; expected at least one item'],
    ['version: 1\nstacks:\n', '2:1 there is no value; expected a list of stacks'],
    ['version: 1\nstacks: { name: demo }\n', '2:1 a map does not fit; expected a list of stacks'],
    [`${smallest}Region: x\n`, `5:1 unknown key “Region”; expected ${topKeys}. Did you mean “region”?`],
    [`${smallest}region: europe\n`, '5:9 “europe” does not fit; expected a region such as us-east-1'],
    [
      `${smallest}account: 111122223333\n`,
      '5:10 the number 111122223333 does not fit; expected twelve digits in quotes, such as "111122223333"',
    ],
    [`${smallest}on-cancel: continu\n`, '5:12 “continu” is not allowed; expected cancel, continue. Did you mean “continue”?'],
    [`${smallest}on-cancel: 7\n`, '5:12 the number 7 is not allowed; expected cancel, continue'],
    // Stacks.
    ['version: 1\nstacks:\n  - template: a.yaml\n', '3:5 `name` is missing: The name of the CloudFormation stack.'],
    ['version: 1\nstacks:\n  - name: demo\n', `3:5 this stack has no kind; expected one of the keys ${kinds}`],
    [
      'version: 1\nstacks:\n  - name: demo\n    template:\n',
      '4:5 `path` is missing: The template file, from the root of the repository.',
    ],
    [
      'version: 1\nstacks:\n  - name: demo\n    template: 5\n',
      '4:15 the number 5 does not fit; expected a text: put it in quotes, "5"',
    ],
    ['version: 1\nstacks:\n  - name: demo\n    template: ""\n', '4:15 “” does not fit; expected a text'],
    ['version: 1\nstacks:\n  - demo\n', `3:5 there is no stack “demo”; expected ${kinds}`],
    ['version: 1\nstacks:\n  - 5\n', `3:5 a stack must be a map with one of the keys ${kinds}`],
    [
      smallest.replace('demo', '9lives'),
      '3:11 “9lives” does not fit; expected a letter, then letters, digits and hyphens, at most 128 in all',
    ],
    [
      smallest.replace('demo', 'a'.repeat(129)),
      `3:11 “${'a'.repeat(129)}” does not fit; expected a letter, then letters, digits and hyphens, at most 128 in all`,
    ],
    [
      smallest.replace('demo', () => 'a$${b}'),
      '3:11 “a${b}” does not fit; expected a letter, then letters, digits and hyphens, at most 128 in all',
    ],
    [`${smallest}    roleArn: x\n`, `5:5 unknown key “roleArn”; expected ${stackKeys}. Did you mean “role-arn”?`],
    [`${smallest}    kind: template\n`, `5:5 unknown key “kind”; expected ${stackKeys}`],
    [`${smallest}    role-arn: deploy\n`, '5:15 “deploy” does not fit; expected the ARN of an IAM role'],
    [
      `${smallest}    time-limit: 60\n`,
      '5:17 the number 60 does not fit; expected a duration with its unit, such as 30s, 5m, 2h or 7d',
    ],
    [
      `${smallest}    time-limit: 1 hour\n`,
      '5:17 “1 hour” does not fit; expected a duration with its unit, such as 30s, 5m, 2h or 7d',
    ],
    [
      `${smallest}    capabilities: [CAPABILITY_IAMM]\n`,
      '5:20 “CAPABILITY_IAMM” is not allowed; expected CAPABILITY_IAM, CAPABILITY_NAMED_IAM, CAPABILITY_AUTO_EXPAND. Did you mean “CAPABILITY_IAM”?',
    ],
    [`${smallest}    capabilities: CAPABILITY_IAM\n`, '5:19 “CAPABILITY_IAM” does not fit; expected a list'],
    [
      `${smallest}    parameters: { a_b: 1 }\n`,
      '5:19 “a_b” is not a name that fits; expected letters and digits, as the template declares it',
    ],
    [
      `${smallest}    parameters:\n      A:\n`,
      '6:7 there is no value; expected a text, a number, true, false or a list of those',
    ],
    [
      `${smallest}    parameters:\n      A: { b: 1 }\n`,
      '6:7 a map does not fit; expected a text, a number, true, false or a list of those',
    ],
    [
      `${smallest}    parameters:\n      A: [[1]]\n`,
      '6:10 a list does not fit; expected a text, a number, true, false or a list of those',
    ],
    [`${smallest}    tags: { a: [b] }\n`, '5:16 a list does not fit; expected a text, a number, true or false'],
    [`${smallest}defaults: { name: x }\n`, `5:13 unknown key “name”; expected ${defaultsKeys.join(', ')}`],
    // Checks.
    [`${smallest}verify: [htp]\n`, '5:10 there is no check “htp”; expected http. Did you mean “http”?'],
    [`${smallest}verify: [http]\n`, '5:10 `url` is missing: The address, mostly made of an output: `${outputs.Url}`.'],
    [`${smallest}verify:\n  - name: a\n`, '6:5 this check has no kind; expected one of the keys http'],
    [
      `${smallest}verify:\n  - http: x\n    retries: 3\n`,
      '7:5 unknown key “retries”; expected http, name, severity, retry, limit, on-inconclusive',
    ],
    [`${smallest}verify:\n  - http: x\n    retry: 3\n`, '7:12 the number 3 does not fit; expected a map'],
    [
      `${smallest}verify:\n  - http: { url: x, expct: {} }\n`,
      '6:21 unknown key “expct”; expected url, method, headers, body, json, timeout, expect. Did you mean “expect”?',
    ],
    [
      `${smallest}verify:\n  - http: { url: x, expect: { status: 99 } }\n`,
      '6:39 the number 99 is out of range; expected at least 100',
    ],
    [
      `${smallest}verify:\n  - http: { url: x, headers: { a: 1 } }\n`,
      '6:35 the number 1 does not fit; expected a text: put it in quotes, "1"',
    ],
    [
      `${smallest}verify:\n  - http: { url: x, timeout: "\${env.COLOUR}" }\n`,
      '6:30 “${env.COLOUR}” does not fit; expected a duration with its unit, such as 30s, 5m, 2h or 7d',
    ],
    // Logs and reports.
    [`${smallest}logs:\n`, '5:1 there is no value; expected a map'],
    [
      `${smallest}logs: { fro: 5m }\n`,
      '5:9 unknown key “fro”; expected for, ignore, groups, on-inconclusive. Did you mean “for”?',
    ],
    [
      `${smallest}report: { issue: yes }\n`,
      '5:18 “yes” does not fit; expected true, false or a map with `labels`, `assign` and `also`',
    ],
    [`${smallest}report: { issue: { assign: me } }\n`, '5:28 “me” does not fit; expected a list of logins, or `codeowners`'],
  ])('%j', (text, expected) => {
    expect(mistakes(text)).toEqual([expected])
  })

  it('points at a place in a value that an alias brought', () => {
    expect(mistakes(`${smallest}    tags: &t { a: [b] }\n  - { name: b, template: b, tags: *t }\n`)).toEqual([
      '5:19 a list does not fit; expected a text, a number, true or false',
    ])
  })
})
