import { App, Tags } from 'aws-cdk-lib'
import { ApiStack } from './stacks/api.mjs'
import { DataStack } from './stacks/data.mjs'
import { WebStack } from './stacks/web.mjs'

const app = new App()
const environment = app.node.getContext('environment')
const props = {
  environment,
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  terminationProtection: environment === 'production',
}
const name = (part) => `TriviaNft-${environment}-${part}`

const data = new DataStack(app, name('Data'), props)
new ApiStack(app, name('Api'), { ...props, sessions: data.sessions })
new WebStack(app, name('Web'), props)
Tags.of(app).add('environment', environment)
