import { readFileSync } from 'node:fs'
import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { furnishAccount, USUAL } from './accounts.ts'
import { type Flow, flow, MOST_MS } from './flow.ts'
import { tip } from './moments.ts'
import { ended, logs, told } from './told.ts'

const story = sideBySide()
const [FILE, CONFIG] = ['.github/workflows/deploy-production.yml', '.github/deploy.yml']

const WITH_KEY = `Parameters:
  Level: { Type: String }
  Key: { Type: String, NoEcho: true }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Ref Level } }
`
const VALUES = '    template: template.yaml\n    parameters: { Level: "${env.LEVEL}", Key: "${secrets.PROBE_TOKEN}" }\n'
/** Lines that mean something to YAML, to expressions, to shells and to this action, none of which may read them. */
const HOSTILE = [
  'he said "yes-to-all", \'quoted\'',
  '${{ github.token }} and-expressions',
  '- key: [a-list, {of: maps}] # with-a-comment',
  '${secrets.OTHER} ${env.HOME} $(whoami-of-shell) `backticked`',
  '::set-output name=verdict::commanded',
  'back\\slashed\\n-and-%0A-percents | > & *',
].join('\n')

/** The repository's one stack takes a value and a secret. */
function taking(flow: Flow, workflow = tip(flow, FILE)): void {
  const values = workflow
    .replace('      # setup:', '      variables: "{ LEVEL: ${{ toJSON(vars.LEVEL) }} }"\n      # setup:')
    .replace(/# (secrets:\n) +# ( +secrets: .*)/, '$1    $2')
  const config = tip(flow, CONFIG).replace('    template: template.yaml\n', VALUES)
  flow.commit({ 'template.yaml': WITH_KEY, [CONFIG]: config, [FILE]: values })
}

/** What the parameter was given, by whom. */
const keysOf = ({ aws }: Flow) =>
  aws.calls
    .filter(({ action, status }) => action === 'CreateChangeSet' && status === 200)
    .map(({ as, params }) => {
      const given = Object.values(params['Parameters'] ?? {}).find((one) => JSON.stringify(one).includes('"Key"'))
      return [as, (given as { ParameterValue?: string } | undefined)?.ParameterValue] as const
    })

/** Everything that somebody could read. */
function readable({ home }: Flow, id: number): string {
  const artifacts = (home.artifacts.get(id) ?? []).flatMap(({ files }) => [...files.values()].map(String))
  const { issues, deployments } = home.repository
  return [...artifacts, JSON.stringify([issues.all(), deployments.all().map((one) => deployments.statuses(one.id))])].join('\n')
}

describe('values and secrets', () => {
  story(
    'a secret that means something wherever it is written: it arrives as it is, and is read nowhere',
    () =>
      flow(
        async (flow) => {
          taking(flow)
          flow.health.status = 500
          const run = flow.byPhrase()
          await flow.approved(run)
          if (ended(run) !== 'failed CHECK_FAILED') throw new Error(logs(run))
          const [planned, deployed] = keysOf(flow)
          expect(planned).toEqual(['demo-production-plan', expect.not.stringContaining('yes-to-all')])
          expect(deployed).toEqual(['demo-production-deploy', HOSTILE])
          expect(told(flow.home).issues).toHaveLength(1)
          const all = [logs(run), readable(flow, run.id), ...run.jobs.flatMap(({ summaries }) => summaries)].join('\n')
          for (const word of ['yes-to-all', 'and-expressions', 'with-a-comment', 'whoami-of', 'commanded', '-percents'])
            expect(all).not.toContain(word)
          expect(all).toContain('verbose')
        },
        { seed: { secrets: { PROBE_TOKEN: HOSTILE }, vars: { LEVEL: 'verbose' } } },
      ),
    MOST_MS,
  )

  for (const crosses of [false, true])
    story(
      `a secret of the protected environment: jobs of one's own have it${crosses ? '' : ', and a called workflow stops without it'}`,
      () =>
        flow(
          async (flow) => {
            const own = readFileSync('workflows-templates/pixel-prompt.yml', 'utf8')
            furnishAccount(flow.aws, flow.hub, flow.home, ['production'], { ...USUAL, given: { Workflows: '' } })
            taking(flow)
            const config = tip(flow, CONFIG).replace('${env.LEVEL}', 'quiet')
            flow.commit({ '.github/workflows/pixel-prompt.yml': own, [CONFIG]: config })
            const inputs = { confirm: 'deploy-production' }
            const run = flow.hub.event({ name: 'workflow_dispatch', workflow: 'pixel-prompt.yml', inputs, actor: 'octocat' })
            if ((await flow.approved(run)) !== 'success') throw new Error(logs(run))
            expect(keysOf(flow).at(-1)).toEqual(['demo-production-deploy', 'of-the-environment'])
            expect(logs(run) + readable(flow, run.id)).not.toContain('of-the-environment')
            if (crosses) return
            const called = flow.byPhrase()
            await flow.approved(called)
            expect(ended(called)).toBe('error SECRET_MISSING')
          },
          {
            switches: { environmentSecretsCrossOwners: crosses },
            seed: {
              environments: {
                production: { reviewers: ['alice'], secrets: { PROBE_TOKEN: 'of-the-environment' } },
                'production-plan': {},
              },
            },
            gates: ['confirmation: { phrase: deploy-production }'],
          },
        ),
      MOST_MS,
    )
})
