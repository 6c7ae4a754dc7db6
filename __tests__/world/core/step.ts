import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { backups } from '../../../src/adapters/backups.ts'
import { caller } from '../../../src/adapters/caller.ts'
import { clock } from '../../../src/adapters/clock.ts'
import { cloudformation } from '../../../src/adapters/cloudformation.ts'
import { credentials } from '../../../src/adapters/credentials.ts'
import { distributions } from '../../../src/adapters/distributions.ts'
import { files } from '../../../src/adapters/files.ts'
import { github } from '../../../src/adapters/github.ts'
import { http } from '../../../src/adapters/http.ts'
import { logs } from '../../../src/adapters/logs.ts'
import { objects } from '../../../src/adapters/objects.ts'
import { secretsStore } from '../../../src/adapters/secrets-store.ts'
import { access } from '../../../src/adapters/sessions.ts'
import { sites } from '../../../src/adapters/sites.ts'
import { commands } from '../../../src/adapters/tools.ts'
import type { RunRecord } from '../../../src/domain/record.ts'
import { Failure } from '../../../src/foundation/failure.ts'
import { Secrets } from '../../../src/foundation/redact.ts'
import { main } from '../../../src/main.ts'
import type { CloudFormation, Ports } from '../../../src/ports/index.ts'
import { fakeRunner, IDENTITY, type Seen } from '../../scenarios/runner.ts'

/** What a run left. */
export interface Result extends Seen {
  readonly record: RunRecord
  readonly summary: string
}

/** What counts of a result, in one list to compare. */
export const told = ({ failed, outputs }: Result) => [failed, outputs['verdict'], outputs['reason-code']]
/** For one test: they run side by side. */
export const LIMIT_MS = 40_000
export const DEPLOYED = [false, 'successful', 'DEPLOYED']

/** One run of the action. */
export interface Run {
  readonly inputs?: Readonly<Record<string, string>>
  /** Cancels the run once this says so; asked before every call to CloudFormation, with the calls so far. */
  readonly cancelWhen?: (called: readonly string[]) => boolean
}

interface Step {
  readonly workspace: string
  readonly env: Readonly<Record<string, string>>
  readonly runId: string
  readonly inputs: Readonly<Record<string, string>>
  readonly cancelWhen: Run['cancelWhen'] | undefined
}

// The logs have tests of their own: watching them takes its time.
const STAGES = 'plan,deploy,verify,rollback,report'
const stagesOf = ({ build }: Readonly<Record<string, string>>): string => (build ? STAGES : `synthesize,${STAGES}`)

/** The whole action in this process: the real adapters on the real clock. */
export async function step({ workspace, env, runId, inputs, cancelWhen }: Step): Promise<Result> {
  const secrets = new Secrets()
  const temp = join(workspace, 'temp', runId)
  const identity = { runId }
  const given = { stages: stagesOf(inputs), ...inputs }
  const { runner, seen } = fakeRunner({ inputs: given, identity, event: {}, state: {}, temp, secrets })
  const cancel = new AbortController()
  const called: string[] = []
  const look = (next: string): void => {
    if (cancelWhen?.(called)) cancel.abort(new Failure('The run was cancelled.', { code: 'CANCELLED' }))
    called.push(next)
  }
  const disk = files(workspace)
  const aws = access({ env, clock, runner, secrets })
  const ports: Ports = {
    secrets,
    env,
    runner,
    clock,
    files: disk,
    http: http(env, clock),
    commands: commands({ workspace, supervisor: resolve('build/src/adapters/supervisor.js'), secrets, clock }),
    cloudformation: (where) => watched(cloudformation(where, aws, clock), look),
    logs: (where) => logs(where, aws, clock),
    objects: (where) => objects(where, aws, clock),
    secretsStore: (where) => secretsStore(where, aws, clock),
    randomBytes: (count) => randomBytes(count),
    sites: (where) => sites(where, aws, clock),
    distributions: (where) => distributions(where, aws, clock),
    backups: (where) => backups(where, aws, clock),
    caller: (where, signal) => caller(where, aws, clock, signal),
    credentials: (where) => credentials(where, aws),
    profileRegion: async () => undefined,
    github: (token) => github({ token, repository: IDENTITY.repository, baseUrl: 'http://127.0.0.1:9' }),
  }
  await main(ports, cancel.signal)
  const text = (await disk.read(join(temp, 'deploy-action/deploy/record.json'))) ?? '{}'
  return { ...seen, record: JSON.parse(text) as RunRecord, summary: seen.summaries.at(-1) ?? '' }
}

/** The port, with a look before every call. */
const watched = (port: CloudFormation, look: (next: string) => void): CloudFormation =>
  new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return (...given: unknown[]): unknown => {
        look(String(key))
        return value.apply(target, given)
      }
    },
  })
