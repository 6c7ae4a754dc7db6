import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { backups } from '../../src/adapters/backups.ts'
import { caller } from '../../src/adapters/caller.ts'
import { cloudformation } from '../../src/adapters/cloudformation.ts'
import { credentials } from '../../src/adapters/credentials.ts'
import { distributions } from '../../src/adapters/distributions.ts'
import { files } from '../../src/adapters/files.ts'
import { github } from '../../src/adapters/github.ts'
import { http } from '../../src/adapters/http.ts'
import { logs } from '../../src/adapters/logs.ts'
import { objects } from '../../src/adapters/objects.ts'
import { perPlace } from '../../src/adapters/per-place.ts'
import { secretsStore } from '../../src/adapters/secrets-store.ts'
import { access as accessOf } from '../../src/adapters/sessions.ts'
import { sites } from '../../src/adapters/sites.ts'
import { commands } from '../../src/adapters/tools.ts'
import { Failure } from '../../src/foundation/failure.ts'
import { Secrets } from '../../src/foundation/redact.ts'
import type { Clock, Ports, Runner } from '../../src/ports/index.ts'
import type { ScriptedAws } from '../world/aws/server.ts'
import type { VirtualClock } from '../world/clock.ts'
import { IDENTITY, type Seen } from './runner.ts'

/** The program that runs tools, compiled. */
export const SUPERVISOR = resolve('build/src/adapters/supervisor.js')

interface Wiring {
  readonly aws: ScriptedAws
  readonly clock: VirtualClock
  readonly folder: string
  readonly githubUrl: string
  readonly env: Readonly<Record<string, string>>
  readonly cancelWhen: ((aws: ScriptedAws) => boolean) | undefined
  readonly killWhen: ((aws: ScriptedAws) => boolean) | undefined
  readonly runner: (secrets: Secrets) => { readonly runner: Runner; readonly seen: Seen }
}

/** The real adapters on the virtual clock, pointed at the scripted servers. */
export function portsOf({ aws, clock, folder, githubUrl, env: given, cancelWhen, killWhen, runner: made }: Wiring) {
  const secrets = new Secrets()
  const { runner, seen } = made(secrets)
  const env = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'an-access-key-of-the-test',
    AWS_REGION: 'us-east-1',
    ...given,
  }
  // The SDK reads the endpoint from the process; every test file has a process of its own.
  process.env['AWS_ENDPOINT_URL'] = aws.url
  const cancel = new AbortController()
  const life = { over: false }
  const ask = () => {
    life.over ||= killWhen?.(aws) ?? false
    if (life.over) throw new Error('the machine is lost')
    if (cancelWhen?.(aws)) cancel.abort(new Failure('The run was cancelled.', { code: 'CANCELLED' }))
  }
  const time = adapterClock(clock)
  const access = accessOf({ env, clock: time, runner, secrets })
  const ports: Ports = {
    secrets,
    env,
    runner: mute(runner, life),
    clock: { ...time, sleep: (ms, signal) => clock.sleep(ms, signal) },
    files: mute(clock.track(files(folder)), life),
    http: clock.track(http(env, time)),
    commands: clock.track(commands({ workspace: folder, supervisor: SUPERVISOR, secrets, clock: time })),
    cloudformation: (where) => clock.track(asking(cloudformation(where, access, time), ask)),
    logs: (where) => clock.track(logs(where, access, time)),
    objects: perPlace((where) => clock.track(objects(where, access, time))),
    secretsStore: (where) => clock.track(asking(secretsStore(where, access, time), ask)),
    randomBytes: (count) => randomBytes(count),
    sites: perPlace((where) => clock.track(sites(where, access, time))),
    distributions: (where) => clock.track(distributions(where, access, time)),
    backups: (where) => clock.track(backups(where, access, time)),
    caller: (where, signal) => clock.busy(() => caller(where, access, time, signal)),
    credentials: (where) => credentials(where, access),
    profileRegion: async () => undefined,
    github: (token) => clock.track(asking(github({ token, repository: IDENTITY.repository, baseUrl: githubUrl }), ask)),
  }
  return { ports, seen, signal: cancel.signal }
}

/** The clock as adapters need it: the time limit of a request must not let time pass while the request is answered. */
const adapterClock = (clock: VirtualClock): Clock => ({
  now: () => clock.now(),
  random: () => 0.5,
  sleep: (ms, signal) => clock.alarm(ms, signal),
  deadline: (ms) => {
    const over = new AbortController()
    clock.alarm(ms).then(() => over.abort(new Error('the time is over')))
    return over.signal
  },
})

const asking = <T extends object>(port: T, ask: () => void): T =>
  new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return async (...given: unknown[]): Promise<unknown> => {
        ask()
        return value.apply(target, given)
      }
    },
  })

/** What a lost machine says and writes is never heard: all that it could still do ends without effect. */
const mute = <T extends object>(port: T, life: { readonly over: boolean }): T =>
  new Proxy(port, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      return (...given: unknown[]): unknown => {
        const writes = !['input', 'identity', 'event', 'saved', 'read', 'look', 'list', 'chunks'].includes(String(key))
        return life.over && writes ? Promise.resolve() : value.apply(target, given)
      }
    },
  })
