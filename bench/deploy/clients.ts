import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { environment } from '../environment.ts'
import type { Program } from '../measured.ts'
import type { AwsCli } from './aws-cli.ts'
import type { Timeline } from './timeline.ts'

// The deployment and what comes before it: verification and the log scan have no counterpart in the other clients.
const STAGES = 'synthesize,plan,deploy,report'

/** One update for one client. */
export interface Task {
  readonly stack: string
  readonly folder: string
  readonly url: string
  readonly timeline: Timeline
}

/** What deploys in this race, by the name it has in the table. */
export interface Client {
  readonly name: string
  program(task: Task): Promise<Program>
}

/** The clients of the race, ours first. */
export const clients = (cli: AwsCli): readonly Client[] => [ours, ...(typeof cli === 'string' ? [] : [theirs(cli)]), floor]

export const OURS = 'deploy-action'
export const CLI = 'aws cloudformation deploy'

const ours: Client = {
  name: OURS,
  async program({ stack, folder, url, timeline }) {
    const env = await environment(folder, url)
    await writeFile(join(folder, '.github/deploy.yml'), `version: 1\nstacks:\n  - name: ${stack}\n    template: template.yaml\n`)
    await writeFile(join(folder, 'template.yaml'), timeline.after)
    return { command: [process.execPath, 'dist/index.js'], env: { ...env, INPUT_STAGES: STAGES } }
  },
}

const theirs = (cli: Exclude<AwsCli, string>): Client => ({
  name: CLI,
  async program({ stack, folder, url, timeline }) {
    const template = await written(folder, timeline)
    const env = {
      ...cli.env,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'a-key-of-the-benchmark',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: join(folder, 'no-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
      HOME: folder,
    }
    return { command: [...cli.command, 'cloudformation', 'deploy', '--stack-name', stack, '--template-file', template], env }
  },
})

const floor: Client = {
  name: 'floor (a look each second)',
  async program({ stack, folder, url, timeline }) {
    const template = await written(folder, timeline)
    return { command: [process.execPath, 'build/bench/deploy/floor.js', url, stack, template], env: {} }
  },
}

async function written(folder: string, { after }: Timeline): Promise<string> {
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'template.yaml'), after)
  return join(folder, 'template.yaml')
}
