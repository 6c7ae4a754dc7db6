import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { EndpointAnswer } from '../../world/proxy/ask.ts'
import { type ExampleName, examples } from '../../world/tools/examples.ts'
import { realTools, type ToolName } from '../../world/tools/tools.ts'
import { openToolsWorld, type ToolsWorld } from '../../world/tools/tools-world.ts'

/** The tools of all teams. */
export const TOOLS = ['aws', 'sam', 'cdk', 'osls'] as const satisfies readonly ToolName[]

/** One MiniStack with the tools of all teams, for flows of each. */
export interface Stage {
  /** Where MiniStack answers. */
  readonly aws: string
  /** What a machine needs besides: the tools on its path, the way to deployed endpoints. */
  readonly machineEnv: Readonly<Record<string, string>>
  /** An example in a folder of its own, without a configuration. */
  example(name: ExampleName): Promise<string>
  bucket(name: string): Promise<void>
  secret(name: string, value: string): Promise<void>
  ask(url: string): Promise<EndpointAnswer>
  output: ToolsWorld['output']
  close(): Promise<void>
}

/** Opens it. */
export async function openStage(): Promise<Stage> {
  const [world, tools] = [await openToolsWorld(TOOLS), await realTools(TOOLS)]
  const folder = await mkdtemp(join(tmpdir(), 'teams-'))
  const bin = await packagesAtHand(join(folder, 'bin'), { cdk: tools.modules('cdk'), osls: tools.modules('osls') })
  const objects = new S3Client({ ...world.access, forcePathStyle: true })
  const secrets = new SecretsManagerClient(world.access)
  const { HOME: _home, TMPDIR: _temp, AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _key, ...quiet } = world.env
  return {
    aws: world.access.endpoint,
    machineEnv: {
      ...quiet,
      PATH: `${bin}:${tools.path}`,
      HTTPS_PROXY: world.endpoints.url,
      NODE_EXTRA_CA_CERTS: world.endpoints.caFile,
    },
    async example(name) {
      const into = await mkdtemp(join(folder, `${name}-`))
      await cp(join('examples', name), into, { recursive: true })
      await rm(join(into, '.github'), { recursive: true })
      return into
    },
    async bucket(Bucket) {
      await objects.send(new CreateBucketCommand({ Bucket }))
      await objects.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }))
    },
    secret: async (Name, SecretString) => void (await secrets.send(new CreateSecretCommand({ Name, SecretString }))),
    ask: world.ask,
    output: world.output,
    async close() {
      for (const client of [objects, secrets]) client.destroy()
      await world.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * A folder with an `npm` that puts packages of the registry where `npm ci` would, out of those that are installed already: machines
 * reach nothing but loopback. Everything else is npm's own.
 */
async function packagesAtHand(folder: string, modules: Readonly<Record<'cdk' | 'osls', string>>): Promise<string> {
  await mkdir(folder, { recursive: true })
  const script = `#!/bin/sh
case "$*" in
  "--prefix infrastructure ci") exec ln -s '${modules.cdk}' infrastructure/node_modules ;;
  "ci") if grep -q osls package.json; then exec ln -s '${modules.osls}' node_modules; fi ;;
esac
PATH="\${PATH#*:}" exec npm "$@"
`
  await writeFile(join(folder, 'npm'), script)
  await chmod(join(folder, 'npm'), 0o755)
  return folder
}

/** The address of what a team's system answers with. */
export const endpointOf = (name: ExampleName) => examples[name].endpoint
