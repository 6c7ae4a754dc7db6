import type { Scene } from '../scenarios/scene.ts'

/** The account of the scripted AWS. */
export const ACCOUNT = '123456789012'
export const BUCKET = `cdk-hnb659fds-assets-${ACCOUNT}-us-east-1`

type Data = Readonly<Record<string, unknown>>

/** A stack of an app, in the few words that matter to a test. */
export interface AppStack {
  readonly id: string
  readonly template?: string
  readonly needs?: readonly string[]
  readonly environment?: string
  readonly properties?: Data
  readonly artifact?: Data
  /** Entries of its asset manifest. */
  readonly files?: Data
  readonly images?: Data
}

export const role = (name: string): string =>
  `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/cdk-hnb659fds-${name}-role-\${AWS::AccountId}-\${AWS::Region}`

/** A file or folder of the app, and where it goes. */
export const asset = (path: string, key: string, more: Data = {}): Data => ({
  displayName: `Code of ${path}`,
  source: { path, packaging: 'zip' },
  destinations: {
    here: {
      bucketName: 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}',
      objectKey: key,
      assumeRoleArn: role('file-publishing'),
    },
  },
  ...more,
})

export const QUEUE = '{"Resources":{"Queue":{"Type":"AWS::SQS::Queue","Properties":{"VisibilityTimeout":30}}}}'

/** Writes the cloud assembly that an app of these stacks would have. */
export async function write(
  scene: Pick<Scene, 'write'>,
  stacks: readonly AppStack[],
  {
    folder = 'cdk.out',
    more = {},
    artifacts = {},
  }: { readonly folder?: string; readonly more?: Data; readonly artifacts?: Data } = {},
): Promise<void> {
  const entries = await Promise.all(stacks.map((stack) => written(scene, stack, folder)))
  const manifest = { version: '55.0.0', artifacts: { ...Object.fromEntries(entries.flat()), ...artifacts }, ...more }
  await scene.write(`${folder}/manifest.json`, JSON.stringify(manifest))
}

async function written(scene: Pick<Scene, 'write'>, stack: AppStack, folder: string) {
  const {
    id,
    template = QUEUE,
    needs = [],
    environment = 'aws://unknown-account/unknown-region',
    files = {},
    images = {},
  } = stack
  await scene.write(`${folder}/${id}.template.json`, template)
  await scene.write(`${folder}/${id}.assets.json`, JSON.stringify({ version: '55.0.0', files, dockerImages: images }))
  const properties = {
    templateFile: `${id}.template.json`,
    assumeRoleArn: role('deploy'),
    cloudFormationExecutionRoleArn: role('cfn-exec'),
    requiresBootstrapStackVersion: 6,
    ...stack.properties,
  }
  return [
    [`${id}.assets`, { type: 'cdk:asset-manifest', properties: { file: `${id}.assets.json` } }],
    [
      id,
      { type: 'aws:cloudformation:stack', environment, properties, dependencies: [...needs, `${id}.assets`], ...stack.artifact },
    ],
  ] as const
}

/** The configuration of one system that is this app. */
export const configuration = (options: string, stack = ''): string =>
  `version: 1\nstacks:\n  - name: system\n${stack}    cdk: { app: cdk.out${options} }\n`

/** What `cdk bootstrap` leaves. */
export function bootstrap({ aws }: Pick<Scene, 'aws'>, version = '30'): void {
  aws.stacks.seed({ name: 'CDKToolkit', status: 'CREATE_COMPLETE', outputs: { BootstrapVersion: version } })
  aws.objects.createBucket(BUCKET, { versioned: true })
}
