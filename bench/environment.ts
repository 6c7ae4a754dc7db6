import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const CONFIGURATION = 'version: 1\nstacks:\n  - name: bench\n    template: template.yaml\n'
const TEMPLATE = `Resources:
  Queue: { Type: AWS::SQS::Queue }
  Topic: { Type: AWS::SNS::Topic, DependsOn: Queue }
`

/** A workspace with the smallest configuration, and what a runner gives a step that finds AWS at an address. */
export async function environment(folder: string, aws: string): Promise<Readonly<Record<string, string>>> {
  await mkdir(join(folder, '.github'), { recursive: true })
  await writeFile(join(folder, '.github/deploy.yml'), CONFIGURATION)
  await writeFile(join(folder, 'template.yaml'), TEMPLATE)
  for (const name of ['output', 'state', 'summary']) await writeFile(join(folder, name), '')
  return {
    AWS_ENDPOINT_URL: aws,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'a-key-of-the-benchmark',
    AWS_REGION: 'us-east-1',
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'octo-org/bench',
    GITHUB_RUN_ID: '1',
    GITHUB_OUTPUT: join(folder, 'output'),
    GITHUB_STATE: join(folder, 'state'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
    RUNNER_TEMP: folder,
  }
}
