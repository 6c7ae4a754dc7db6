import type { Config } from './config/config.ts'
import { load, mistakesIn } from './config/load.ts'
import { inOrder } from './config/order.ts'
import { failedBy } from './domain/failed.ts'
import { good } from './domain/phase.ts'
import { type Run, type StageName, stageNames, verdictOf } from './domain/run.ts'
import { sha256 } from './foundation/digest.ts'
import { Failure } from './foundation/failure.ts'
import { publish } from './outputs.ts'
import { planned } from './planned.ts'
import type { Ports } from './ports/index.ts'
import { stages } from './stages/index.ts'
import { type Journal, journal } from './stages/journal.ts'
import { runPipeline } from './stages/pipeline.ts'
import { valuesOf } from './stages/values.ts'

// Variables whose values are secrets by their names. What they hold never reaches a log, a report or a record.
const SECRET_NAME =
  /(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|ACCESS_?KEY)(?!.*_(?:FILE|PATH|DIR)$)/i

/** Nothing that the environment holds under the name of a secret is ever written. */
export const shieldEnvironment = ({ env, secrets }: Pick<Ports, 'env' | 'secrets'>): void => {
  for (const [name, value] of Object.entries(env)) if (value && SECRET_NAME.test(name)) secrets.add(value)
}

/** One run of the action: inputs → configuration → stages → outputs and exit status. Never throws. */
export async function main(ports: Ports, signal: AbortSignal): Promise<void> {
  const kept = journal(ports)
  const first = begun(ports)
  let run = first
  try {
    shieldEnvironment(ports)
    const { config, prepared } = await prepare(ports, first)
    run = prepared
    await kept.keep(run)
    await ports.runner.save('record', kept.paths.record)
    await ports.runner.save('report', JSON.stringify(config.report))
    run = await runPipeline({ stages, config, ports, signal, journal: kept }, run)
  } catch (thrown) {
    run = stopped(run, Failure.from(thrown), ports.clock.now().toISOString())
  }
  await finish(ports, kept, run)
}

function begun({ runner, clock }: Ports): Run {
  const environment = runner.input('environment')
  return {
    identity: runner.identity(),
    ...(environment ? { environment } : {}),
    stages: [...stageNames],
    whole: true,
    startedAt: clock.now().toISOString(),
    results: [],
    stacks: {},
    checks: [],
    notices: [],
  }
}

/** Everything that can be known to be wrong before AWS is touched is found here. */
async function prepare(ports: Ports, first: Run): Promise<{ readonly config: Config; readonly prepared: Run }> {
  const { runner, files, secrets } = ports
  const asked = stagesAsked(runner.input('stages'))
  const path = runner.input('config') || '.github/deploy.yml'
  const text = await files.read(path)
  if (text === undefined) throw new Failure(`There is no ${path}.`, { code: 'CONFIG_MISSING' })
  const source = {
    path,
    text,
    ...(first.environment ? { environment: first.environment } : {}),
    values: await valuesOf(ports, first),
  }
  for (const { message, line, column } of mistakesIn(source)) await runner.error(message, { file: path, line, column })
  const loaded = load(source)
  for (const value of loaded.secrets) {
    for (const line of secrets.add(value)) await runner.mask(line)
  }
  const config = { ...loaded.config, stacks: subset(inOrder(loaded.config.stacks), runner.input('stacks')) }
  if (config.report.issue.asked && !config.report.issue.off && !runner.input('github-token')) {
    throw new Failure('The configuration asks for a failure issue, and there is no GitHub token.', {
      code: 'GITHUB_TOKEN_MISSING',
    })
  }
  const whole = asked.length === stageNames.length && config.stacks.length === loaded.config.stacks.length
  const run: Run = { ...first, stages: asked, whole, configuration: { path, sha256: sha256(text) } }
  return { config, prepared: await planned(ports, run) }
}

function stagesAsked(written: string): readonly StageName[] {
  const names = written
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  const unknown = names.filter((name) => !stageNames.includes(name as StageName))
  if (unknown.length > 0)
    throw new Failure(`Unknown stages: ${unknown.join(', ')}. There are: ${stageNames.join(', ')}.`, { code: 'INPUT_INVALID' })
  return names.length === 0 ? stageNames : stageNames.filter((name) => names.includes(name))
}

function subset(all: Config['stacks'], written: string): Config['stacks'] {
  const names = written
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  const unknown = names.filter((name) => !all.some((stack) => stack.name === name))
  if (unknown.length > 0) {
    throw new Failure(`Unknown stacks: ${unknown.join(', ')}. There are: ${all.map((s) => s.name).join(', ')}.`, {
      code: 'STACK_UNKNOWN',
    })
  }
  return names.length === 0 ? all : all.filter((stack) => names.includes(stack.name))
}

/** The run as it stands when something went wrong outside every stage. */
function stopped(run: Run, failure: Failure, at: string): Run {
  const stage = run.current ?? run.stages[0] ?? 'synthesize'
  const result = { ...failedBy(failure), stage, startedAt: run.startedAt, endedAt: at }
  return { ...run, results: [...run.results, result] }
}

/** Record, summary, outputs and exit status; said once, at the edge. */
async function finish(ports: Ports, kept: Journal, run: Run): Promise<void> {
  const { current: _none, ...rest } = run
  const ended: Run = { ...rest, endedAt: ports.clock.now().toISOString() }
  await kept.keep(ended)
  await publish(ports, kept, ended)
  const verdict = verdictOf(ended)
  const bad = ended.results.find((r) => r.counted !== false && r.phase === verdict && !good(verdict))
  if (!bad) return
  const failure = new Failure(bad.reason, {
    code: (bad.code as Failure['code'] | undefined) ?? 'UNEXPECTED',
    ...(bad.fix ? { fix: bad.fix } : {}),
  })
  await ports.runner.error(`${failure.code}: ${failure.message}\nFix: ${failure.fix}\n${failure.docs}`)
  ports.runner.fail()
}
