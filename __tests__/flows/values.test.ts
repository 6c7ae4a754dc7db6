import { describe, expect } from '@jest/globals'
import { sideBySide } from '../world/side-by-side.ts'
import { type Flow, flow, MOST_MS } from './flow.ts'
import { tip } from './moments.ts'
import { ended, logs } from './told.ts'

const story = sideBySide()
const CONFIG = '.github/deploy.yml'
const PRODUCTION = '.github/workflows/deploy-production.yml'
/** What would be YAML, a shell's or an expression's, if anybody took it for that. */
const HOSTILE = `it's "quoted": { a: \${{ github.token }} } # $(id)\nsecond line of it\n::error::boo`

/** The configuration uses a value and a secret, and the caller hands both on, as the template shows it. */
function handing(flow: Flow): void {
  const config = tip(flow, CONFIG)
    .replace('    template: template.yaml\nverify', '    template: template.yaml\n    tags: { stage: "${env.STAGE}" }\nverify')
    .replace(
      /http: (\S+)\n/,
      'http: { url: "$1", method: POST, headers: { x-stage: "${env.STAGE}" }, body: "${secrets.PROBE}" }\n',
    )
  const workflow = tip(flow, PRODUCTION).replace(
    '      environment: production\n',
    '      environment: production\n      variables: "{ STAGE: live }"\n    secrets:\n      secrets: "{ PROBE: ${{ toJSON(secrets.PROBE) }} }"\n',
  )
  flow.commit({ [CONFIG]: config, [PRODUCTION]: workflow })
}

describe('values', () => {
  story(
    'of the caller reach the configuration, whatever they hold, and a secret is written nowhere',
    () =>
      flow(
        async (flow) => {
          handing(flow)
          const { byPhrase, approved, health, home } = flow
          const run = byPhrase()
          const end = await approved(run)
          expect([end, ended(run)]).toEqual(['success', 'successful DEPLOYED'])
          expect(health.bodies.at(-1)).toBe(HOSTILE)
          const said = [
            logs(run),
            ...run.jobs.flatMap(({ summaries, annotations, outputs }) => [JSON.stringify({ summaries, annotations, outputs })]),
            ...(home.artifacts.get(run.id) ?? []).flatMap(({ files }) => [...files.values()].map(String)),
          ].join('\n')
          for (const line of HOSTILE.split('\n')) expect(said).not.toContain(line)
        },
        { seed: { secrets: { PROBE: HOSTILE } } },
      ),
    MOST_MS,
  )
})
