import type { Config } from './config/config.ts'
import { type Loaded, load, mistakesIn, type Source } from './config/load.ts'
import { unusedBy } from './domain/late.ts'
import { coversAll, type Run, type StageName, stageNames, wholeStages } from './domain/run.ts'
import { engineOf } from './engines/index.ts'
import { sha256 } from './foundation/digest.ts'
import { Failure } from './foundation/failure.ts'
import { attempt } from './foundation/retry.ts'
import type { Ports } from './ports/index.ts'
import { configThere } from './stages/config-there.ts'
import { isGated } from './stages/gates.ts'
import { hooksOf } from './stages/hooked.ts'
import { unknownStacks } from './stages/picked.ts'
import { valuesOf } from './stages/values.ts'

/** What a run works with, once its inputs and its configuration are read. */
export interface Prepared {
  readonly config: Config
  readonly prepared: Run
  /** Whether all stacks of the configuration are worked on. */
  readonly everything: boolean
}

/** The ports that a job with these stages reads the repository by. */
export type Reading = (stages: readonly StageName[]) => Promise<Pick<Ports, 'files'>>

/** Everything that can be known to be wrong before AWS is touched is found here. */
export async function prepare(ports: Ports, first: Run, reading: Reading): Promise<Prepared> {
  const { runner, secrets } = ports
  const built = runner.input('build') !== ''
  const asked = stagesAsked(runner.input('stages'), built)
  const { files } = await reading(asked ?? wholeStages)
  const path = runner.input('config') || '.github/deploy.yml'
  const text = (await files.read(path)) ?? (await configThere(ports, first, path))
  if (text === undefined) throw new Failure(`There is no ${path}.`, { code: 'CONFIG_MISSING' })
  const source = {
    path,
    text,
    ...(first.environment ? { environment: first.environment } : {}),
    values: await valuesOf(ports, first),
    late: asked === undefined ? [] : unusedBy(asked),
  }
  const loaded = await loadedOrShown(source, ports)
  for (const value of loaded.secrets) {
    for (const line of secrets.add(value)) await runner.mask(line)
  }
  const { stacks: all } = loaded.config
  const picked = named(runner.input('stacks'))
  const wanted = subset(all, picked)
  if (asked && !built && !named(runner.input('stages')).includes('synthesize')) demandNoTool(wanted, asked)
  const leftOut = all.filter((stack) => !wanted.includes(stack))
  if (leftOut.length > 0) runner.info(`Left out: ${leftOut.map(({ name }) => name).join(', ')}`)
  const config = { ...loaded.config, stacks: wanted, leftOut, picked }
  const gated = isGated(config, runner.input('github-token'))
  const usual = (name: StageName) => wholeStages.includes(name) || (name === 'rollback' && config.onUnhealthy === 'rollback')
  const chosen = asked ?? stageNames.filter(usual)
  const stagesToRun =
    gated && chosen.includes('plan') ? stageNames.filter((name) => name === 'gate' || chosen.includes(name)) : chosen
  if (stagesToRun.includes('report') && config.report.issue.asked && !config.report.issue.off && !runner.input('github-token')) {
    throw new Failure('The configuration asks for a failure issue, and there is no GitHub token.', {
      code: 'GITHUB_TOKEN_MISSING',
    })
  }
  const everything =
    config.stacks.length === loaded.config.stacks.length && picked.every((name) => all.some((s) => s.name === name))
  const whole = everything && coversAll(stagesToRun)
  // Named before anything is known of them, so that a report of whatever goes wrong says what it is about.
  const ofSystems = picked.filter((name) => !all.some((stack) => stack.name === name))
  const byName = config.stacks.filter(({ name }) => picked.length === 0 || picked.includes(name)).map(({ name }) => name)
  const stacks = Object.fromEntries([...byName, ...ofSystems].map((name) => [name, {}]))
  const passed = leftOut.length > 0 ? { leftOut: leftOut.map(({ name }) => ({ name })) } : {}
  const run: Run = { ...first, stages: stagesToRun, whole, configuration: { path, sha256: sha256(text) }, stacks, ...passed }
  const hooks = hooksOf(config)
  return { config, prepared: hooks.length > 0 ? { ...run, hooks } : run, everything }
}

/** Every mistake of the file becomes an annotation at its place. */
async function loadedOrShown(source: Source, { runner }: Ports): Promise<Loaded> {
  const loaded = await attempt(async () => load(source))
  if ('value' in loaded) return loaded.value
  for (const { message, line, column, excerpt } of mistakesIn(source)) {
    await runner.error(message, { file: source.path, line, column })
    runner.info(`${source.path}:${line}:${column}\n${excerpt}`)
  }
  throw loaded.failure
}

/** Nothing where the configuration decides. */
function stagesAsked(written: string, built: boolean): readonly StageName[] | undefined {
  const names = named(written)
  const unknown = names.filter((name) => !stageNames.includes(name as StageName))
  if (unknown.length > 0)
    throw new Failure(`Unknown stages: ${unknown.join(', ')}. There are: ${stageNames.join(', ')}.`, { code: 'INPUT_INVALID' })
  if (built && (names.length === 0 || names.includes('synthesize'))) {
    throw new Failure('The build of an earlier job is given, and the stage `synthesize` would make another one.', {
      code: 'INPUT_INVALID',
      fix: 'Name the input `stages` without `synthesize` in the job that plans the build, or leave the build out.',
    })
  }
  if (names.length === 0) return undefined
  // Only planning needs what the tools make; everything after it works with the plan.
  const implied = names.includes('plan') && !built ? ['synthesize'] : []
  return stageNames.filter((name) => [...implied, ...names].includes(name))
}

/** A job that plans what nobody built runs no code of the repository, as it may hold a role: only what is packaged without a tool. */
function demandNoTool(stacks: Config['stacks'], stages: readonly StageName[]): void {
  const needing = stages.includes('plan') ? stacks.filter(({ kind }) => engineOf(kind).runsCode) : []
  if (needing.length === 0) return
  throw new Failure(`There is no build of ${needing.map(({ name }) => name).join(', ')}.`, { code: 'BUILD_MISSING' })
}

const named = (list: string): readonly string[] =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

/** What is picked by name. A name that is not in the file may be that of a stack of a system, which only its tool knows. */
function subset(all: Config['stacks'], names: readonly string[]): Config['stacks'] {
  const unknown = names.filter((name) => !all.some((stack) => stack.name === name))
  const systems = unknown.length > 0 ? all.filter(({ kind }) => !engineOf(kind).namesStack) : []
  if (unknown.length > 0 && systems.length === 0)
    throw unknownStacks(
      unknown,
      all.map(({ name }) => name),
    )
  return names.length === 0 ? all : all.filter((stack) => names.includes(stack.name) || systems.includes(stack))
}
