import { CfnOutput, Duration, Stack } from 'aws-cdk-lib'
import { Architecture, Code, FunctionUrlAuthType, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda'

/** The game's API, under a function URL. */
export class ApiStack extends Stack {
  constructor(scope, id, { environment, sessions, ...props }) {
    super(scope, id, props)
    const service = new Lambda(this, 'Service', {
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(new URL('../api', import.meta.url).pathname),
      timeout: Duration.seconds(10),
      environment: { ENVIRONMENT: environment, SESSIONS: sessions.tableName },
    })
    sessions.grantReadWriteData(service)
    const { url } = service.addFunctionUrl({ authType: FunctionUrlAuthType.NONE })
    new CfnOutput(this, 'ApiUrl', { value: url })
  }
}
