import type { Config } from '../config/config.ts'
import { placeKey, type Where } from '../domain/assembly.ts'
import { good } from '../domain/phase.ts'
import type { Run } from '../domain/run.ts'
import type { Operation } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { groupsOf, type Judgement, judge, type Scan, together, watchLogs } from '../logs/index.ts'
import { signatures } from '../signatures/index.ts'
import { allResources } from '../stack/resources.ts'
import { outline } from '../stack/template.ts'
import { templateOf, whereOf } from './assembly.ts'
import { type Stage, type StageContext, type StageOutcome, skipped } from './stage.ts'

/** Looks for errors in the logs of the stacks since the deployment began, also after checks that failed: it tells why. */
export const logscan: Stage = {
  name: 'logscan',
  idle: (run) => {
    if (run.results.some((r) => ['gate', 'synthesize', 'plan', 'deploy'].includes(r.stage) && !good(r.phase)))
      return 'the deployment did not end well'
    return run.stages.includes('deploy') && operations(run).length === 0 ? 'nothing was deployed' : undefined
  },
  async run(context) {
    const groups = await groupsByPlace(context)
    const window = windowOf(context)
    const scans = await Promise.all(groups.map(({ where, names }) => watched(context, where, names, window)))
    const [first, ...rest] = scans
    if (!first) return skipped('the stacks have no log groups')
    return outcome(judge(together([first, ...rest])), context.config)
  },
}

const operations = (run: Run): readonly Operation[] =>
  Object.values(run.stacks).flatMap(({ operation }) => (operation?.startedAt ? [operation] : []))

interface Window {
  readonly since: number
  readonly awsNow?: number
}

/** From the first to the last event of the deployment, on AWS's clock. A run that deploys nothing looks back from here. */
function windowOf({ run, config, ports }: StageContext): Window {
  const starts = operations(run()).map(({ startedAt = '' }) => Date.parse(startedAt))
  const ends = operations(run()).flatMap(({ endedAt }) => (endedAt ? [Date.parse(endedAt)] : []))
  if (starts.length === 0) return { since: ports.clock.now().getTime() - config.logs.for }
  return { since: Math.min(...starts), ...(ends.length > 0 ? { awsNow: Math.max(...ends) } : {}) }
}

interface Place {
  readonly where: Where
  readonly names: readonly string[]
}

async function groupsByPlace(context: StageContext): Promise<readonly Place[]> {
  const places = new Map<string, Place>()
  for (const name of Object.keys(context.run().stacks)) {
    const where = await whereOf(context, name)
    const { region, as } = where
    const own: Where = { region, ...(as ? { as } : {}) }
    const resources = await allResources(context.core(where), name)
    const template = await templateOf(context, name)
    const found = groupsOf(resources, outline(template).data as Parameters<typeof groupsOf>[1])
    places.set(placeKey(own), { where: own, names: [...(places.get(placeKey(own))?.names ?? []), ...found] })
  }
  return [...places.values()].map(({ where, names }) => ({ where, names: [...names, ...context.config.logs.groups] }))
}

const watched = (
  { ports, config, signal }: StageContext,
  where: Where,
  groups: readonly string[],
  window: Window,
): Promise<Scan> =>
  watchLogs({
    ...window,
    region: where.region,
    groups,
    signatures,
    signal,
    logs: ports.logs(where),
    for: config.logs.for,
    ignore: config.logs.ignore,
    clock: ports.clock,
    redact: (text) => ports.secrets.redact(text),
    say: (line) => ports.runner.info(line),
    onProgress: ({ events, errors, left }) =>
      ports.runner.info(`logs: ${events} events, ${errors} errors${left > 0 ? `; watching for another ${spoken(left)}` : ''}`),
  })

function outcome({ phase, reason, code, findings, result }: Judgement, { logs }: Config): StageOutcome {
  // Silence counts only where somebody asked for the scan; what could not be read always counts, unless it was said not to.
  const silence = findings.every((f) => f.code !== 'LOG_INCONCLUSIVE')
  const lenient = phase === 'inconclusive' && logs.onInconclusive === 'warn' && (logs.asked || silence)
  return {
    phase,
    reason,
    findings,
    adds: { logs: result },
    ...(code ? { code } : {}),
    ...(lenient ? { counted: false as const } : {}),
  }
}
