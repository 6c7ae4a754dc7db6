import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { backups } from './adapters/backups.ts'
import { caller } from './adapters/caller.ts'
import { clock } from './adapters/clock.ts'
import { cloudformation, profileRegion } from './adapters/cloudformation.ts'
import { credentials } from './adapters/credentials.ts'
import { distributions } from './adapters/distributions.ts'
import { files } from './adapters/files.ts'
import { github } from './adapters/github.ts'
import { http } from './adapters/http.ts'
import { loadAhead } from './adapters/load-ahead.ts'
import { logs } from './adapters/logs.ts'
import { objects } from './adapters/objects.ts'
import { perPlace } from './adapters/per-place.ts'
import { runner } from './adapters/runner.ts'
import { secretsStore } from './adapters/secrets-store.ts'
import { access } from './adapters/sessions.ts'
import { sites } from './adapters/sites.ts'
import { commands } from './adapters/tools.ts'
import { Failure } from './foundation/failure.ts'
import { Secrets } from './foundation/redact.ts'
import { main } from './main.ts'
import type { Ports } from './ports/index.ts'
import { post } from './post.ts'

const { env } = process
const secrets = new Secrets()
const workspace = env['GITHUB_WORKSPACE'] ?? process.cwd()
const disk = files(workspace)
// A file of its own, beside this one.
const supervisor = join(dirname(process.argv[1] ?? ''), 'supervisor.js')

const told = runner(env, secrets, disk)
const aws = access({ env, clock, runner: told, secrets })

const ports: Ports = {
  clock,
  secrets,
  env,
  files: disk,
  runner: told,
  http: http(env, clock),
  // What a tool makes is stored, under a role perhaps: loading what does that takes a tenth of a second.
  commands: commands({ workspace, supervisor, secrets, clock, meanwhile: loadAhead }),
  cloudformation: perPlace((where) => cloudformation(where, aws, clock)),
  logs: perPlace((where) => logs(where, aws, clock)),
  objects: perPlace((where) => objects(where, aws, clock)),
  secretsStore: perPlace((where) => secretsStore(where, aws, clock)),
  randomBytes: (count) => randomBytes(count),
  sites: perPlace((where) => sites(where, aws, clock)),
  distributions: perPlace((where) => distributions(where, aws, clock)),
  backups: perPlace((where) => backups(where, aws, clock)),
  caller: (where, signal) => caller(where, aws, clock, signal),
  credentials: (where) => credentials(where, aws),
  profileRegion,
  github: (token) =>
    github({ token, repository: env['GITHUB_REPOSITORY'] ?? '', baseUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com' }),
}

// A runner cancels by SIGINT, then SIGTERM 7.5 s later, and kills 2.5 s after that.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-cancellation
const cancel = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => cancel.abort(new Failure('The run was cancelled.', { code: 'CANCELLED' })))
}

// Most of a run is waiting, so little lives for long: a young generation that no longer grows is collected more often, which takes a few
// milliseconds in all, and the peak of memory is some 4 MiB lower. https://nodejs.org/api/v8.html#v8setflagsfromstringflags
setFlagsFromString('--semi-space-growth-factor=1')

// dist/post.js says that this is the post step; a missing word can never start a deployment a second time.
await (env['DEPLOY_ACTION_STEP'] === 'post' ? post(ports) : main(ports, cancel.signal))
