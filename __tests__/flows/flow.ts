import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ScriptedAws, startAws } from '../world/aws/server.ts'
import { FastClock } from '../world/executor/clock.ts'
import type { HubOptions } from '../world/executor/hub/desk.ts'
import type { Home, HomeSeed } from '../world/executor/hub/home.ts'
import { type Hub, openHub } from '../world/executor/hub/hub.ts'
import type { Run } from '../world/executor/hub/run.ts'
import type { Switches } from '../world/executor/hub/switches.ts'
import { Turns } from '../world/turns.ts'
import { furnishAccount } from './accounts.ts'
import { noted } from './noted.ts'
import { ACCOUNT, BUCKET, files, GATES } from './repository.ts'

/** What all flows of a file may take at most, on a machine that has other work too. */
export const MOST_MS = 180_000
/** How many times faster the machines' time runs: grace times and waits cost little, and a process still starts within them. */
const SPEED = 20

/** A repository with the templates, its GitHub, its AWS, and a system that is well or not. */
export interface Flow {
  readonly hub: Hub
  readonly home: Home
  readonly aws: ScriptedAws
  readonly health: { status: number; readonly asked: number; readonly bodies: readonly string[] }
  /** Starts production by hand with the typed phrase. */
  byPhrase(confirm?: string, actor?: string): Run
  /** Publishes a release of a tag at the tip, and gives the run of production that it starts. */
  byRelease(tag: string): Run
  /** Lets a reviewer say yes once the run waits, and gives the run's end. */
  approved(run: Run, by?: string): Promise<string | null>
  /** Adds a commit to the default branch. */
  commit(changes: Readonly<Record<string, string | null>>, branch?: string): string
}

/** What a flow begins with besides. */
export interface FlowOptions {
  readonly gates?: readonly string[]
  readonly seed?: HomeSeed
  readonly switches?: Partial<Switches>
  readonly serverUrl?: string
  /** Starts a machine in place of the hub. */
  readonly startJob?: NonNullable<HubOptions['startJob']>
  /** Whether records are kept in a bucket. */
  readonly records?: boolean
}

/** So many flows run at once: their machines are processes that take turns on two cores. */
const AT_ONCE = 3
const turns = new Turns(AT_ONCE)

/** Plays a flow in a world of its own, when it is its turn. */
export const flow = (play: (flow: Flow) => Promise<void>, options: FlowOptions = {}): Promise<void> =>
  turns.take(() => played(play, options))

async function played(play: (flow: Flow) => Promise<void>, options: FlowOptions): Promise<void> {
  const begun = performance.now()
  const speed = options.switches?.speed ?? SPEED
  const clock = new FastClock(speed)
  const aws = await startAws({ clock, account: ACCOUNT, changeSetMs: 2000, resourceMs: 3000 })
  const health = { status: 200, asked: 0, bodies: [] as string[] }
  const system = createServer(async (request, response) => {
    health.asked += 1
    health.bodies.push(await text(request))
    response.writeHead(health.status).end('{}')
  })
  await new Promise<void>((resolve) => system.listen(0, '127.0.0.1', resolve))
  const hub = await openHub({
    clock,
    switches: { ...options.switches, speed },
    machineEnv: { AWS_ENDPOINT_URL: aws.url, AWS_EC2_METADATA_DISABLED: 'true' },
    ...(options.serverUrl === undefined ? {} : { serverUrl: options.serverUrl }),
    ...(options.startJob ? { startJob: options.startJob } : {}),
  })
  try {
    const url = `http://127.0.0.1:${(system.address() as AddressInfo).port}/`
    const home = hub.repository('octo-org/demo', {
      private: true,
      members: { alice: 'MEMBER', bob: 'MEMBER' },
      environments: {
        production: { reviewers: ['alice', 'bob'], preventSelfReview: true, canAdminsBypass: false, refs: protectedRefs },
        'production-plan': { refs: protectedRefs },
      },
      ...options.seed,
      files: { ...files(url, options.gates ?? GATES, options.records), ...options.seed?.files },
    })
    if (options.records) aws.objects.createBucket(BUCKET, { versioned: true })
    furnishAccount(aws, hub, home, ['dev', 'staging', 'production'])
    await play({ hub, home, aws, health, ...people(hub, home) })
    await hub.quiet()
    noted({ hub, home, seconds: (performance.now() - begun) / 1000 })
  } finally {
    await hub.close()
    await aws.close()
    system.closeAllConnections()
    await new Promise((resolve) => system.close(resolve))
  }
}

const protectedRefs = [{ name: 'main' }, { name: 'v*', type: 'tag' }] as const

function people(hub: Hub, { repository }: Home): Pick<Flow, 'byPhrase' | 'byRelease' | 'approved' | 'commit'> {
  return {
    byPhrase: (confirm = 'deploy-production', actor = 'octocat') =>
      hub.event({ name: 'workflow_dispatch', workflow: 'deploy-production.yml', inputs: { confirm }, actor }),
    byRelease(tag) {
      repository.tag(tag)
      repository.releases.publish({ tag, name: tag, body: `What is new in ${tag}.`, author: 'octocat' })
      const runs = hub.happen({ name: 'release', tag, actor: 'octocat' })
      const run = runs.find(({ spec }) => spec.top.workflow.name === 'deploy production')
      if (!run) throw new Error(`the release started ${runs.map(({ spec }) => spec.top.workflow.name).join(', ')}`)
      return run
    },
    async approved(run, by = 'alice') {
      await run.waitingFor('production')
      hub.approve(run, 'production', { by })
      return run.done
    },
    commit: (changes, branch) =>
      repository.commit({ message: 'Change', files: changes, ...(branch === undefined ? {} : { branch }) }),
  }
}
