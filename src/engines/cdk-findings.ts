import type { Finding } from '../domain/finding.ts'
import type { Role } from '../domain/stack.ts'

/** The tool had credentials while it ran code of the repository. */
export const sawCredentials = (system: string): Finding => ({
  severity: 'medium',
  title: `${system} was synthesized with credentials`,
  cause: 'The configuration says `synthesize: with-credentials`.',
  impact: 'The app and every package that it uses could do whatever the role of that job may do.',
  fix: 'Commit cdk.context.json, and take the key out once nothing is looked up any more.',
  where: system,
})

/** Something of the app can only be published by the tool. */
export const needsTool = (system: string, what: readonly string[]): Finding => ({
  severity: 'medium',
  title: `${system} is published by the CDK's own command line`,
  cause: `Nothing else can make ${what.join(', ')}.`,
  impact:
    'The job that plans needs the checkout, `npm ci` and, for images, a container engine; programs of the repository run there with its credentials.',
  fix: 'Build images in a step of their own and name them by their address, if the job that plans is to run no code of the repository.',
  where: system,
})

/** The role that the bootstrap made for deploying may do all that a plan may not. */
export const mayExecute = (system: string, { roleArn }: Role): Finding => ({
  severity: 'medium',
  title: 'Whoever plans could also execute',
  cause: `Change sets are made as ${roleArn.split('/').at(-1)}, which may create, execute and delete every stack of its account and region, and hand CloudFormation the execution role of the bootstrap, which is an administrator unless it was bootstrapped otherwise.`,
  impact: 'The approval holds because this action keeps to it, not because the role of the job that plans could do no more.',
  fix: 'Set `assume-roles: false` for the engine, and give the role of the planning job what planning needs itself: change sets, files in the bucket of the bootstrap, iam:PassRole on its execution role.',
  where: system,
})
