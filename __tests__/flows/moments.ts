import type { Run } from '../world/executor/hub/run.ts'
import type { Switches } from '../world/executor/hub/switches.ts'
import { type Flow, flow } from './flow.ts'
import { changed, TEMPLATE } from './repository.ts'

const HALF_HOUR = 1_800_000
const WORKFLOW = '.github/workflows/deploy-production.yml'

/** Plays a flow so slowly that a process comes to what it must do within a grace time of seconds, on a busy machine too. */
export const calmly = (play: (flow: Flow) => Promise<void>, switches: Partial<Switches> = {}): Promise<void> =>
  flow(play, { switches: { speed: 8, ...switches } })

/** Production runs already, and the tip of the default branch changes it, by a plain template that needs no build job. */
export function running(flow: Flow): void {
  flow.aws.stacks.seed({ name: 'demo-production', status: 'CREATE_COMPLETE', template: TEMPLATE })
  const plain = tip(flow, WORKFLOW).replace('# build: false #', 'build: false #')
  flow.commit({ 'template.yaml': changed(60), [WORKFLOW]: plain })
}

/** A file at the tip of the default branch. */
export const tip = ({ home: { repository } }: Flow, path: string): string =>
  repository.commits.get(repository.resolve(repository.defaultBranch) ?? '')?.files.get(path) ?? ''

/** The stack gets a log group, which is read for twelve seconds. */
export function logging(flow: Flow): void {
  const group = '  Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /demo } }\n'
  flow.aws.logs.group('/demo')
  flow.commit({
    'template.yaml': tip(flow, 'template.yaml').replace('Outputs:', `${group}Outputs:`),
    '.github/deploy.yml': tip(flow, '.github/deploy.yml').replace('logs: { for: 5s }', 'logs: { for: 12s }'),
  })
}

/** Has a run approved, and comes back when AWS works on its first resource, which takes half an hour. */
export async function inTheMiddle({ aws, hub }: Flow, run: Run): Promise<void> {
  aws.script('demo-production', { resources: { Queue: { durationMs: HALF_HOUR } } })
  await run.waitingFor('production')
  hub.approve(run, 'production', { by: 'alice' })
  await run.printed('production / deploy', /_IN_PROGRESS {2}Queue/)
}

/** The machine of a job is lost as soon as the job has printed something. */
export async function lost(run: Run, name: string, at: RegExp): Promise<void> {
  await run.printed(name, at)
  run.job(name).lose()
}
