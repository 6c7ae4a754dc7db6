import type { Run } from '../../world/executor/hub/run.ts'
import type { ExampleName } from '../../world/tools/examples.ts'
import type { Stage } from './stage.ts'
import type { Team, Ways } from './team.ts'

/** How a team comes to production. */
export interface Flow extends Ways {
  /** What there is besides before anything happens. */
  readonly before?: (team: Team, stage: Stage) => Promise<void> | void
  readonly minutesAfterStaging?: number
  start(team: Team): Run
}

const BOTH = ['staging', 'production'] as const
const SECRETS = { PROBE_TOKEN: 'probe-token' } as const
const CHECKLIST = '- [x] Stakeholders are told\n- [x] Somebody is on call\n- [x] The wallet was tested\n'

/** The five teams, as their templates and configurations want it. */
export const teams: Readonly<Record<ExampleName, Flow>> = {
  'pixel-prompt': {
    environments: BOTH,
    ownJobs: true,
    secrets: SECRETS,
    before: ({ home }) => void home.repository.codeScanning.analyse(),
    minutesAfterStaging: 31,
    start: (team) => team.byPhrase('deploy-production'),
  },
  'btl-run': { environments: BOTH, start: (team) => team.byPhrase('deploy-production') },
  'trivia-nft': {
    environments: BOTH,
    // The roles of the CDK's bootstrap, what the gate `secrets` asks, and the cache that is emptied. See docs/aws-setup.md.
    more: { plan: ['sts:AssumeRole', 'secretsmanager:*'], deploy: ['sts:AssumeRole', 'secretsmanager:*', 'cloudfront:*'] },
    async before({ home }, stage) {
      for (const name of BOTH) await stage.secret(`trivia-nft/${name}/blockfrost`, `that of ${name}`)
      home.repository.issues.open({ title: 'Release', labels: ['release-checklist'], body: CHECKLIST })
    },
    start: (team) => team.byPhrase('DEPLOY TO PRODUCTION'),
  },
  sjc1990app: { environments: ['dev', ...BOTH], start: (team) => team.byRelease('v1.0.0') },
  'npm-service': { environments: ['production'], secrets: SECRETS, start: (team) => team.byRelease('v1.0.0') },
}
