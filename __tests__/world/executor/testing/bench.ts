import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Artifact } from '../artifacts.ts'
import { FastClock } from '../clock.ts'
import { type JobEnd, type JobOrder, type RunningJob, startJob } from '../job.ts'
import { stepsOf } from './parsed.ts'

/** The action that tests use: `main` and, where it is given, `post` are its scripts. */
interface Scripts {
  readonly main?: string
  readonly post?: string
  readonly runs?: string
}

const NOTHING = {
  github: { token: 'tok', run_id: '1', repository: 'o/r' },
  inputs: {},
  vars: {},
  needs: {},
  secrets: {},
  matrix: {},
  strategy: {},
}
const PUT = "const { appendFileSync: put } = require('node:fs'); const env = process.env;"

/** A place to try single jobs in. */
export class Bench {
  readonly #dir: string
  readonly own: Artifact[] = []
  /** What checkouts were asked for. */
  readonly asked: object[] = []

  private constructor(dir: string) {
    this.#dir = dir
  }

  static async open(): Promise<Bench> {
    return new Bench(await mkdtemp(join(tmpdir(), 'bench-')))
  }

  close(): Promise<void> {
    return rm(this.#dir, { recursive: true })
  }

  /** Writes the action `octo/act@v1`. */
  async action({ main = '', post, runs }: Scripts): Promise<void> {
    const node = `{ using: node24, main: main.cjs${post === undefined ? '' : ', post: post.cjs'} }`
    const manifest = `inputs: { say: { default: hello } }\nruns: ${runs ?? node}\n`
    const files = { 'action.yml': manifest, 'main.cjs': PUT + main, 'post.cjs': PUT + (post ?? '') }
    for (const [name, text] of Object.entries(files)) await writeFile(join(this.#dir, name), text)
  }

  start(steps: string, given: Partial<JobOrder> = {}): RunningJob {
    return startJob({
      name: 'deploy',
      steps: stepsOf(steps),
      outputs: undefined,
      env: [],
      defaultShell: undefined,
      contexts: NOTHING,
      runnerEnv: {},
      secrets: [],
      actions: {
        find: (uses) =>
          /^(?:octo\/act@v1|\$\/)$/.test(uses) ? { dir: this.#dir, repository: 'octo/act', ref: 'v1' } : undefined,
        checkout: async (into, asked) => {
          this.asked.push(asked)
          await write(join(into, 'folder/file.txt'), 'of the commit\n')
        },
      },
      clock: new FastClock(),
      artifacts: { own: this.own, of: (_run, _repository, token) => (token === 'good' ? this.own : undefined) },
      onLog: () => undefined,
      ...given,
    })
  }

  run(steps: string, given: Partial<JobOrder> = {}): Promise<JobEnd> {
    return this.start(steps, given).done
  }

  /** Starts a job and does something to it as soon as it says `ready`. */
  meet(steps: string, act: (job: RunningJob) => void, given: Partial<JobOrder> = {}): Promise<JobEnd> {
    const { promise: ready, resolve } = Promise.withResolvers<void>()
    const job = this.start(steps, { ...given, onLog: (line) => line === 'ready' && resolve() })
    ready.then(() => act(job))
    return job.done
  }
}

/** Conclusions of the steps that a test wrote, by name. */
export function conclusions({ steps }: JobEnd): Readonly<Record<string, string | null>> {
  return Object.fromEntries(
    steps.filter(({ name }) => !/^(?:Set up|Complete) job$/.test(name)).map(({ name, conclusion }) => [name, conclusion]),
  )
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
