import type { Run } from '../world/executor/hub/run.ts'
import type { Flow } from './flow.ts'
import { ended, headline, told } from './told.ts'

const STACK = 'demo-production'

/** What a person finds when a run of production, and whatever it started, has ended. */
export async function found({ hub, home, aws }: Flow, run: Run) {
  await hub.quiet()
  const report = run.jobs.find(({ name }) => name.endsWith('report'))
  return {
    /** `build success, plan success …` */
    jobs: run.jobs.map(({ name, conclusion }) => `${name.replace(/^.* \/ /, '')} ${conclusion}`).join(', '),
    /** The outputs of the reusable workflow. */
    ended: ended(run),
    /** The first line: what happened. */
    line: headline(run).replace('## ', ''),
    /** The next one: whether production is safe. */
    safe: /\*\*Is it safe\?\*\* (.*)/.exec(report?.summaries.join('\n') ?? '')?.[1],
    ...told(home),
    stack: aws.stacks.status(STACK),
    changeSets: aws.stacks.changeSets(STACK).length,
    /** What was begun on AWS, in order. */
    begun: aws.stacks.begun().map(({ type }) => type),
  }
}

/** The jobs of the reusable workflow with what became of them, as `found` tells them. */
export const jobs = (build: string, plan: string, deploy: string, report: string): string =>
  `build ${build}, plan ${plan}, deploy ${deploy}, report ${report}`

/** What is answered of a production that was not touched. */
export const UNTOUCHED = 'Nothing was changed: what ran before still runs.'
/** What is answered of one that runs the new version, as it should. */
export const WELL = 'Yes: the new version runs, and what was checked is well.'
/** What is answered while AWS still works. */
export const NOT_YET = 'Not known yet: the operation was still going on when this was written.'
/** The first line of a deployment that went well. */
export const DEPLOYED = '✅ demo-production on production: the new version is deployed and what was checked is well'
/** The title of the failure issue. */
export const failed = (code: string): string => `Deployment of demo-production to production failed: ${code}`

/** The text of the first issue. */
export const issueText = ({ home }: Flow): string => home.repository.issues.all()[0]?.body ?? ''

/** What is found where a gate that counts when the deployment begins kept it back. */
export const BLOCKED = {
  ...{ jobs: jobs('skipped', 'success', 'failure', 'failure'), ended: 'failed GATE_FAILED', safe: UNTOUCHED, issues: [] },
  line: '🚧 demo-production on production: a gate is not passed; nothing was changed',
  ...{ deployments: ['production failure deploy-action/1 failed'], begun: [] },
}
