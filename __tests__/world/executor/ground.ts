import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { OWN } from '../runner/environment.ts'
import type { JobOrder } from './job.ts'

/** The folders of a machine, which nothing was in before. */
export interface Ground {
  readonly workspace: string
  readonly temp: string
  /** Where the runner keeps what steps write for it. */
  readonly own: string
  /** What the machine has by itself, and names it by. */
  readonly variables: Readonly<Record<string, string>>
  remove(): Promise<void>
}

/** Makes a machine for a job. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export async function freshGround({ contexts, runnerEnv }: JobOrder, trackingId: string): Promise<Ground> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'machine-')))
  const [home, workspace, temp, tools] = ['home', 'work', 'temp', 'tools'].map((name) => join(root, name)) as Four
  const own = join(temp, OWN)
  for (const folder of [home, workspace, own, tools]) await mkdir(folder, { recursive: true })
  const { event = {} } = contexts.github as { readonly event?: object }
  const eventPath = join(root, 'event.json')
  await writeFile(eventPath, JSON.stringify(event))
  const variables = {
    CI: 'true',
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
    GITHUB_ACTIONS: 'true',
    RUNNER_NAME: 'GitHub Actions 1',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    ...runnerEnv,
    GITHUB_WORKSPACE: workspace,
    GITHUB_EVENT_PATH: eventPath,
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: tools,
    RUNNER_TRACKING_ID: trackingId,
  }
  return { workspace, temp, own, variables, remove: () => rm(root, { recursive: true, force: true, maxRetries: 3 }) }
}

type Four = [string, string, string, string]
