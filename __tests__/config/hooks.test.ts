import { describe, expect, it } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { editorSchema } from '../../src/config/editor.ts'
import { config, loaded, mistakes, smallest } from './source.ts'

const inEditor = new Ajv2020({ allowUnionTypes: true, strict: false }).compile(editorSchema())

const FILE = `${smallest}    hooks:
      before-deploy: [{ command: echo of the stack }]
hooks:
  after-deploy:
    - command: { run: 'echo "\${HOME:-none}" "$URL"', env: { URL: "\${outputs.Url}", PASS: "\${secrets.PASSWORD}" } }
      limit: 5m
    - sync: { from: web, to: "s3://\${outputs.demo.Bucket}/\${environment}", cache: { "**": no-cache } }
    - invalidate: { distribution: "\${outputs.Edge}" }
environments:
  production:
    hooks:
      +after-deploy: [{ command: echo more }]
      before-rollback: [{ command: echo back, name: tell }]
`

describe('hooks', () => {
  it('of the file and of stacks are as they are written, named and with defaults, and an environment adds to them', () => {
    const { hooks, stacks } = config(FILE, { environment: 'production' })
    expect(hooks?.['after-deploy'].map(({ name, limit }) => [name, limit])).toEqual([
      ['command', 300_000],
      ['sync', 1_800_000],
      ['invalidate', 1_800_000],
      ['command (2)', 1_800_000],
    ])
    expect(hooks?.['before-rollback']).toMatchObject([{ name: 'tell', kind: 'command' }])
    expect(stacks[0]?.hooks?.['before-deploy']).toMatchObject([{ options: { run: 'echo of the stack', aws: false } }])
  })

  it('keep their names until they begin, and what is bash’s own for ever', () => {
    const { hooks } = config(FILE, { environment: 'production' })
    expect(hooks?.['after-deploy'][0]?.options).toMatchObject({
      run: 'echo "${HOME:-none}" "$URL"',
      env: { URL: '${outputs.Url}', PASS: '${secrets.PASSWORD}' },
    })
    expect(hooks?.['after-deploy'][1]?.options).toMatchObject({ to: 's3://${outputs.demo.Bucket}/${environment}' })
  })

  it('have their secrets masked, and may lack them where another job deploys', () => {
    expect(loaded(FILE, { environment: 'production' }).secrets).toEqual(['hunter2'])
    const unset = FILE.replace('secrets.PASSWORD', 'secrets.NOBODY')
    expect(mistakes(unset, { environment: 'production' })).toEqual([expect.stringContaining('the secret NOBODY is not set')])
    expect(mistakes(unset, { environment: 'production', late: ['hooks', 'hooks-back'] })).toEqual([])
  })

  it('are known to editors', () => expect([inEditor(parse(FILE)), inEditor.errors]).toEqual([true, null]))

  it.each([
    ['{ before-deploy: [{ command: "echo ${secrets.PASSWORD}" }] }', '5:43 values do not stand in the text of a command'],
    ['{ before-deploy: [{ command: "echo ${environment}" }] }', '5:43 values do not stand in the text of a command'],
    [
      '{ before-deploy: [{ command: { run: x, env: { A: 1 } } }] }',
      '5:57 the number 1 does not fit; expected a text; put numbers in quotes',
    ],
    [
      '{ before-deploy: [{ sync: { from: "${secrets.PASSWORD}", to: "s3://a" } }] }',
      '5:43 `${secrets.PASSWORD}` may not stand here',
    ],
    [
      '{ before-deploy: [{ sync: { from: web, to: web } }] }',
      '5:51 “web” does not fit; expected s3://BUCKET or s3://BUCKET/FOLDER',
    ],
    ['{ after-deploy: [{ comand: x }] }', '5:27 unknown key “comand”'],
    ['{ after: [] }', '5:10 unknown key “after”'],
    ['{ after-deploy: [{ name: x }] }', '5:27 this hook has no kind'],
    ['{ after-deploy: [{ command: x, invalidate: { distribution: y } }] }', '5:39 a hook has one kind'],
    ['{ after-deploy: [{ invalidate: { distribution: "${outputs.nosuch.Id}" } }] }', '5:56 there is no stack “nosuch”'],
  ])('that are wrong are told with their place: %s', (hooks, expected) =>
    expect(mistakes(`${smallest}hooks: ${hooks}\n`)).toEqual([expect.stringContaining(expected)]),
  )
})
