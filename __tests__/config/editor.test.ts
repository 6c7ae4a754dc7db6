import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { editorSchema } from '../../src/config/editor.ts'
import { smallest } from './source.ts'

const schema = editorSchema()
const validate = new Ajv2020({
  allErrors: true,
  allowUnionTypes: true,
  strict: true,
  strictTypes: false,
  strictRequired: false,
}).compile(schema)
const accepts = (text: string) => (validate(parse(text)) ? [] : validate.errors)

const full = `version: 1
region: "\${env.AWS_REGION}"
account: "111122223333"
on-cancel: continue
recover: [continue-rollback]
allow: { broaden-iam: [Role], reason: "reviewed" }
defaults:
  parameters-file: common.json
  mode: standard
  tags: { team: core, cost: 42 }
  time-limit: 30m
stacks:
  - name: pixel-prompt-\${environment}
    template: template.yaml
    parameters: { Key: "x/\${environment}", Port: 80, Debug: true, Subnets: [a, b] }
    capabilities: [CAPABILITY_IAM]
  - name: web
    template: { path: web.yaml }
    depends-on: ["pixel-prompt-\${environment}"]
    time-limit: \${env.LIMIT}
    parameters-file: [a.json, "\${environment}.yaml"]
    monitor: { for: "\${env.MONITOR}", alarms: ["\${env.ALARM}"] }
    on-deploy-failure: keep
    allow: { replace: [Task, Nested/Cache], reason: stateless }
verify:
  - http: \${outputs.ApiUrl}/gallery/list
  - http:
      url: \${outputs.ApiUrl}/enhance
      method: POST
      json: { prompt: "a lighthouse \${run.nonce}" }
      expect: { status: 200, json: { $.prompt: { type: string } } }
    retry: { for: 2m, every: 5s }
logs: { for: 10m, ignore: ["rate limited, retrying"] }
report: { issue: { labels: [deployment], assign: codeowners } }
environments:
  staging:
  production:
    account: "111122223333"
    defaults: { time-limit: 1h }
    stacks: [{ name: web, tags: { a: b }, +parameters-file: [b.json], allow: { +replace: [Other] } }]
    +verify: [{ http: https://www.example.com }]
    logs: { +ignore: [noise] }
    report: { issue: false }
`

describe('the schema for editors', () => {
  it.each([
    ['the smallest file', smallest],
    ['a fuller one', full],
  ])('accepts %s', (_what, text) => {
    expect(accepts(text)).toEqual([])
  })

  it.each([
    ['a misspelt key', smallest.replace('template:', 'templat:')],
    ['no version', smallest.replace('version: 1', '')],
    ['another version', smallest.replace('1', '2')],
    ['no stacks', 'version: 1'],
    ['a stack without a name', smallest.replace('name: demo', 'region: eu-west-1')],
    ['a number for a duration', `${smallest}    time-limit: 5`],
    ['a duration without unit', `${smallest}    time-limit: "5"`],
    ['a bare account', `${smallest}account: 111122223333`],
    ['a map as a parameter', `${smallest}    parameters: { A: {} }`],
    ['an unknown check', `${smallest}verify: [{ htp: x }]`],
    ['a check alone that needs options', `${smallest}verify: [http]`],
    ['a check without a kind', `${smallest}verify: [{ name: x }]`],
    ['an unknown option of a check', `${smallest}verify: [{ http: { url: x, methd: GET } }]`],
    ['a name for a duration among options', `${smallest}verify: [{ http: { url: x, timeout: "\${env.A}" } }]`],
    ['`+` outside environments', `${smallest}+verify: []`],
    ['a misspelt key of an environment', `${smallest}environments: { a: { regin: eu-west-1 } }`],
    ['a version of an environment', `${smallest}environments: { a: { version: 1 } }`],
    ['a number for a file', `${smallest}    parameters-file: 5`],
    ['an unknown way to let through', `${smallest}    allow: { delete: [A] }`],
    ['too many alarms', `${smallest}    monitor: { alarms: [${Array(6).fill('"arn:aws:cloudwatch:a:111122223333:alarm:a"')}] }`],
    ['a name among defaults', `${smallest}defaults: { name: a }`],
    ['an empty name of an assignee', `${smallest}report: { issue: { assign: me } }`],
  ])('rejects %s', (_what, text) => {
    expect(accepts(text)).not.toEqual([])
  })

  it('has a title and a description for every key, and no words of ours', () => {
    const bare: string[] = []
    const look = (part: unknown, path: string): void => {
      if (part === null || typeof part !== 'object') return
      for (const [key, inner] of Object.entries(part)) {
        if (key === 'expects' || key === 'written') bare.push(`${path}/${key}`)
        if (key === 'properties')
          for (const [name, value] of Object.entries(inner as object))
            if (!value.title || !value.description) bare.push(`${path}/${name}`)
        if (key !== 'default') look(inner, `${path}/${key}`)
      }
    }
    look(schema, '')
    expect(bare).toEqual([])
  })
})
