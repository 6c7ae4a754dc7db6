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

/**
 * A stack whose function answers for custom resources of others: a `slow` one takes its time for every update, a `stubborn` one
 * refuses once to become `one` again.
 */
export const PROVIDER = `Resources:
${lambda(
  'Provider',
  `let refused = false
exports.handler = async ({ RequestType, ResponseURL, ResourceProperties: { Way, Word }, PhysicalResourceId = 'thing', ...rest }) => {
  const updated = RequestType === 'Update'
  if (updated && Way === 'slow') await new Promise((done) => setTimeout(done, 1500))
  const fails = updated && Way === 'stubborn' && Word === 'one' && !refused
  if (fails) refused = true
  const { StackId, RequestId, LogicalResourceId } = rest
  const answer = { StackId, RequestId, LogicalResourceId, PhysicalResourceId }
  const body = JSON.stringify({ ...answer, Status: fails ? 'FAILED' : 'SUCCESS', Reason: 'the thing is stuck' })
  await fetch(ResponseURL, { method: 'PUT', body })
}`,
)}
Outputs:
  Provider: { Value: !GetAtt Provider.Arn, Export: { Name: provider } }
`

/** A resource of that stack's function, and one that waits for it. */
export const custom = (way: 'slow' | 'stubborn', word: string): string => `  Thing:
    Type: Custom::Thing
    Properties: { ServiceToken: !ImportValue provider, Way: ${way}, Word: ${word} }
  Next: { Type: AWS::SNS::Topic, DependsOn: Thing, Properties: { DisplayName: ${word} } }`
