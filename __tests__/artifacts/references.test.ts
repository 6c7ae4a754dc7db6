import { describe, expect, it } from '@jest/globals'
import { artifactsIn } from '../../src/artifacts/references.ts'
import { urlPlace } from '../../src/artifacts/url-place.ts'

const KNOWN = { 'AWS::AccountId': '123456789012', 'AWS::Region': 'eu-west-1', 'AWS::URLSuffix': 'amazonaws.com', Bucket: 'given' }
const of = (type: string, properties: string) =>
  artifactsIn(`Resources: { A: { Type: '${type}', Properties: ${properties} } }`, KNOWN)
const at = (bucket: string, key: string, version?: string) => ({
  places: [{ bucket, key, ...(version ? { version } : {}) }],
  templates: [],
  unknown: [],
})
const none = { places: [], templates: [], unknown: [] }

describe('the objects that a finished template names', () => {
  it.each([
    ['AWS::Serverless::Function', '{ CodeUri: "s3://b/k/l" }', at('b', 'k/l')],
    ['AWS::Serverless::Function', '{ CodeUri: "s3://b/k?versionId=v%2B1" }', at('b', 'k', 'v+1')],
    ['AWS::Serverless::Function', '{ CodeUri: { Bucket: b, Key: k, Version: v } }', at('b', 'k', 'v')],
    ['AWS::Lambda::Function', '{ Code: { S3Bucket: b, S3Key: k, S3ObjectVersion: v } }', at('b', 'k', 'v')],
    ['AWS::CodeCommit::Repository', '{ Code: { S3: { Bucket: b, Key: k, ObjectVersion: v } } }', at('b', 'k', 'v')],
    ['AWS::Lambda::Function', '{ Code: { S3Bucket: !Ref Bucket, S3Key: k } }', at('given', 'k')],
    ['AWS::Lambda::Function', '{ Code: { S3Bucket: { Ref: Bucket }, S3Key: k } }', at('given', 'k')],
    [
      'AWS::Lambda::Function',
      '{ Code: { S3Bucket: { "Fn::Sub": "cdk-assets-${AWS::AccountId}-${AWS::Region}" }, S3Key: !Sub "${!a}.zip" } }',
      at('cdk-assets-123456789012-eu-west-1', '${a}.zip'),
    ],
    [
      'AWS::CloudFormation::Stack',
      '{ TemplateURL: { "Fn::Join": ["", ["https://s3.", { Ref: "AWS::Region" }, ".", { Ref: "AWS::URLSuffix" }, "/b/k.json"]] } }',
      { ...at('b', 'k.json'), templates: [{ bucket: 'b', key: 'k.json' }] },
    ],
    ['AWS::Glue::Job', '{ Command: { ScriptLocation: s3://b/job.py } }', at('b', 'job.py')],
    ['AWS::Serverless::Application', '{ Location: { ApplicationId: a, SemanticVersion: 1.0.0 } }', none],
    ['AWS::Lambda::Function', '{ Code: { ZipFile: "x" } }', none],
    ['AWS::Lambda::Function', '{ Code: { ImageUri: "x" } }', none],
    ['AWS::Lambda::Function', '{ Environment: { Variables: { DATA: "s3://data/in" } } }', none],
    ['AWS::Lambda::Function', '{ Code: { S3Bucket: !ImportValue B, S3Key: k } }', { ...none, unknown: ['A.Code'] }],
    ['AWS::Lambda::Function', '{ Code: { S3Bucket: b, S3Key: k, S3ObjectVersion: !Ref V } }', { ...none, unknown: ['A.Code'] }],
    ['AWS::Serverless::Function', '{ CodeUri: !Sub "s3://${Other}/k" }', { ...none, unknown: ['A.CodeUri'] }],
    ['AWS::Serverless::Function', '{ CodeUri: { "Fn::If": [A, "s3://b/k", "s3://b/l"] } }', { ...none, unknown: ['A.CodeUri'] }],
  ])('%s %s', (type, properties, expected) => expect(of(type, properties)).toEqual(expected))

  it('are given to all functions by the globals of SAM, and included', () => {
    const text = `Globals: { Function: { CodeUri: s3://b/all }, Api: { DefinitionUri: !ImportValue Api } }
Resources:
  A: { Type: AWS::SNS::Topic, Properties: { 'Fn::Transform': { Name: AWS::Include, Parameters: { Location: !Sub 's3://\${Bucket}/part' } } } }
`
    expect(artifactsIn(text, KNOWN)).toEqual({
      places: [
        { bucket: 'b', key: 'all' },
        { bucket: 'given', key: 'part' },
      ],
      templates: [],
      unknown: ['Globals.DefinitionUri'],
    })
  })

  it('are named once, in loops and metadata too', () => {
    const text = `Metadata: { AWS::ServerlessRepo::Application: { ReadmeUrl: s3://b/readme } }
Resources:
  A: { Type: AWS::Lambda::Function, Properties: { Code: { S3Bucket: b, S3Key: k } } }
  Fn::ForEach::Loop: [Name, [a], { '\${Name}': { Type: AWS::Lambda::Function, Properties: { Code: { S3Bucket: b, S3Key: k } } } }]
`
    expect(artifactsIn(text, {}).places).toEqual([
      { bucket: 'b', key: 'readme' },
      { bucket: 'b', key: 'k' },
    ])
  })
})

describe('an address in S3', () => {
  it.each([
    ['https://s3.eu-west-1.amazonaws.com/b/k/l.yaml', { bucket: 'b', key: 'k/l.yaml' }],
    ['https://s3.amazonaws.com/b/k', { bucket: 'b', key: 'k' }],
    ['https://s3-us-west-2.amazonaws.com/b/k', { bucket: 'b', key: 'k' }],
    ['https://b.s3.amazonaws.com/k', { bucket: 'b', key: 'k' }],
    ['https://my.dotted.b.s3.eu-west-1.amazonaws.com/k%20l+m?versionId=v', { bucket: 'my.dotted.b', key: 'k l+m', version: 'v' }],
    ['https://b.s3.dualstack.eu-west-1.amazonaws.com/k', { bucket: 'b', key: 'k' }],
    ['https://b.s3.cn-north-1.amazonaws.com.cn/k', { bucket: 'b', key: 'k' }],
    ['https://b.s3.eusc-de-east-1.amazonaws.eu/k', { bucket: 'b', key: 'k' }],
    ['http://127.0.0.1:4566/b/k', { bucket: 'b', key: 'k' }],
    ['https://b.s3.amazonaws.com/100%/%ff', { bucket: 'b', key: '100%/\ufffd' }],
    ['https://example.com/b/k', undefined],
    ['https://s3.amazonaws.com/b', undefined],
    ['inner.yaml', undefined],
  ])('%s', (address, place) => expect(urlPlace(address)).toEqual(place))
})
