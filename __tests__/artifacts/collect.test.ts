import { linkSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { collect } from '../../src/artifacts/collect.ts'
import { filled } from '../../src/artifacts/place.ts'
import { folder, never, refusal, workspace } from './workspace.ts'

const AT = { bucket: 'b', key: 'k', version: 'v', url: 'https://bucket/template' }

/** The template with every artifact at one place. */
async function rewritten(text: string, more: Readonly<Record<string, string>> = {}, path = 'template.yaml'): Promise<string> {
  const { templates } = await workspace({ [path]: text, 'src/index.js': 'x', ...more }).collected(path)
  const root = templates.at(-1)
  if (!root) throw new Error('nothing was collected')
  return filled(root, () => AT)
}

const resource = (type: string, properties: string) => `Resources:
  A:
    Type: ${type}
    Properties:
      ${properties}
`

const URI = '"s3://b/k"'
const SAM = '"s3://b/k?versionId=v"'
const LAMBDA = '{"S3Bucket": "b", "S3Key": "k", "S3ObjectVersion": "v"}'
const PLACE = '{"Bucket": "b", "Key": "k", "Version": "v"}'

describe('a property that names a local path', () => {
  it.each([
    ['AWS::Serverless::Function', 'CodeUri', SAM],
    ['AWS::Serverless::Api', 'DefinitionUri', SAM],
    ['AWS::Serverless::HttpApi', 'DefinitionUri', SAM],
    ['AWS::AppSync::GraphQLSchema', 'DefinitionS3Location', URI],
    ['AWS::AppSync::Resolver', 'RequestMappingTemplateS3Location', URI],
    ['AWS::AppSync::Resolver', 'ResponseMappingTemplateS3Location', URI],
    ['AWS::AppSync::Resolver', 'CodeS3Location', URI],
    ['AWS::AppSync::FunctionConfiguration', 'RequestMappingTemplateS3Location', URI],
    ['AWS::AppSync::FunctionConfiguration', 'ResponseMappingTemplateS3Location', URI],
    ['AWS::AppSync::FunctionConfiguration', 'CodeS3Location', URI],
    ['AWS::ApiGateway::RestApi', 'BodyS3Location', PLACE],
    ['AWS::ApiGatewayV2::Api', 'BodyS3Location', PLACE],
    ['AWS::Lambda::Function', 'Code', LAMBDA],
    ['AWS::Lambda::LayerVersion', 'Content', LAMBDA],
    ['AWS::Serverless::LayerVersion', 'ContentUri', SAM],
    ['AWS::ElasticBeanstalk::ApplicationVersion', 'SourceBundle', '{"S3Bucket": "b", "S3Key": "k"}'],
    ['AWS::StepFunctions::StateMachine', 'DefinitionS3Location', PLACE],
    ['AWS::Serverless::StateMachine', 'DefinitionUri', PLACE],
    ['AWS::CloudFormation::ModuleVersion', 'ModulePackage', URI],
    ['AWS::CloudFormation::ResourceVersion', 'SchemaHandlerPackage', URI],
    ['AWS::Serverless::GraphQLApi', 'SchemaUri', URI],
  ])('%s %s is told where it is', async (type, name, address) => {
    expect(await rewritten(resource(type, `${name}: src/index.js # code`))).toBe(resource(type, `${name}: ${address} # code`))
  })

  it.each([
    ['AWS::Glue::Job', 'Command: { Name: glueetl, ScriptLocation: @ }', URI],
    ['AWS::CodeCommit::Repository', 'Code: { S3: @ }', '{"Bucket": "b", "Key": "k", "ObjectVersion": "v"}'],
    ['AWS::Serverless::GraphQLApi', 'Functions: { one: { CodeUri: @ } }', URI],
    ['AWS::Serverless::GraphQLApi', 'Resolvers: { Query: { all: { CodeUri: @ } } }', URI],
  ])('%s is told inside %s', async (type, inner, address) => {
    const given = resource(type, inner.replace('@', './src/index.js'))
    expect(await rewritten(given)).toBe(resource(type, inner.replace('@', address)))
  })

  it.each([
    'AWS::CloudFormation::Stack TemplateURL',
    'AWS::Serverless::Application Location',
    'AWS::CloudFormation::StackSet TemplateURL',
  ])('%s is told the address of a template', async (named) => {
    const [type = '', name] = named.split(' ')
    const text = await rewritten(resource(type, `${name}: inner.yaml`), { 'inner.yaml': 'Resources: {}' })
    expect(text).toBe(resource(type, `${name}: "https://bucket/template"`))
  })

  it('is found in loops, in metadata, in the globals of SAM, and where a file is included', async () => {
    const text = `Transform:
  Name: AWS::Include
  Parameters: { Location: src/index.js }
Globals:
  Function: { CodeUri: src }
Metadata:
  AWS::ServerlessRepo::Application: { ReadmeUrl: src/index.js, LicenseUrl: src/index.js }
Resources:
  Fn::ForEach::Topics:
    - Name
    - [a, b]
    - F\${Name}: { Type: AWS::Lambda::Function, Properties: { Code: src } }
  G: { Type: AWS::Serverless::Function, Properties: { Handler: index.handler } }
  H:
    Type: AWS::SNS::Topic
    Properties:
      Fn::Transform: { Name: AWS::Include, Parameters: { Location: src/index.js } }
      Tags: !Transform { Name: AWS::Include, Parameters: { Location: ./src/index.js } }
`
    const expected = text
      .replaceAll('Location: src/index.js', `Location: ${URI}`)
      .replaceAll('Location: ./src/index.js', `Location: ${URI}`)
      .replace('CodeUri: src', `CodeUri: ${SAM}`)
      .replaceAll('Url: src/index.js', `Url: ${URI}`)
      .replace('Code: src', `Code: ${LAMBDA}`)
    expect(await rewritten(text)).toBe(expected)
  })

  it.each([
    'CodeUri: s3://bucket/key',
    'CodeUri: !Sub "s3://${Bucket}/key"',
    'CodeUri: { Fn::If: [A, src, src] }',
    'CodeUri: { Bucket: b, Key: k }',
    'InlineCode: "exports.handler = 1"',
  ])('is left alone where it says something else: %s', async (given) => {
    const text = resource('AWS::Serverless::Function', given)
    expect(await rewritten(text)).toBe(text)
  })

  it('is an address in a bucket already, which becomes the map that CloudFormation wants', async () => {
    const text = await rewritten(resource('AWS::Lambda::Function', 'Code: s3://one/two/three?versionId=four'))
    expect(text).toBe(
      resource('AWS::Lambda::Function', 'Code: {"S3Bucket": "one", "S3Key": "two/three", "S3ObjectVersion": "four"}'),
    )
  })
})

describe('the rest of a template', () => {
  it('stays byte for byte: comments, tags, order, quotes, line ends, long values', async () => {
    const text = [
      '# ünïcode \u{1F600}\r',
      'Parameters: {\'A\':   {Type: "String"}}\r',
      'Resources:\r',
      '    F: # the function\r',
      '        Properties:\r',
      '            CodeUri   :   "./src"   # here\r',
      '            Handler: !Sub "${A}.b"\r',
      '        Type: AWS::Serverless::Function\r',
      '    G:\r',
      '        Type: "AWS::Lambda::Function"\r',
      '        Properties:\r',
      '            Code: >-\r',
      '                ./src\r',
      '            Role: !GetAtt R.Arn\r',
    ].join('\n')
    expect(await rewritten(text)).toBe(text.replace('"./src"', SAM).replace('>-\r\n                ./src', LAMBDA))
  })

  it('stays in JSON', async () => {
    const text =
      '{\n\t"Resources": {"F": {"Type": "AWS::Lambda::Function",\n\t"Properties": {"Code":"src","Role":"\\/a\\u00e9"}}}}\n'
    expect(await rewritten(text, {}, 'template.json')).toBe(text.replace('"src"', LAMBDA))
  })

  it.each([
    ['Handler: a.b\n      Role: r', `CodeUri: ${SAM}\n      Handler: a.b\n      Role: r`],
    ['CodeUri:\n      Role: r', `CodeUri: ${SAM}\n      Role: r`],
    ['CodeUri: ~', `CodeUri: ${SAM}`],
    ["CodeUri: ''", `CodeUri: ${SAM}`],
  ])('takes in the code that is the folder of the template: %j', async (given, expected) => {
    expect(await rewritten(resource('AWS::Serverless::Function', given))).toBe(resource('AWS::Serverless::Function', expected))
  })

  it.each([
    ['{"Properties": {}}', `{"Properties": {"Code": ${LAMBDA}}}`],
    ['{"Properties": {"Role": 1}}', `{"Properties": {"Code": ${LAMBDA}, "Role": 1}}`],
    ['{}', '{}'],
  ])('takes it in where the map is %s', async (given, expected) => {
    const json = (inner: string) => `{"Resources": {"F": {"Type": "AWS::Lambda::Function", ${inner.slice(1, -1) || '"X": 1'}}}}`
    expect(await rewritten(json(given), {}, 'a/template.json')).toBe(json(expected))
  })

  it('may give a path a name, as long as all who use it are told', async () => {
    const two = (last: string) => `Resources:
  A: { Type: AWS::Serverless::Function, Properties: { CodeUri: &code src } }
  B: { Type: AWS::Serverless::Function, Properties: { CodeUri: ${last} } }
`
    expect(await rewritten(two('*code'))).toBe(two(SAM).replace('&code src', `&code ${SAM}`))
    const failure = await refusal(rewritten(`${two('*code')}Outputs: { Code: { Value: *code } }\n`))
    expect(failure).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(/^template.yaml:4:\d+: \*code stands for/),
    })
  })

  it('may share properties by name and by merging', async () => {
    const text = `Base: &base { CodeUri: src }
Resources:
  A: { Type: AWS::Serverless::Function, Properties: &all { CodeUri: src } }
  B: { Type: AWS::Serverless::Function, Properties: *all }
  C: { Type: AWS::Serverless::Function, Properties: { <<: *base, Handler: c } }
`
    expect(await rewritten(text)).toBe(text.replaceAll('CodeUri: src', `CodeUri: ${SAM}`))
    const other = text.replace('B: { Type: AWS::Serverless::Function', 'B: { Type: AWS::Lambda::Function')
    expect(await rewritten(other.replaceAll('src', 'src/'))).toContain(`B: { Type: AWS::Lambda::Function`)
  })

  it('may say a key twice: the last counts', async () => {
    const twice = resource('AWS::Serverless::Function', 'CodeUri: nowhere\n      CodeUri: src')
    expect(await rewritten(twice)).toBe(twice.replace('CodeUri: src', `CodeUri: ${SAM}`))
  })
})

describe('an artifact', () => {
  it('is called by its content: the same wherever and whenever it is made', async () => {
    const made = async (more: Readonly<Record<string, string>> = {}) => {
      const { collected } = workspace({
        'template.yaml': resource('AWS::Lambda::Function', 'Code: src'),
        'src/a.js': 'a',
        'src/b/c.js': 'c',
        ...more,
      })
      return (await collected()).artifacts
    }
    const [first] = await made()
    expect(await made()).toEqual([first])
    expect(await made({ 'src/a.js': 'b' })).not.toEqual([first])
    expect(first).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/), where: 'A.Code', kind: 'zip' })
  })

  it('is a file as it is, an archive as it is, and an archive of one file where code is wanted', async () => {
    const text = `Resources:
  A: { Type: AWS::Lambda::Function, Properties: { Code: src/index.js } }
  B: { Type: AWS::Lambda::Function, Properties: { Code: ready.zip } }
  C: { Type: AWS::ApiGateway::RestApi, Properties: { BodyS3Location: src/index.js } }
  D: { Type: AWS::Lambda::LayerVersion, Properties: { Content: ready.zip } }
`
    const ready = Buffer.from('PK\x03\x04 and so on', 'latin1')
    const { collected, into } = workspace({ 'template.yaml': text, 'src/index.js': 'x', 'ready.zip': ready })
    const { artifacts } = await collected()
    expect(artifacts.map(({ where, kind }) => `${where} ${kind}`)).toEqual(['A.Code zip', 'B.Code zip', 'C.BodyS3Location file'])
    const bytes = artifacts.map(({ id }) => readFileSync(join(into, id)))
    expect(bytes[1]).toEqual(ready)
    expect(bytes[2]?.toString()).toBe('x')
    expect(bytes[0]?.toString('latin1')).toContain('index.js')
  })

  it('is found from the folder of its template, nested ones too, and made once', async () => {
    const inner = resource('AWS::Lambda::Function', 'Code: ../src')
    const { collected } = workspace({
      'infra/template.yaml': `Resources:
  S: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: nested/inner.yaml } }
  T: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./nested/inner.yaml } }
  F: { Type: AWS::Lambda::Function, Properties: { Code: src } }
`,
      'infra/nested/inner.yaml': inner,
      'infra/src/index.js': 'x',
    })
    const { templates, artifacts } = await collected('infra/template.yaml')
    expect(templates.map(({ id, slots }) => [id, slots.length])).toEqual([
      ['infra/nested/inner.yaml', 1],
      ['infra/template.yaml', 3],
    ])
    expect(artifacts).toHaveLength(1)
  })

  it.each(['out', 'absolute'])('leaves out the folder that is collected into, although that is in it: %s', async (where) => {
    const text = `Resources:
  A: { Type: AWS::Serverless::Function, Properties: { Handler: a } }
  B: { Type: AWS::ElasticBeanstalk::ApplicationVersion, Properties: { ApplicationName: b } }
`
    const { root, files } = workspace({ 'template.yaml': text })
    const into = where === 'out' ? 'out' : join(root, 'out')
    expect((await collect({ files, signal: never, path: 'template.yaml', text, into })).artifacts).toHaveLength(1)
  })

  it('leaves out what git keeps: there is a token of the checkout in it', async () => {
    const text = resource('AWS::Serverless::Function', 'Handler: a')
    const one = workspace({ 'template.yaml': text, '.git/config': 'one' })
    const two = workspace({ 'template.yaml': text, '.git/config': 'two' })
    expect((await one.collected()).artifacts).toEqual((await two.collected()).artifacts)
  })
})

describe('what is refused', () => {
  const code = (path: string) => resource('AWS::Lambda::Function', `Code: ${path}`)

  it.each([
    ['..', 'ARTIFACT_REFUSED'],
    ['../secrets', 'ARTIFACT_REFUSED'],
    ['src/../../secrets', 'ARTIFACT_REFUSED'],
    ['/etc', 'ARTIFACT_REFUSED'],
    ['"a\\0b"', 'ARTIFACT_REFUSED'],
    ['42', 'ARTIFACT_REFUSED'],
    ['nowhere', 'ARTIFACT_MISSING'],
    ['https://example.com/code.zip', 'ARTIFACT_MISSING'],
    ['"name\\nwith \'all\' \\"sorts\\""', 'ARTIFACT_MISSING'],
  ])('the path %s', async (path, expected) => {
    const { collected } = workspace({ 'template.yaml': code(path) })
    expect(await refusal(collected())).toMatchObject({ code: expected, message: expect.stringContaining('A.Code') })
  })

  it.each(['out', 'out/inner', 'src/link', 'src'])('a link that leads out of the repository, at %s', async (path) => {
    const outside = folder()
    mkdirSync(join(outside, 'inner'))
    writeFileSync(join(outside, 'inner/secret'), 'x')
    const { root, collected } = workspace({ 'template.yaml': code(path), 'src/index.js': 'x' })
    symlinkSync(outside, join(root, 'out'))
    symlinkSync(join(outside, 'inner/secret'), join(root, 'src/link'))
    const { code: found, message } = await refusal(collected())
    expect([found, message]).toEqual(['ARTIFACT_REFUSED', expect.stringContaining('out of the repository')])
  })

  it('a link to nothing, and one to a folder around it', async () => {
    const { root, collected } = workspace({ 'template.yaml': code('src'), 'src/index.js': 'x' })
    symlinkSync('nothing', join(root, 'src/broken'))
    expect(await refusal(collected())).toMatchObject({ code: 'ARTIFACT_REFUSED', message: expect.stringContaining('"broken"') })
    const two = workspace({ 'template.yaml': code('src'), 'src/index.js': 'x' })
    symlinkSync('../src', join(two.root, 'src/again'))
    expect(await refusal(two.collected())).toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: expect.stringContaining('"again"'),
    })
  })

  it('more than an archive can hold', async () => {
    const { root, collected } = workspace({ 'template.yaml': code('src'), 'src/index.js': 'x' })
    truncateSync(join(root, 'src/index.js'), 4_100_000_000)
    const failure = await refusal(collected())
    expect([failure.code, failure.message]).toEqual(['ARTIFACT_REFUSED', expect.stringContaining('4100000000 bytes')])
    const file = workspace({ 'template.yaml': code('huge.bin'), 'huge.bin': 'x' })
    truncateSync(join(file.root, 'huge.bin'), 4_100_000_000)
    expect(await refusal(file.collected())).toMatchObject({ code: 'ARTIFACT_REFUSED' })
  })

  it('a folder with nothing in it', async () => {
    const { root, collected } = workspace({ 'template.yaml': code('empty') })
    mkdirSync(join(root, 'empty'))
    expect(await refusal(collected())).toMatchObject({
      code: 'ARTIFACT_REFUSED',
      message: expect.stringContaining('holds no files'),
    })
  })

  it.each([
    ['AWS::Serverless::Function', 'PackageType: Image\n      ImageUri: app:latest'],
    ['AWS::Serverless::Function', 'PackageType: Image'],
    ['AWS::Lambda::Function', 'PackageType: Image\n      Code: { ImageUri: ./image.tar }'],
  ])('an image that is in no registry: %s %j', async (type, properties) => {
    const { collected } = workspace({ 'template.yaml': resource(type, properties) })
    expect(await refusal(collected())).toMatchObject({ code: 'ARTIFACT_IMAGE' })
  })

  it.each(['123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1', '!Ref Image', '{ Ref: Image }'])(
    'but not an image at %s',
    async (uri) => {
      const text = resource('AWS::Serverless::Function', `PackageType: Image\n      ImageUri: ${uri}`)
      expect(await rewritten(text)).toBe(text)
    },
  )

  it('templates that nest each other, that are not there, that are no YAML', async () => {
    const nest = (path: string) => resource('AWS::CloudFormation::Stack', `TemplateURL: ${path}`)
    const circle = workspace({ 'template.yaml': nest('b.yaml'), 'b.yaml': nest('template.yaml') })
    expect(await refusal(circle.collected())).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringContaining('nests itself'),
    })
    expect(await refusal(workspace({ 'template.yaml': nest('b.yaml') }).collected())).toMatchObject({ code: 'ARTIFACT_MISSING' })
    const wrong = workspace({ 'template.yaml': nest('b.yaml'), 'b.yaml': 'a: [\n' })
    expect(await refusal(wrong.collected())).toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(/^b\.yaml:\d+:\d+: /),
    })
  })

  it('everything, once it is cancelled', async () => {
    const reason = new Error('cancelled')
    const { collected } = workspace({ 'template.yaml': code('src'), 'src/index.js': 'x' })
    await expect(collected('template.yaml', AbortSignal.abort(reason))).rejects.toBe(reason)
  })
})

describe('large repositories', () => {
  it('of ten thousand files are packaged', async () => {
    const { root, collected } = workspace({ 'template.yaml': resource('AWS::Lambda::Function', 'Code: src'), 'src/0': 'x' })
    for (let at = 1; at < 10_000; at += 1) linkSync(join(root, 'src/0'), join(root, `src/${at}`))
    const [artifact] = (await collected()).artifacts
    expect(artifact?.bytes).toBeGreaterThan(10_000 * 100)
  }, 30_000)

  const levels = Array.from({ length: 40 }, (_, at) => at)

  it('with maps that merge each other twice, forty levels deep, are read at once', async () => {
    const base = levels.map((at) => `B${at}: &b${at} { ${at ? `<<: [*b${at - 1}, *b${at - 1}]` : 'CodeUri: src'} }\n`).join('')
    const text = `${base}Resources:\n  A: { Type: AWS::Serverless::Function, Properties: { <<: *b39 } }\n`
    expect(await rewritten(text)).toBe(text.replace('CodeUri: src', `CodeUri: ${SAM}`))
  })

  it('with loops that hold each other twice, or themselves, are read at once', async () => {
    const loop = (at: number) => `Fn::ForEach::L${at}: [n, [a], *m${at}], Fn::ForEach::K${at}: [n, [a], *m${at}]`
    const first = 'A: { Type: AWS::Lambda::Function, Properties: { Code: src } }, Fn::ForEach::Own: [n, [a], *m0]'
    const maps = levels.map((at) => `M${at}: &m${at} { ${at ? loop(at - 1) : first} }\n`).join('')
    const text = `${maps}Resources: { ${loop(39)} }\n`
    expect(await rewritten(text)).toBe(text.replace('Code: src', `Code: ${LAMBDA}`))
  })

  it('of a megabyte of template with a thousand aliases are read in seconds', async () => {
    const shared = 'Base: &base { Type: AWS::Lambda::Function, Properties: &code { Code: src } }\n'
    const alike = Array.from({ length: 1000 }, (_, at) => `  F${at}: { Type: AWS::Lambda::Function, Properties: *code }\n`).join(
      '',
    )
    const text = `${shared}Resources:\n${alike}# ${'x'.repeat(900_000)}\n`
    const begun = performance.now()
    expect(await rewritten(text)).toBe(text.replace('Code: src', `Code: ${LAMBDA}`))
    expect(performance.now() - begun).toBeLessThan(20_000)
  })
})
