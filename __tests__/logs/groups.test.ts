import { describe, expect, it } from '@jest/globals'
import { groupsOf } from '../../src/logs/index.ts'

const resource = (logicalId: string, type: string, physicalId?: string) => ({
  logicalId,
  type: `AWS::${type}`,
  ...(physicalId ? { physicalId } : {}),
})

describe('groupsOf', () => {
  it('finds where functions, builds and APIs write, each once', () => {
    expect(
      groupsOf([
        resource('Fn', 'Lambda::Function', 'demo-fn'),
        resource('FnLogs', 'Logs::LogGroup', '/aws/lambda/demo-fn'),
        resource('Access', 'Logs::LogGroup', '/api/access'),
        resource('Build', 'CodeBuild::Project', 'demo-build'),
        resource('Api', 'ApiGateway::RestApi', 'abc123'),
        resource('Live', 'ApiGateway::Stage', 'live'),
        resource('Unmade', 'Lambda::Function'),
        resource('Bucket', 'S3::Bucket', 'demo-bucket'),
      ]),
    ).toEqual(['/api/access', '/aws/codebuild/demo-build', '/aws/lambda/demo-fn', 'API-Gateway-Execution-Logs_abc123/live'])
  })

  it('follows the template: own groups by text or reference, the API of a stage, stages made by deployments', () => {
    const resources = [
      resource('Text', 'Lambda::Function', 'a'),
      resource('Reference', 'Lambda::Function', 'b'),
      resource('Computed', 'Lambda::Function', 'c'),
      resource('Shared', 'Logs::LogGroup', '/shared'),
      resource('One', 'ApiGateway::RestApi', 'one'),
      resource('Two', 'ApiGateway::RestApi', 'two'),
      resource('Stage', 'ApiGateway::Stage', 'live'),
      resource('Deployment', 'ApiGateway::Deployment', 'd1'),
      resource('__proto__', 'Lambda::Function', 'odd'),
    ]
    const logging = (LogGroup: unknown) => ({ Properties: { LoggingConfig: { LogGroup } } })
    const template = {
      Resources: {
        Text: logging('/own'),
        Reference: logging({ Ref: 'Shared' }),
        Computed: logging({ 'Fn::Sub': '/x/${AWS::StackName}' }),
        Stage: { Properties: { RestApiId: { Ref: 'Two' } } },
        Deployment: { Properties: { RestApiId: { Ref: 'One' }, StageName: 'old' } },
      },
    }
    expect(groupsOf(resources, template)).toEqual([
      '/aws/lambda/c',
      '/aws/lambda/odd',
      '/own',
      '/shared',
      'API-Gateway-Execution-Logs_one/old',
      'API-Gateway-Execution-Logs_two/live',
    ])
  })
})
