import { join } from 'node:path'
import type { HookConfig } from '../config/config.ts'
import { expand, unknownOutputs } from '../config/interpolate.ts'
import type { Finding } from '../domain/finding.ts'
import { type HookRun, type HookTime, sameHook } from '../domain/hook.ts'
import { codes } from '../foundation/codes.ts'
import { digestOf } from '../foundation/digest.ts'
import type { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { type HookContext, type HookItem, hookOf, SHELL_OPTIONS } from '../hooks/index.ts'
import { hookRun, hooksAt } from './hooked.ts'
import { outputsInReach } from './inputs.ts'
import { regionOf } from './region.ts'
import { contextOf } from './roles.ts'
import type { StageContext, StageOutcome } from './stage.ts'
import { valuesOf } from './values.ts'

/** What hooks of one time ended with: findings, or the outcome of the first that did not end well; then no other begins. */
export type Hooked = { readonly findings: readonly Finding[] } | { readonly failed: StageOutcome }

/** Runs the hooks of the deployment, or those of one entry of `stacks`, one after the other. */
export async function runHooks(context: StageContext, when: HookTime, stack?: string): Promise<Hooked> {
  const findings: Finding[] = []
  for (const hook of hooksAt(context.config, when, stack)) {
    const ended = await one(context, hook, hookRun(hook, when, stack))
    if ('failed' in ended) return ended
    findings.push(...ended.findings)
  }
  return { findings }
}

async function one(context: StageContext, hook: HookConfig, made: HookRun): Promise<Hooked> {
  const { ports, signal } = context
  const begun: HookRun = { ...made, startedAt: ports.clock.now().toISOString() }
  await context.hooked(begun)
  const log = logOf(begun)
  const done = await attempt(async () => {
    const filled = await filledIn(context, hook, begun)
    if ('early' in filled) return filled
    return hookOf(hook.kind).run(filled.options, await hookContext(context, begun, hook.limit))
  })
  const { evidence } = context.run().hooks?.find((known) => sameHook(known, begun)) ?? {}
  const left = evidence ? { ...begun, evidence } : begun
  const ms = ports.clock.now().getTime() - Date.parse(begun.startedAt ?? '')
  const kept = (await context.readBeside(log)) === undefined ? {} : { log }
  if ('failure' in done) {
    await context.hooked({ ...left, ...kept, ms, phase: 'failed', reason: titleOf(done.failure) })
    signal.throwIfAborted()
    return { failed: failedHook(begun, done.failure) }
  }
  if ('early' in done.value) {
    await context.hooked({ ...begun, phase: 'skipped', reason: done.value.early, ms })
    return { findings: [] }
  }
  const { reason, findings = [] } = done.value
  await context.hooked({ ...left, ...kept, phase: 'successful', reason, ms })
  ports.runner.info(`${begun.when} ${begun.name}: ${reason}`)
  return { findings }
}

/** What a hook works with; also one that takes back what it did. */
export async function hookContext(context: StageContext, hook: HookRun, limit: number): Promise<HookContext> {
  const { signal, folder, run, config } = context
  const { ports } = hook.stack === undefined ? context : contextOf(context, { name: hook.stack })
  const { runId, attempt: tries } = run().identity
  const entry = config.stacks.find(({ name }) => name === hook.stack) ?? config.stacks[0]
  const known = Object.values(run().stacks).find(({ assembly }) => assembly && (!hook.stack || assembly.system === hook.stack))
  return {
    ports,
    signal,
    region: known?.assembly?.region ?? (entry ? await regionOf(entry, ports) : ''),
    run: `${runId}-${tries}`,
    id: `${runId}-${tries}-${fileName(hook)}`,
    leave: (evidence) => context.hooked({ ...hook, evidence }),
    limit,
    log: join(folder, logOf(hook)),
    say: (line) => ports.runner.info(`${hook.name}: ${line}`),
  }
}

const logOf = (hook: HookRun): string => `${fileName(hook)}.log`

/** No two hooks have the same, and nothing in it leads out of a folder. */
function fileName({ when, stack, name }: HookRun): string {
  const plain = [when, stack, name]
    .filter(Boolean)
    .join('-')
    .replace(/[^\w.-]+/g, '-')
  return `hook-${plain.slice(0, 60)}-${digestOf([when, stack ?? '', name]).slice(0, 6)}`
}

type Filled = { readonly options: HookItem['options'] } | { readonly early: string }

/** The options with their names replaced, once. What a shell is given stays as it stands. */
async function filledIn(context: StageContext, { options }: HookConfig, { when }: HookRun): Promise<Filled> {
  const outputs = await outputsInReach(context, [JSON.stringify(options)])
  const values = { ...(await valuesOf(context.ports, context.run())), outputs }
  const all = Object.entries(options)
  const ours = Object.fromEntries(all.filter(([name]) => !SHELL_OPTIONS.includes(name)))
  const missing = when === 'before-deploy' ? unknownOutputs(ours, values) : []
  const creates = Object.values(context.run().stacks).some(({ plan }) => plan?.kind === 'create' || plan?.kind === 'deferred')
  // Before its first deployment a system has nothing that could be saved or drained.
  if (missing.length > 0 && creates) return { early: `${missing.join(', ')} will only be known after this deployment` }
  return { options: { ...options, ...expand(ours, values) } as HookItem['options'] }
}

const titleOf = ({ message }: Failure): string => (message.split('\n')[0] ?? message).replace(/ Its last lines:$/, '')

function failedHook({ name, when, stack }: HookRun, failure: Failure): StageOutcome {
  const title = `${when} hook ${name}${stack ? ` of ${stack}` : ''}: ${titleOf(failure)}`
  const [, ...evidence] = failure.message.split('\n')
  const fix = failure.code === 'TOOL_FAILED' || failure.code === 'TOOL_TIMED_OUT' ? codes.HOOK_FAILED.fix : failure.fix
  const finding: Finding = {
    severity: 'critical',
    code: 'HOOK_FAILED',
    title,
    fix,
    evidence: evidence.map((line) => line.trim()),
  }
  return { phase: 'failed', code: 'HOOK_FAILED', reason: title, fix, findings: [finding] }
}
