import type { ToolName } from './tools.ts'

/** A text in a file of an example, and what takes its place. */
export type Edit = readonly [file: string, from: string, to: string]

type Command = readonly [string, ...string[]]

/** An example system as its team deploys it by hand. */
export interface Example {
  readonly tools: readonly ToolName[]
  /** Where its commands run. */
  readonly folder: string
  /** What its team does before it deploys, and how it deploys. */
  readonly build: readonly Command[]
  readonly deploy: Command
  /** The stack whose output is an address, and the path there that tells the version. */
  readonly endpoint: { readonly stack: string; readonly output: string; readonly path: string }
  /** The files that hold the version 1.0.0. */
  readonly version: readonly string[]
  /** What makes its build fail, and what makes only its deployment fail. */
  readonly failingBuild: readonly Edit[]
  readonly failingDeployment: readonly Edit[]
}

const BROKEN = 'Broken: { Type: AWS::Lambda::Url, Properties: { TargetFunctionArn: no-such-function, AuthType: NONE } }'

/** The systems below `examples/`, in their environment `staging`. */
export const examples = {
  'pixel-prompt': {
    tools: ['sam'],
    folder: 'backend',
    build: [['sam', 'build', '--config-env', 'staging']],
    deploy: ['sam', 'deploy', '--config-env', 'staging'],
    endpoint: { stack: 'pixel-prompt-staging', output: 'ApiUrl', path: '/gallery/list' },
    version: ['backend/src/package.json'],
    failingBuild: [['backend/template.yaml', 'CodeUri: src/', 'CodeUri: no-such-folder/']],
    failingDeployment: [['backend/template.yaml', '\nOutputs:', `\n  ${BROKEN}\nOutputs:`]],
  },
  'btl-run': {
    tools: ['sam'],
    folder: '.',
    build: [['sam', 'build', '--config-env', 'staging']],
    deploy: ['sam', 'deploy', '--config-env', 'staging'],
    endpoint: { stack: 'btl-run-staging', output: 'ServicesUrl', path: 'status' },
    version: ['functions/services/package.json', 'functions/api/package.json'],
    failingBuild: [['stacks/services.yaml', 'CodeUri: ../functions/services', 'CodeUri: ../functions/no-such-folder']],
    failingDeployment: [['stacks/services.yaml', '\nOutputs:', `\n  ${BROKEN}\nOutputs:`]],
  },
  'trivia-nft': {
    tools: ['cdk'],
    folder: 'infrastructure',
    build: [],
    deploy: ['cdk', 'deploy', '--all', '--context', 'environment=staging', '--require-approval', 'never', '--no-notices'],
    endpoint: { stack: 'TriviaNft-staging-Api', output: 'ApiUrl', path: 'status' },
    version: ['infrastructure/api/package.json'],
    failingBuild: [['infrastructure/app.mjs', 'const app = new App()', "throw new Error('the construct tree is ill')"]],
    failingDeployment: [
      ['infrastructure/stacks/api.mjs', 'import { CfnOutput,', 'import { CfnResource, CfnOutput,'],
      [
        'infrastructure/stacks/api.mjs',
        '    new CfnOutput(',
        "    new CfnResource(this, 'Broken', { type: 'AWS::Lambda::Url', properties: { TargetFunctionArn: 'none', AuthType: 'NONE' } })\n    new CfnOutput(",
      ],
    ],
  },
  sjc1990app: {
    tools: ['osls'],
    folder: '.',
    build: [],
    deploy: ['osls', 'deploy', '--stage', 'staging'],
    endpoint: { stack: 'sjc1990app-staging', output: 'ServiceEndpoint', path: '/status' },
    version: ['src/version.js'],
    failingBuild: [['serverless.yml', 'runtime: nodejs24.x', 'runtime: ${env:NO_SUCH_VARIABLE}']],
    failingDeployment: [['serverless.yml', '\n  Outputs:', `\n    ${BROKEN}\n  Outputs:`]],
  },
  'npm-service': {
    tools: ['aws'],
    folder: '.',
    build: [['npm', 'run', 'build']],
    deploy: ['npm', 'run', 'deploy'],
    endpoint: { stack: 'service-api', output: 'Url', path: 'ping' },
    version: ['package.json'],
    failingBuild: [['scripts/build.mjs', "readFileSync('src/index.js'", "readFileSync('src/no-such-file.js'"]],
    failingDeployment: [
      [
        'src/api.json',
        '    "Public": {',
        '    "Broken": { "Type": "AWS::Lambda::Url", "Properties": { "TargetFunctionArn": "none", "AuthType": "NONE" } },\n    "Public": {',
      ],
    ],
  },
} as const satisfies Readonly<Record<string, Example>>

/** The name of an example. */
export type ExampleName = keyof typeof examples
