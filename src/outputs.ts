import { folderDigest } from './artifacts/folder-digest.ts'
import type { Config, HookConfig } from './config/config.ts'
import { type Run, reasonOf, verdictOf } from './domain/run.ts'
import { engineOf } from './engines/index.ts'
import { hookOf } from './hooks/index.ts'
import type { Ports } from './ports/index.ts'
import { runDigest } from './stack/tokens.ts'
import { buildFolder } from './stages/builds.ts'
import { hooksOf } from './stages/hooked.ts'
import type { Journal } from './stages/journal.ts'

/** Whether what this job synthesized is for another one; a report retells what an earlier job did. */
const travels = ({ results, stages }: Run): boolean =>
  stages.includes('synthesize') &&
  !stages.includes('plan') &&
  results.some(({ stage, phase }) => stage === 'synthesize' && phase === 'successful')

/** Whether the job that deploys runs something on the files of the repository. */
const usesCheckout = (config: Config): boolean =>
  config.stacks.some(({ kind, options }) => engineOf(kind).usesCheckout?.(options)) ||
  hooksOf(config).some(({ kind }) => hookOf(kind as HookConfig['kind']).usesCheckout)

/** Writes the outputs of the step. What holds a secret is left out, never masked: half a value helps nobody. */
export async function publish({ runner, secrets, files }: Ports, kept: Journal, run: Run, config?: Config): Promise<void> {
  const stacks = Object.fromEntries(
    Object.entries(run.stacks).map(([name, { status, outputs = {} }]) => [
      name,
      {
        status: status ?? 'unknown',
        outputs: Object.fromEntries(Object.entries(outputs).filter(([, value]) => !secrets.holds(value))),
      },
    ]),
  )
  const plans = Object.fromEntries(Object.entries(run.stacks).flatMap(([name, { plan }]) => (plan ? [[name, plan]] : [])))
  await runner.output('verdict', verdictOf(run))
  await runner.output('reason-code', reasonOf(run))
  await runner.output('stacks', JSON.stringify(stacks))
  await runner.output('plan-digest', Object.keys(plans).length > 0 ? runDigest(plans) : '')
  const build = travels(run) ? buildFolder(runner) : ''
  await runner.output('build', build)
  await runner.output('build-sha256', build && (await folderDigest(files, build, new AbortController().signal)))
  await runner.output('commands', String(config !== undefined && usesCheckout(config)))
  await runner.output('record', kept.paths.record)
  await runner.output('record-sha256', kept.last()?.sha256 ?? '')
  await runner.output('issue-number', String(run.notices.find((n) => n.number !== undefined)?.number ?? ''))
  await runner.output('summary', kept.paths.summary)
}
