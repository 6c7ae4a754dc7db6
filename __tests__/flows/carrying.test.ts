import { readFileSync } from 'node:fs'
import { describe, expect } from '@jest/globals'
import type { Artifact } from '../world/executor/artifacts.ts'
import type { Run } from '../world/executor/hub/run.ts'
import { startJob } from '../world/executor/machine.ts'
import { sideBySide } from '../world/side-by-side.ts'
import { expire, fileOf, overwrite } from './artifacts.ts'
import { type FlowOptions, flow, MOST_MS } from './flow.ts'
import { ACCOUNT } from './repository.ts'

const [BUILD, PLAN] = ['deploy-action-build-production', 'deploy-action-plan-production']
const FILE = '.github/workflows/deploy-production.yml'
const template = readFileSync('workflows-templates/deploy-production.yml', 'utf8')
const logOf = (run: Run, job: string): string => run.job(`production / ${job}`).log.join('\n')
const endOf = (run: Run): string =>
  ['verdict', 'reason-code'].map((name) => run.job('production / report').outputs[name] ?? 'nothing').join(' ')

/** Whether a called workflow's jobs mask secrets that it was not given, no page says: here they do. */
const masking = (masked: readonly string[]): FlowOptions => ({
  startJob: (order) => startJob({ ...order, secrets: [...order.secrets, ...masked] }),
})

type Spoil = (own: Artifact[], now: Date) => void

const spoilt: readonly [what: string, spoil: Spoil, code: string][] = [
  ['another record', (own) => overwrite(own, PLAN, 'record.json', (text) => text.replace('Queue', 'Other')), 'RECORD_INVALID'],
  [
    'another configuration',
    (own) => overwrite(own, PLAN, 'configuration.yml', (text) => text.replace('5s', '1s')),
    'RECORD_INVALID',
  ],
  ['another build', (own) => overwrite(own, BUILD, 'demo-production/collected.json', (text) => `${text} `), 'BUILD_INVALID'],
  ['a plan whose time is over', (own, now) => expire(own, PLAN, now), 'RECORD_MISSING'],
  ['a build that is deleted', (own) => own.splice(0, own.length, ...own.filter(({ name }) => name !== BUILD)), 'BUILD_MISSING'],
]

const story = sideBySide()

describe('what travels between the jobs', () => {
  story(
    'is as it was written, or nothing is executed; an account number that is a secret is no hindrance',
    () =>
      flow(
        async ({ byPhrase, approved, home, aws, hub }) => {
          const run = byPhrase()
          await run.waitingFor('production')
          const own = home.artifacts.get(run.id) ?? []
          const whole = [...own]
          const found: Record<string, string> = {}
          for (const [what, spoil, code] of spoilt) {
            own.splice(0, own.length, ...whole)
            spoil(own, hub.clock.now())
            await approved(run)
            found[what] = logOf(run, 'deploy').includes(`${code}:`) ? endOf(run) : logOf(run, 'deploy')
            expect(aws.stacks.begun()).toEqual([])
            run.rerunFailed()
          }
          expect(found).toEqual(Object.fromEntries(spoilt.map(([what, , code]) => [what, `error ${code}`])))
          own.splice(0, own.length, ...whole)
          expect(await approved(run)).toBe('success')
          expect(endOf(run)).toBe('successful DEPLOYED')
          // One for each reason, and all are over now.
          expect(home.repository.issues.all().map(({ state }) => state)).toEqual(Array(4).fill('closed'))
        },
        masking([ACCOUNT]),
      ),
    MOST_MS,
  )

  const masked: string[] = []
  story(
    'is unknown where GitHub leaves it out for a secret, and unknown blocks',
    () =>
      flow(async ({ byPhrase, approved, commit, aws }) => {
        // Values as people have them: a switch, a level.
        masked.push('0', '1', '2', '3')
        const built = byPhrase()
        await built.done
        expect(logOf(built, 'plan')).toMatch(/BUILD_INVALID: .*\n.*GitHub leaves out/)
        expect(endOf(built)).toBe('failed JOB_FAILED')
        commit({ [FILE]: template.replace('# build: false', 'build: false') })
        const planned = byPhrase()
        await approved(planned)
        expect(logOf(planned, 'deploy')).toMatch(/RECORD_INVALID: .*\n.*GitHub leaves out/)
        expect(endOf(planned)).toBe('error JOB_FAILED')
        masked.splice(0, masked.length, 'successful')
        const said = byPhrase()
        await said.done
        expect(said.told).toMatchObject({ 'production / plan': 'success', 'production / deploy': 'skipped' })
        expect(endOf(said)).toMatch(/^error /)
        expect(aws.stacks.begun()).toEqual([])
      }, masking(masked)),
    MOST_MS,
  )

  story(
    'is nothing where the build failed: nobody is asked, and the report says so',
    () =>
      flow(async ({ byPhrase, commit, home }) => {
        commit({ [FILE]: template.replace(/# setup: .*/, 'setup: exit 1') })
        const run = byPhrase()
        expect(await run.done).toBe('failure')
        expect(Object.values(run.told)).toEqual(['failure', 'skipped', 'skipped', 'failure'])
        expect(endOf(run)).toBe('failed JOB_FAILED')
        expect(home.repository.issues.all().map(({ state }) => state)).toEqual(['open'])
      }),
    MOST_MS,
  )

  story(
    'is a record of 5 MB as well, which every job reads',
    () => {
      const names = Array.from({ length: 190 }, (_, at) => `P${at}`)
      const parameters = Object.fromEntries(names.map((name) => [name, name.padEnd(4000, '-')]))
      const stacks = Array.from({ length: 7 }, (_, at) => `demo-production-${at}`)
      // The gate that only the deploying job can judge lets nothing run, which would take its time with so many.
      const files = {
        'template.yaml': `Parameters:\n${names.map((name) => `  ${name}: { Type: String }\n`).join('')}Resources:\n  Topic: { Type: AWS::SNS::Topic }\n`,
        'parameters.json': JSON.stringify(parameters),
        '.github/deploy.yml': `version: 1
region: us-east-1
stacks:
${stacks.map((name) => `  - { name: ${name}, template: template.yaml, parameters-file: parameters.json }\n`).join('')}environments:
  production:
    plan-role: arn:aws:iam::${ACCOUNT}:role/demo-production-plan
    role-to-assume: arn:aws:iam::${ACCOUNT}:role/demo-production-deploy
    gates: [approved: { by: 2 }]
`,
      }
      return flow(
        async ({ byPhrase, approved, home }) => {
          const run = byPhrase()
          expect(await approved(run)).toBe('failure')
          const size = fileOf(home.artifacts.get(run.id) ?? [], PLAN, 'record.json').length
          expect(size).toBeGreaterThan(5_000_000)
          expect(endOf(run)).toBe('failed GATE_FAILED')
        },
        { seed: { files }, switches: { speed: 4 } },
      )
    },
    MOST_MS,
  )
})
