/** What a template adds to the one function, each part with its own indentation. */
export interface Parts {
  readonly parameters?: string
  readonly resources?: string
  readonly outputs?: string
}

/** A function that answers its version under an address of its own. */
export const versioned = (version: string, { parameters = '', resources = '', outputs = '' }: Parts = {}): string => `
${parameters === '' ? '' : `Parameters:\n${parameters}`}
Resources:
${lambda('Function', `exports.handler = async () => ({ statusCode: 200, body: '${version}' })`)}
  Url: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: !Ref Function, AuthType: NONE } }
${resources}
Outputs:
  Url: { Value: !GetAtt Url.FunctionUrl }
${outputs}`

/** A function under a logical id. */
export const lambda = (id: string, code: string): string => `  ${id}:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      Timeout: 10
      Role: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/of-the-functions
      Code: { ZipFile: ${JSON.stringify(code)} }`

/** A resource that cannot be made: the address of a function that does not exist. */
export const BROKEN = `  Broken:
    Type: AWS::Lambda::Url
    Properties: { TargetFunctionArn: no-such-function, AuthType: NONE }`

/** A function that answers for custom resources: `fails` is an expression of the properties, or of what happened before. */
const provider = (id: string, before: string, fails: string): string =>
  lambda(
    id,
    `let refused = false
exports.handler = async ({ RequestType, ResponseURL, ResourceProperties: { Word }, PhysicalResourceId = 'thing', ...rest }) => {
  const updated = RequestType === 'Update'
  ${before}
  const fails = ${fails}
  refused ||= fails
  const { StackId, RequestId, LogicalResourceId } = rest
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId }
  const body = JSON.stringify({ ...answer, Status: fails ? 'FAILED' : 'SUCCESS', Reason: 'the thing is stuck' })
  await fetch(ResponseURL, { method: 'PUT', body })
}`,
  )

/** Functions for custom resources: one that takes its time for every update, one that refuses once to become `one` again. */
export const PROVIDERS = `Resources:
${provider('Slow', 'if (updated) await new Promise((done) => setTimeout(done, 1500))', 'false')}
${provider('Stubborn', '', "updated && Word === 'one' && !refused")}
Outputs:
  Slow: { Value: !GetAtt Slow.Arn, Export: { Name: slow } }
  Stubborn: { Value: !GetAtt Stubborn.Arn, Export: { Name: stubborn } }
`

/** A resource of one of those functions, and one that waits for it. */
export const custom = (way: 'slow' | 'stubborn', word: string): string => `  Thing:
    Type: Custom::Thing
    Properties: { ServiceToken: !ImportValue ${way}, Word: ${word} }
  Next: { Type: AWS::SNS::Topic, DependsOn: Thing, Properties: { DisplayName: ${word} } }`
