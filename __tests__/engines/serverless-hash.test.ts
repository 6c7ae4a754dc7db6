import { describe, expect, it } from '@jest/globals'
import { packagesIn, timeless, timelessState } from '../../src/engines/serverless-hash.ts'

/** A template with everything that a time of packaging stands in. */
const packagedAt = (time: string, more: object = {}) => ({
  Resources: {
    [`WebsocketsDeployment${time}`]: { Type: 'AWS::ApiGatewayV2::Deployment' },
    WebsocketsDeploymentStage: {
      Type: 'AWS::ApiGatewayV2::Stage',
      Properties: { DeploymentId: { Ref: `WebsocketsDeployment${time}` } },
    },
    [`ApiGatewayDeployment${time}`]: { Type: 'AWS::ApiGateway::Deployment' },
    Hello: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'deployments', S3Key: `${time}/service.zip` } } },
    Other: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bucket: 'deployments', S3Key: `${time}/service.zip` } } },
    Layer: {
      Type: 'AWS::Lambda::LayerVersion',
      Properties: { Content: { S3Bucket: 'deployments', S3Key: `${time}/layer.zip` } },
    },
    ...more,
  },
  Outputs: { B: { Value: 1 }, A: { Value: 2 } },
})
const text = (value: unknown) => JSON.stringify(value)

describe('a packaged template', () => {
  it('is the same at another time', () => {
    expect(text(timeless(packagedAt('2')))).toBe(text(timeless(packagedAt('1'))))
  })

  it.each([
    { Hello: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: '1/service.zip' }, Timeout: 9 } } },
    { Bucket: { Type: 'AWS::S3::Bucket', Properties: { S3Key: '1/service.zip' } } },
  ])('is another one with another resource: %j', (more) => {
    expect(text(timeless(packagedAt('1', more)))).not.toBe(text(timeless(packagedAt('1'))))
  })

  it('has its keys in order, and ids without a time', () => {
    const { Resources, Outputs } = timeless(packagedAt('1')) as { readonly Resources: object; readonly Outputs: object }
    const ids = ['ApiGatewayDeployment', 'Hello', 'Layer', 'Other', 'WebsocketsDeployment', 'WebsocketsDeploymentStage']
    expect([Object.keys(Resources), Object.keys(Outputs)]).toEqual([ids, ['A', 'B']])
    expect(text(Resources)).toContain('"DeploymentId":{"Ref":"WebsocketsDeployment"}')
  })

  it('names each package once', () => {
    expect(packagesIn(packagedAt('1')).map(({ key }) => key)).toEqual(['1/service.zip', '1/layer.zip'])
  })
})

it('a state is the same at another time, and another one with another variable', () => {
  const state = (time: string, region: string) => ({
    service: { initialServerlessConfig: time, provider: { region, compiledCloudFormationTemplate: time } },
    package: { artifactDirectoryName: time, artifact: '' },
  })
  expect(text(timelessState(state('2', 'a')))).toBe(text(timelessState(state('1', 'a'))))
  expect(text(timelessState(state('1', 'b')))).not.toBe(text(timelessState(state('1', 'a'))))
})
