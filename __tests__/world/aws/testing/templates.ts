/** A queue and a topic that needs it. */
export const TWO = `
AWSTemplateFormatVersion: 2010-09-09
Description: A queue and a parameter that holds its address
Parameters:
  Stage: { Type: String, Default: test }
  Password: { Type: String, NoEcho: true, Default: hidden }
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30
  Address:
    Type: AWS::SSM::Parameter
    Properties:
      Type: String
      Value: !Sub '\${Stage}:\${Queue}'
Outputs:
  QueueArn:
    Value: !GetAtt Queue.Arn
    Export: { Name: !Join [ '-', [ !Ref AWS::StackName, queue ] ] }
  Second:
    Value: !Select [ 1, !Split [ ',', 'a,b,c' ] ]
`
