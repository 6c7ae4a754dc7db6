import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { RunRecord } from '../../src/domain/record.ts'
import type { Identity } from '../../src/domain/run.ts'
import { main } from '../../src/main.ts'
import type { Ports } from '../../src/ports/index.ts'
import { post } from '../../src/post.ts'
import { type AwsOptions, type ScriptedAws, startAws } from '../world/aws/server.ts'
import { VirtualClock, type WorldClock } from '../world/clock.ts'
import { type ScriptedGitHub, startGitHub } from '../world/github/github.ts'
import { portsOf } from './ports.ts'
import { fakeRunner, IDENTITY, type Seen } from './runner.ts'

/** The smallest file that works. */
export const SMALLEST = 'version: 1\nstacks:\n  - name: demo\n    template: template.yaml\n'
/** A template of two resources, one depending on the other. */
export const TEMPLATE = `Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30 } }
  Topic: { Type: AWS::SNS::Topic, DependsOn: Queue, Properties: { DisplayName: one } }
Outputs:
  QueueUrl: { Value: !Ref Queue }
`

/** One run of the action in a scene. */
export interface Run {
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly identity?: Partial<Identity>
  readonly event?: Readonly<Record<string, unknown>>
  readonly state?: Readonly<Record<string, string>>
  /** In place of the token that may write issues; empty for none. */
  readonly token?: string
  /** Cancels the run once this says so; asked before every call to CloudFormation. */
  readonly cancelWhen?: (aws: ScriptedAws) => boolean
  /** Loses the machine once this says so, asked at the same moments: nothing is sent, said or written from then on. */
  readonly killWhen?: (aws: ScriptedAws) => boolean
}

/** What a scene is opened with. */
export interface SceneOptions extends Omit<AwsOptions, 'clock' | 'held'> {
  /** So many milliseconds is AWS's clock ahead of the machine's. */
  readonly skewMs?: number
}

/** What a run left. */
export interface Result extends Seen {
  readonly record: RunRecord
  readonly recordText: string
  readonly summary: string
  /** A copy of the folder of its record, as an artifact keeps it; from the workspace. */
  readonly kept: string
}

/** The scripted AWS and GitHub, a workspace, and a clock that they share with the action. */
export interface Scene {
  readonly aws: ScriptedAws
  readonly github: ScriptedGitHub
  readonly clock: VirtualClock
  /** May write issues of the repository. */
  readonly token: string
  readonly folder: string
  write(path: string, content: string): Promise<void>
  deploy(run?: Run): Promise<Result>
  /** Hands the folder of the last record on, as an artifact does. */
  carry(to: string): Promise<void>
  /** The post step, after a main that left this state. */
  post(state: Readonly<Record<string, string>>, run?: Run): Promise<Result>
  close(): Promise<void>
}

/** Opens a scene with the smallest configuration and a template of two resources. */
export async function scene({ skewMs = 0, ...options }: SceneOptions = {}): Promise<Scene> {
  const clock = new VirtualClock(new Date('2026-11-20T08:00:00Z'))
  const held = (delta: 1 | -1) => clock.held(delta)
  const awsClock: WorldClock = {
    now: () => new Date(clock.now().getTime() + skewMs),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  }
  const aws = await startAws({ clock: awsClock, held, ...options })
  const github = await startGitHub({ clock, held })
  const repository = github.repository(IDENTITY.repository)
  const token = github.token({
    login: 'github-actions[bot]',
    permissions: { contents: 'read', issues: 'write' },
    repository: IDENTITY.repository,
  })
  const folder = await mkdtemp(join(tmpdir(), 'scene-'))
  const write = async (path: string, content: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
    // What a job finds in its checkout is what the default branch has, until a test says otherwise.
    if (path.startsWith('.github/')) repository.commit({ message: `Write ${path}`, files: { [path]: content } })
  }
  await write('.github/deploy.yml', SMALLEST)
  await write('template.yaml', TEMPLATE)
  const place = { aws, github, clock, token, folder }
  return {
    ...place,
    write,
    deploy: (run = {}) => step(place, main, run),
    carry: (to) => cp(join(folder, 'temp/deploy-action/deploy'), join(folder, to), { recursive: true }),
    post: (state, run = {}) => step(place, (ports) => post(ports), { ...run, state }),
    async close() {
      await aws.close()
      await github.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Place = Pick<Scene, 'aws' | 'github' | 'clock' | 'token' | 'folder'>
type Action = (ports: Ports, signal: AbortSignal) => Promise<void>

async function step(place: Place, action: Action, run: Run): Promise<Result> {
  const { aws, github, clock, folder } = place
  const { ports, seen, signal } = portsOf({
    aws,
    clock,
    folder,
    githubUrl: github.url,
    env: run.env ?? {},
    cancelWhen: run.cancelWhen,
    killWhen: run.killWhen,
    runner: (secrets) =>
      fakeRunner({
        inputs: { 'github-token': run.token ?? place.token, ...run.inputs },
        identity: run.identity ?? {},
        event: run.event ?? {},
        state: run.state ?? {},
        temp: join(folder, 'temp'),
        secrets,
      }),
  })
  await clock.busy(() => action(ports, signal))
  const recordText = (await ports.files.read(join(folder, 'temp/deploy-action/deploy/record.json'))) ?? '{}'
  const kept = join('runs', randomUUID())
  const beside = join(folder, 'temp/deploy-action/deploy')
  if (existsSync(beside)) await cp(beside, join(folder, kept), { recursive: true })
  return { ...seen, kept, recordText, record: JSON.parse(recordText) as RunRecord, summary: seen.summaries.at(-1) ?? '' }
}
