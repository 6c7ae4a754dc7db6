import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import type { JobOrder } from '../world/executor/job.ts'
import { startJob } from '../world/executor/machine.ts'
import { sideBySide } from '../world/side-by-side.ts'
import { fileOf, overwrite } from './artifacts.ts'
import { type Flow, flow, MOST_MS } from './flow.ts'
import { attempts } from './hostile/attempts.ts'
import { type Loot, openLoot } from './hostile/loot.ts'

const SETUP = '      setup: npm install --offline --no-audit --no-fund\n'
const ATTACK = readFileSync(new URL('./hostile/attack.js', import.meta.url), 'utf8')
const PACKAGE = { name: 'demo', version: '1.0.0', type: 'module', private: true, scripts: { postinstall: 'node attack.js' } }
const production = readFileSync('workflows-templates/deploy-production.yml', 'utf8').replace(/ +# setup: .*\n/, SETUP)

/** A job that gives a build what it must not have. */
const WEAK = `name: weak
on: workflow_dispatch
permissions: { contents: write, deployments: write, id-token: write, issues: write, statuses: write }
jobs:
  build:
    runs-on: ubuntu-latest
    env: { GH_TOKEN: "\${{ github.token }}" }
    steps:
      - uses: actions/checkout@v6
      - run: npm install --offline --no-audit --no-fund
      - uses: org/deploy-action@v1
        with: { stages: synthesize, environment: production }
`

const REPOSITORY = {
  'package.json': JSON.stringify(PACKAGE),
  'attack.js': ATTACK,
  '.github/workflows/deploy-production.yml': production,
  '.github/workflows/weak.yml': WEAK,
}

type Meddle = (order: JobOrder) => void

/** Plays a flow whose build job reads the runner's memory and sends home what it gets; somebody else meddles with orders of jobs. */
async function attacked(play: (flow: Flow, loot: Loot) => Promise<void>, meddle: Meddle = () => undefined): Promise<void> {
  const loot = await openLoot()
  const url = { identity: '' }
  const start = (order: JobOrder) => {
    meddle(order)
    const { token = '' } = order.contexts.github as { readonly token?: string }
    const memory = { LOOT: loot.url, MEMORY_TOKEN: token, IDENTITY_URL: url.identity }
    return startJob(order.name.endsWith('build') ? { ...order, runnerEnv: { ...order.runnerEnv, ...memory } } : order)
  }
  const inside = async (made: Flow) => {
    url.identity = made.hub.desk.identity.url
    await play(made, loot)
  }
  await flow(inside, { seed: { files: REPOSITORY }, startJob: start }).finally(() => loot.close())
}

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

const story = sideBySide()

describe('a hostile build', () => {
  story(
    'gains nothing, the reviewer sees what it built, and a plan that it overwrites is refused',
    () =>
      attacked(async ({ byPhrase, hub, home, aws }, loot) => {
        const run = byPhrase()
        await run.waitingFor('production')
        const told = Object.fromEntries(loot.got)
        expect(told).toEqual(Object.fromEntries(attempts.map(({ tries, gets }) => [tries, gets])))
        expect(hub.github.calls.filter(({ method, status }) => method !== 'GET' && status < 400)).toEqual([])
        expect(hub.desk.identity.given.map(({ claims }) => claims['environment'])).toEqual(['production-plan'])
        const [build, plan] = [run.job('production / build'), run.job('production / plan')]
        expect(build.outputs['build-sha256']).toMatch(/^(?!0{64})[0-9a-f]{64}$/)
        expect(plan.summaries.join('\n')).toContain('Backdoor')
        const own = home.artifacts.get(run.id) ?? []
        const record = fileOf(own, 'deploy-action-plan-production', 'record.json')
        expect(sha256(record)).toBe(plan.outputs['record-sha256'])

        overwrite(own, 'deploy-action-plan-production', 'record.json', (text) => text.replaceAll('Backdoor', 'Nothing'))
        hub.approve(run, 'production', { by: 'alice' })
        expect(await run.done).toBe('failure')
        expect(run.job('production / deploy').log.join('\n')).toContain('RECORD_INVALID')
        expect(aws.stacks.begun()).toEqual([])
      }),
    MOST_MS,
  )

  story(
    'that overwrites the build behind it is refused by the job that plans',
    () =>
      attacked(
        async ({ byPhrase, aws }) => {
          const run = byPhrase()
          expect(await run.done).toBe('failure')
          expect(run.job('production / plan').log.join('\n')).toContain('BUILD_INVALID')
          expect(run.told['production / deploy']).toBe('skipped')
          expect(aws.stacks.ids()).toEqual([])
        },
        ({ name, artifacts }) => {
          const path = 'demo-production/collected.json'
          if (name.endsWith('/ plan')) overwrite(artifacts.own, 'deploy-action-build-production', path, (text) => `${text}\n`)
        },
      ),
    MOST_MS,
  )

  it('is told of in the documentation as it was tried', () => {
    const documented = readFileSync('docs/security.md', 'utf8').split('\n')
    for (const { tries, gets, elsewhere, why } of attempts)
      expect(documented).toContain(`| ${tries} | ${gets}: ${why} | ${elsewhere} |`)
  })

  story(
    'has more in a job of another kind: the same attempts get there what they look for',
    () =>
      attacked(async ({ hub }, loot) => {
        const run = hub.event({ name: 'workflow_dispatch', workflow: 'weak.yml' })
        await run.done
        expect(Object.fromEntries(loot.got)).toEqual(
          Object.fromEntries(attempts.map(({ tries, elsewhere }) => [tries, elsewhere])),
        )
      }),
    MOST_MS,
  )
})
