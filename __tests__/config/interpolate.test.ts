import { describe, expect, it } from '@jest/globals'
import { expand, partsOf } from '../../src/config/interpolate.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { config, loaded, mistakes, smallest, values } from './source.ts'

const KNOWN = 'known are environment, run.sha, run.ref, run.tag, run.id, run.attempt, run.actor, run.nonce, inputs.NAME, env.NAME'
const outputs = { api: { Url: 'https://api.example', Only: '1' }, web: { Url: 'https://web.example' } }

function wrong(data: unknown, more: object = {}): string {
  try {
    expand(data, { ...values, ...more })
  } catch (thrown) {
    const failure = Failure.from(thrown)
    return `${failure.code} ${failure.message}`
  }
  throw new Error('everything was expanded')
}

describe('partsOf', () => {
  it.each([
    ['plain', [{ text: 'plain' }]],
    ['a${b}c', [{ text: 'a' }, { name: 'b', token: '${b}' }, { text: 'c' }]],
    ['$${a}', [{ text: '${' }, { text: 'a}' }]],
    ['$$${a}', [{ text: '$${' }, { text: 'a}' }]],
    ['${a}$${b}', [{ text: '' }, { name: 'a', token: '${a}' }, { text: '${' }, { text: 'b}' }]],
    ['${${x}}', [{ text: '' }, { name: '${x', token: '${${x}' }, { text: '}' }]],
    ['a${b', [{ text: 'a' }, { name: '', token: '${b' }]],
    ['$a {b} $', [{ text: '$a {b} $' }]],
  ])('takes %j apart', (text, parts) => {
    expect(partsOf(text)).toEqual(parts)
  })
})

describe('names in the file', () => {
  const parameter = (text: string, environment?: string) =>
    mistakes(`${smallest}    parameters: { P: '${text}' }\n`, environment === undefined ? {} : { environment })

  it('takes every value', () => {
    const text = `${smallest}    parameters: { P: '\${environment} \${run.sha} \${run.id} \${inputs.size}\${inputs.blank} \${env.COLOUR}\${env.EMPTY}' }\n`
    expect(config(text, { environment: 'staging' }).stacks[0]?.parameters).toEqual({ P: 'staging c0ffee 42 large blue' })
  })

  it('gives the tool of a stack secrets as its variables, and to nothing else of it', () => {
    const text = (options: string) => `version: 1\nstacks:\n  - name: demo\n    serverless: ${options}\n`
    const { config, secrets } = loaded(text('{ env: { KEY: "${secrets.PASSWORD}" } }'), { values })
    expect(config.stacks[0]?.options).toMatchObject({ env: { KEY: values.env['PASSWORD'] } })
    expect(secrets).toEqual([values.env['PASSWORD']])
    expect(mistakes(text('{ stage: "${secrets.PASSWORD}" }'), {})).toHaveLength(1)
  })

  it('never expands twice', () => {
    const text = `${smallest}    parameters: { P: '\${env.EVIL}' }\n`
    const evil = '${secrets.PASSWORD} ${env.EVIL} $${x}\n- injected: true'
    const { config, secrets } = loaded(text, { values: { ...values, env: { ...values.env, EVIL: evil } } })
    expect(config.stacks[0]?.parameters).toEqual({ P: evil })
    expect(secrets).toEqual([])
  })

  it.each([
    [
      '${enviroment}',
      `5:23 \`\${enviroment}\` names nothing; ${KNOWN}, secrets.NAME, outputs.STACK.KEY. Did you mean “environment”?`,
    ],
    [
      'a ${run.shaa}',
      '5:25 `${run.shaa}` names nothing; known of a run are sha, ref, tag, id, attempt, actor, nonce. Did you mean “sha”?',
    ],
    ['${run}', '5:23 `${run}` names nothing; known of a run are sha, ref, tag, id, attempt, actor, nonce'],
    [
      '${run.sha.x}',
      '5:23 `${run.sha.x}` names nothing; known of a run are sha, ref, tag, id, attempt, actor, nonce. Did you mean “sha”?',
    ],
    [
      '${run.constructor}',
      '5:23 `${run.constructor}` names nothing; known of a run are sha, ref, tag, id, attempt, actor, nonce',
    ],
    ['${run.tag}', '5:23 `${run.tag}` is used, and the run is not of a tag'],
    ['${__proto__.x}', `5:23 \`\${__proto__.x}\` names nothing; ${KNOWN}, secrets.NAME, outputs.STACK.KEY`],
    ['${constructor}', `5:23 \`\${constructor}\` names nothing; ${KNOWN}, secrets.NAME, outputs.STACK.KEY`],
    ['${}', `5:23 \`\${}\` names nothing; ${KNOWN}, secrets.NAME, outputs.STACK.KEY`],
    [
      '${ environment }',
      `5:23 \`\${ environment }\` names nothing; ${KNOWN}, secrets.NAME, outputs.STACK.KEY. Did you mean “environment”?`,
    ],
    ['${${x}}', `5:23 \`\${\${x}\` names nothing; ${KNOWN}, secrets.NAME, outputs.STACK.KEY`],
    ['${{ github.sha }}', `5:23 \`\${{ … }}\` is of workflows and means nothing here; ${KNOWN}, secrets.NAME, outputs.STACK.KEY`],
    ['${environment', '5:23 the `}` of this `${` is missing; a literal `${` is written `$${`'],
    ['${environment}', '5:23 `${environment}` is used, and no environment was chosen'],
    ['${env.NOPE}', '5:23 the environment variable NOPE is not set in the `env` of this step'],
    ['${env.__proto__}', '5:23 the environment variable __proto__ is not set in the `env` of this step'],
    ['${env.constructor}', '5:23 the environment variable constructor is not set in the `env` of this step'],
    ['${env.}', '5:23 `${env.}` names nothing; expected env.NAME'],
    ['${env.A.B}', '5:23 `${env.A.B}` names nothing; expected env.NAME'],
    ['${secrets.NOPE}', '5:23 the secret NOPE is not set in the `secrets` or the `env` of this step'],
    ['${secrets.EMPTY}', '5:23 the secret EMPTY is empty'],
    ['${inputs.sise}', '5:23 the event that started this run has no input “sise”; it has size, blank. Did you mean “size”?'],
    [
      '${outputs.Url}',
      '5:23 `${outputs.Url}` must say of which stack here, since that one has to come before; expected outputs.STACK.KEY',
    ],
    ['${captures.x}', `5:23 \`\${captures.x}\` names nothing; ${KNOWN}, secrets.NAME, outputs.STACK.KEY`],
  ])('%s in a parameter', (text, expected) => {
    expect(parameter(text)).toEqual([expected])
  })

  it.each([
    ['a name', 'version: 1\nstacks:\n  - name: a${secrets.PASSWORD}\n    template: t\n', '3:12'],
    ['a template', 'version: 1\nstacks:\n  - name: a\n    template: ${secrets.PASSWORD}\n', '4:15'],
    ['a tag', `${smallest}    tags: { a: "\${secrets.PASSWORD}" }\n`, '5:17'],
    ['an address', `${smallest}verify:\n  - http: https://\${secrets.PASSWORD}.example\n`, '6:19'],
    ['an expectation', `${smallest}verify:\n  - http: { url: x, expect: { body: "\${secrets.PASSWORD}" } }\n`, '6:38'],
    ["a check's name", `${smallest}verify:\n  - http: x\n    name: \${secrets.PASSWORD}\n`, '7:11'],
    ['a list of the log scan', `${smallest}logs: { ignore: ["\${secrets.PASSWORD}"] }\n`, '5:19'],
  ])('refuses a secret in %s', (_what, text, place) => {
    expect(mistakes(text)).toEqual([
      `${place} \`\${secrets.PASSWORD}\` may not stand here: secrets are allowed in parameters of stacks, in headers, body and json of checks, and in \`env\` of hooks`,
    ])
  })

  it('looks at the names in checks before outputs are known', () => {
    const check = (url: string) => mistakes(`${smallest}verify:\n  - http: "${url}"\n`)
    expect(check('${outputs.Url} ${outputs.demo.Url} ${run.sha}')).toEqual([])
    expect(check('${outputs.dmeo.Url}')).toEqual(['6:12 there is no stack “dmeo”; expected demo. Did you mean “demo”?'])
    expect(check('${outputs}')).toEqual(['6:12 `${outputs}` names no output; expected outputs.KEY or outputs.STACK.KEY'])
    expect(check('${outputs.a.b.c}')).toEqual([
      '6:12 `${outputs.a.b.c}` names no output; expected outputs.KEY or outputs.STACK.KEY',
    ])
    expect(check('${env.NOPE}')).toEqual(['6:12 the environment variable NOPE is not set in the `env` of this step'])
    expect(check('${nope}')).toEqual([`6:12 \`\${nope}\` names nothing; ${KNOWN}, outputs.KEY, outputs.STACK.KEY`])
  })

  it('points into quoted, folded and block texts', () => {
    expect(mistakes(`${smallest}    parameters:\n      P: |\n        first\n        \${nope}\n`)[0]).toMatch(/^8:9 /)
    expect(mistakes(`${smallest}    parameters: { P: "\\u00e4\${nope}" }\n`)[0]).toMatch(/^5:29 /)
    expect(mistakes(`${smallest}    parameters: { P: "\\x24{nope}" }\n`)[0]).toMatch(/^5:22 /)
  })
})

describe('expand', () => {
  it('replaces in every text of plain data, and leaves keys and the rest alone', () => {
    const data = { '${run.sha}': ['${run.sha}', 1, null, { a: '${outputs.Only} ${outputs.api.Url} ${outputs.web.Url}' }] }
    expect(expand(data, { ...values, outputs })).toEqual({
      '${run.sha}': ['c0ffee', 1, null, { a: '1 https://api.example https://web.example' }],
    })
  })

  it('keeps a hostile key as an ordinary one', () => {
    const data = JSON.parse('{ "__proto__": { "a": "${run.id}" } }') as object
    expect(Object.entries(expand(data, values))).toEqual([['__proto__', { a: '42' }]])
  })

  it('does not expand what an output holds', () => {
    expect(expand('${outputs.A}', { ...values, outputs: { s: { A: '${secrets.PASSWORD}' } } })).toBe('${secrets.PASSWORD}')
  })

  it.each([
    ['${outputs.Url}', 'VALUE_UNKNOWN `${outputs.Url}` is an output of api and web; write outputs.STACK.Url'],
    ['${outputs.url}', 'VALUE_UNKNOWN there is no output “url”; known are api.Url, api.Only, web.Url. Did you mean “Url”?'],
    [
      '${outputs.web.Ulr}',
      'VALUE_UNKNOWN there is no output “web.Ulr”; known are api.Url, api.Only, web.Url. Did you mean “web.Url”?',
    ],
    ['${outputs.constructor}', 'VALUE_UNKNOWN there is no output “constructor”; known are api.Url, api.Only, web.Url'],
    [
      '${outputs.__proto__.constructor}',
      'VALUE_UNKNOWN there is no output “__proto__.constructor”; known are api.Url, api.Only, web.Url',
    ],
  ])('%s', (text, message) => {
    expect(wrong({ url: text }, { outputs })).toBe(message)
  })

  it('says what is wrong once, and all of it', () => {
    expect(wrong(['${outputs.A}', '${outputs.A}', '${secrets.EMPTY}'])).toBe(
      'VALUE_UNKNOWN there is no output “A”; known are none\nthe secret EMPTY is empty',
    )
  })
})
