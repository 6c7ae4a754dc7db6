import { FastClock } from '../../world/executor/clock.ts'
import type { Home } from '../../world/executor/hub/home.ts'
import { type Hub, openHub } from '../../world/executor/hub/hub.ts'
import type { Run } from '../../world/executor/hub/run.ts'
import type { ExampleName } from '../../world/tools/examples.ts'
import { furnishAccount } from '../accounts.ts'
import { filesIn, install } from '../installed.ts'
import { openDoor } from './door.ts'
import { endpointOf, type Stage } from './stage.ts'

/** Whose number everything in the templates bears. */
const ACCOUNT = '111122223333'
const REFS = [{ name: 'main' }, { name: 'v*', type: 'tag' }] as const
/** What a team has of its own, for the gate that asks for it. */
const CI = 'name: ci\non: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: "true"\n'

/** How a team differs from the others. */
export interface Ways {
  readonly environments: readonly string[]
  /** Whether its jobs are its own, with the action as a step. */
  readonly ownJobs?: boolean
  /** Of the environment production, and of the repository. */
  readonly secrets?: Readonly<Record<string, string>>
  readonly more?: { readonly plan?: readonly string[]; readonly deploy?: readonly string[] }
  /** Files of the repository besides. */
  readonly files?: Readonly<Record<string, string>>
}

/** A team with its repository, its template and its account. */
export interface Team {
  readonly hub: Hub
  readonly home: Home
  /** Starts production by hand with the typed phrase, or by the release of a tag. */
  byPhrase(confirm: string): Run
  byRelease(tag: string): Run
  /** Lets somebody else approve production, and gives the end of the run. */
  approved(run: Run): Promise<string | null>
  /** The version that the deployed system answers with. */
  answer(stack: string): Promise<string>
}

/** Lets a team play: its template and configuration by the installer, its system of `examples/`. */
export async function asTeam(stage: Stage, name: ExampleName, ways: Ways, play: (team: Team) => Promise<void>): Promise<void> {
  const clock = new FastClock(1, new Date())
  const door = await openDoor(stage.aws, ACCOUNT, clock)
  const hub = await openHub({ clock, machineEnv: { ...stage.machineEnv, AWS_ENDPOINT_URL: door.url } })
  try {
    const home = await homeOf(stage, hub, name, ways)
    const { environments, more, ownJobs = false } = ways
    furnishAccount(door, hub, home, environments, {
      account: ACCOUNT,
      prefix: (environment) => `${name}-${environment}`,
      given: ownJobs ? { Workflows: '' } : {},
      ...(more ? { more } : {}),
    })
    const { stack, output, path } = endpointOf(name)
    await play({
      ...{ hub, home },
      byPhrase: (confirm) => hub.event({ name: 'workflow_dispatch', workflow: `${name}.yml`, inputs: { confirm } }),
      byRelease(tag) {
        home.repository.tag(tag)
        home.repository.releases.publish({ tag, name: tag, body: `What is new in ${tag}.`, author: 'octocat' })
        return hub.event({ name: 'release', tag })
      },
      async approved(run) {
        await run.waitingFor('production')
        hub.approve(run, 'production', { by: 'alice' })
        return run.done
      },
      async answer(environment) {
        const url = await stage.output(stack.replace('staging', environment), output)
        const { body } = await stage.ask(`${url}${path}`)
        return String((JSON.parse(body) as { version?: unknown }).version)
      },
    })
    await hub.quiet()
  } finally {
    await hub.close()
    await door.close()
  }
}

/** MiniStack runs in real time: nobody waits for its logs for minutes. */
const watchedBriefly = (configuration: string): string =>
  /^logs:/m.test(configuration)
    ? configuration.replace(/^(logs: \{ for: )\d+m/m, '$13s')
    : configuration.replace(/^report:/m, 'logs: { for: 3s }\nreport:')

async function homeOf(stage: Stage, hub: Hub, name: ExampleName, { environments, secrets, files }: Ways): Promise<Home> {
  const folder = await stage.example(name)
  install(name, folder)
  const configuration = filesIn(folder)['.github/deploy.yml'] ?? ''
  const buckets = new Set(configuration.match(/[\w-]+-deployments-\d{12}/g))
  for (const bucket of buckets) await stage.bucket(bucket)
  return hub.repository(`octo-org/${name}`, {
    private: true,
    ...(secrets ? { secrets } : {}),
    members: { alice: 'MEMBER', bob: 'MEMBER' },
    environments: Object.fromEntries(
      environments.flatMap((environment) => {
        const refs = environment === 'dev' ? [{ name: 'develop' }] : REFS
        const reviewed = { reviewers: ['alice', 'bob'], preventSelfReview: true, canAdminsBypass: false }
        const guard = environment === 'production' ? { ...reviewed, ...(secrets ? { secrets } : {}) } : {}
        return [
          [environment, { ...guard, refs }],
          [`${environment}-plan`, { refs }],
        ]
      }),
    ),
    files: {
      ...filesIn(folder),
      ...files,
      '.github/workflows/ci.yml': CI,
      '.github/deploy.yml': watchedBriefly(configuration),
    },
  })
}
