import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb'

/** What must outlive every deployment. */
export class DataStack extends Stack {
  constructor(scope, id, { environment, ...props }) {
    super(scope, id, props)
    this.sessions = new Table(this, 'Sessions', {
      partitionKey: { name: 'session', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: environment === 'production' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    new CfnOutput(this, 'SessionsTable', { value: this.sessions.tableName })
  }
}
