import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type ScriptedAws, startAws } from '../world/aws/server.ts'
import { realClock } from '../world/clock.ts'
import { type ScriptedGitHub, startGitHub } from '../world/github/github.ts'
import { type ActionResult, type ActionRun, runAction } from '../world/runner/run-action.ts'

/** What a test may take at most: a real process on a real clock, on a machine that has other work too. */
export const MOST_MS = 60_000
export const REPOSITORY = 'octo-org/demo'
/** The smallest file that works. */
export const SMALLEST = 'version: 1\nstacks:\n  - name: demo\n    template: template.yaml\n'
/** A queue, and a topic that waits for it. */
export const TEMPLATE = `Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  Topic: { Type: AWS::SNS::Topic, DependsOn: Queue, Properties: { DisplayName: one } }
Outputs:
  QueueUrl: { Value: !Ref Queue }
`
/** The same with another time-out of the queue. */
export const CHANGED = TEMPLATE.replace('30', '60')

/** One machine with a checked-out repository, and the AWS and the GitHub that it can reach. */
export interface Machine {
  readonly aws: ScriptedAws
  readonly github: ScriptedGitHub
  readonly token: string
  readonly workspace: string
  /** The folder of the runner's files. */
  readonly temp: string
  write(path: string, content: string): Promise<void>
  /** Runs main and post of the real bundle as a step of a job. */
  run(more?: Partial<ActionRun>): Promise<ActionResult>
  close(): Promise<void>
}

/** Opens a machine on the real clock, with the smallest configuration. */
export async function machine(): Promise<Machine> {
  if (!existsSync('dist/index.js')) throw new Error('dist/index.js is missing: make it with `npm run package` before these tests')
  const [aws, github] = await Promise.all([startAws({ clock: realClock }), startGitHub({ clock: realClock })])
  github.repository(REPOSITORY)
  const token = github.token({ login: 'github-actions[bot]', permissions: { issues: 'write' }, repository: REPOSITORY })
  const home = await mkdtemp(join(tmpdir(), 'bundle-'))
  const workspace = join(home, 'work')
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(workspace, path)), { recursive: true })
    await writeFile(join(workspace, path), content)
  }
  await write('.github/deploy.yml', SMALLEST)
  await write('template.yaml', TEMPLATE)
  const run = ({ env, ...more }: Partial<ActionRun> = {}): Promise<ActionResult> =>
    runAction({
      dir: process.cwd(),
      workspace,
      home,
      token,
      repository: REPOSITORY,
      runId: 42,
      env: { ...environment(aws, github), ...env },
      ...more,
    })
  return {
    aws,
    github,
    token,
    workspace,
    temp: join(home, '_temp'),
    write,
    run,
    async close() {
      await Promise.all([aws.close(), github.close()])
      await rm(home, { recursive: true })
    },
  }
}

const environment = (aws: ScriptedAws, github: ScriptedGitHub): Record<string, string> => ({
  AWS_ENDPOINT_URL: aws.url,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'the-access-key-of-the-test',
  AWS_EC2_METADATA_DISABLED: 'true',
  GITHUB_API_URL: github.url,
})

/** What AWS was asked since the last reset: every change in its order, and which reads there were (how often is a matter of time). */
export function asked({ calls }: ScriptedAws): { readonly changes: readonly string[]; readonly reads: readonly string[] } {
  const isRead = (action: string): boolean => /^(Describe|Get|List|Filter)/.test(action)
  const names = calls.map(({ action }) => action)
  return { changes: names.filter((name) => !isRead(name)), reads: [...new Set(names.filter(isRead))].sort() }
}

/** A promise that a line of the log keeps. */
export function atLine(wanted: string): { readonly seen: Promise<void>; readonly onLine: (line: string) => void } {
  let keep = (): void => {}
  const seen = new Promise<void>((resolve) => {
    keep = resolve
  })
  return { seen, onLine: (line) => line.includes(wanted) && keep() }
}
