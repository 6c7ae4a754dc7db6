/** A template of a service whose stack makes its own bucket, with a function in a package and a queue. */
export const whole = (
  directory: string,
  { queue = {}, name = 'service.zip' }: { readonly queue?: object; readonly name?: string } = {},
) => ({
  Resources: {
    ...BUCKET,
    Hello: {
      Type: 'AWS::Lambda::Function',
      Properties: { Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: `${directory}/${name}` } },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: queue },
  },
})

const BUCKET = { ServerlessDeploymentBucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'made-by-the-stack' } } }

/** Where the framework puts what it packaged at that time. */
export const DIRECTORY = 'serverless/service/live/1795000000000-2026-11-18T11:06:40.000Z'

/** What is particular about a packaging. */
export interface Packaging {
  readonly directory?: string
  readonly service?: object
  readonly provider?: object
  readonly template?: object
  /** Whether the stack makes the bucket. */
  readonly first?: boolean
}

/** The files that packaging writes. */
export function packaging({ directory = DIRECTORY, service = {}, provider = {}, template, first = true }: Packaging = {}) {
  const state = {
    service: { service: 'service', provider: { name: 'aws', stage: 'live', ...provider }, ...service },
    package: { artifactDirectoryName: directory },
  }
  return {
    'serverless-state.json': JSON.stringify(state),
    'cloudformation-template-update-stack.json': JSON.stringify(template ?? whole(directory)),
    ...(first ? { 'cloudformation-template-create-stack.json': JSON.stringify({ Resources: BUCKET }) } : {}),
    'service.zip': 'a package',
  }
}

/** A program in place of the framework's, which writes these files where it is told to. */
export const program = (files: Readonly<Record<string, string>>, before = ''): string => `#!${process.execPath}
const { mkdirSync, writeFileSync } = require('node:fs')
${before}
const folder = process.argv[process.argv.indexOf('--package') + 1]
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(${JSON.stringify(files)})) writeFileSync(folder + '/' + name, text)
console.log('Service packaged')
`
