import type { Config } from './config/config.ts'
import { failedBy } from './domain/failed.ts'
import type { Finding } from './domain/finding.ts'
import { good } from './domain/phase.ts'
import { decisive, type Run, wholeStages } from './domain/run.ts'
import { Failure } from './foundation/failure.ts'
import { publish } from './outputs.ts'
import { planned } from './planned.ts'
import type { Ports } from './ports/index.ts'
import { prepare } from './prepare.ts'
import { readyToReport } from './ready-to-report.ts'
import { retold } from './retold.ts'
import { keepSources, sourcesGiven, sourcesKnown, withSources } from './sources.ts'
import { stages } from './stages/index.ts'
import { type Journal, journal } from './stages/journal.ts'
import { keepRecord } from './stages/keep-record.ts'
import { runPipeline } from './stages/pipeline.ts'
import { optionsOf } from './stages/report.ts'
import { reportsOn } from './stages/reported.ts'
import { portsAs, roleOf } from './stages/roles.ts'
import { hideSecrets } from './stages/values.ts'

// Variables whose values are secrets by their names. What they hold never reaches a log, a report or a record.
const SECRET_NAME =
  /(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY)(?!.*_(?:FILE|PATH|DIR)$)/i

// What only says where a secret is, as `DB_SECRET_NAME` does, stands in templates with good reason.
const NAMES_ONE = /_(?:NAME|ID|ARN|URL|URI|HOST|REGION|PREFIX)$/i

/** Nothing that the environment holds under the name of a secret is ever written. */
export const shieldEnvironment = ({ env, secrets }: Pick<Ports, 'env' | 'secrets'>): void => {
  for (const [name, value] of Object.entries(env)) if (value && SECRET_NAME.test(name)) secrets.add(value, !NAMES_ONE.test(name))
}

/** One run of the action: inputs → configuration → stages → outputs and exit status. Never throws. */
export async function main(ports: Ports, signal: AbortSignal): Promise<void> {
  const kept = journal(ports)
  const first = begun(ports)
  let run = first
  let known: Config | undefined
  try {
    shieldEnvironment(ports)
    await hideSecrets(ports)
    const reporting = reportsOn(ports)
    const sources = await (reporting ? sourcesKnown : sourcesGiven)(ports)
    const reading = (stages: Run['stages']) => withSources(ports, sources, { stages })
    const { config, prepared, everything } = await (reporting ? readyToReport : prepare)(ports, first, reading)
    run = prepared
    known = config
    if (sources && 'failure' in sources) throw sources.failure
    const acting = portsAs(await reading(run.stages), roleOf(run, config.roles))
    run = await (reporting ? retold : planned)(acting, run, { config, everything }, { ...kept, signal })
    await ports.runner.save('record', kept.paths.record)
    // A job that leaves it to another one tells nobody, not even where it dies.
    if (run.stages.includes('report')) await ports.runner.save('report', JSON.stringify(optionsOf(config, ports)))
    run = await runPipeline({ stages, config, ports: acting, signal, journal: kept }, run)
    run = await keepSources(acting, config, run, kept)
  } catch (thrown) {
    run = stopped(run, Failure.from(thrown), ports.clock.now().toISOString())
  }
  await finish(ports, kept, run, { ...(known ? { config: known } : {}), cancelled: signal.aborted })
}

function begun({ runner, clock }: Ports): Run {
  const environment = runner.input('environment')
  return {
    identity: runner.identity(),
    ...(environment ? { environment } : {}),
    stages: wholeStages,
    whole: true,
    startedAt: clock.now().toISOString(),
    results: [],
    stacks: {},
    checks: [],
    notices: [],
  }
}

/** The run as it stands when something went wrong outside every stage. */
function stopped(run: Run, failure: Failure, at: string): Run {
  const stage = run.current ?? run.stages[0] ?? 'synthesize'
  const result = { ...failedBy(failure), stage, startedAt: run.startedAt, endedAt: at }
  return { ...run, results: [...run.results, result] }
}

/** With what was found after the last stage. */
const withFinding = (results: Run['results'], finding: Finding): Run['results'] =>
  results.map((result, index) => (index < results.length - 1 ? result : { ...result, findings: [...result.findings, finding] }))

/** Record, summary, outputs and exit status; said once, at the edge. */
async function finish(
  ports: Ports,
  journal: Journal,
  run: Run,
  { config, cancelled }: { readonly config?: Config; readonly cancelled: boolean },
): Promise<void> {
  const { current: _none, ...rest } = run
  let ended: Run = { ...rest, endedAt: ports.clock.now().toISOString() }
  await journal.keep(ended)
  const finding = config && (await keepRecord(portsAs(ports, roleOf(run, config.roles)), config, ended, { journal, cancelled }))
  if (finding) {
    ended = { ...ended, results: withFinding(ended.results, finding) }
    await journal.keep(ended)
  }
  await publish(ports, journal, ended, config)
  const bad = decisive(ended)
  if (!bad || good(bad.phase)) return
  const failure = new Failure(bad.reason, {
    code: (bad.code as Failure['code'] | undefined) ?? 'UNEXPECTED',
    ...(bad.fix ? { fix: bad.fix } : {}),
  })
  await ports.runner.error(`${failure.code}: ${failure.message}\nFix: ${failure.fix}\n${failure.docs}`)
  ports.runner.fail()
}
