import type { Finding } from '../domain/finding.ts'
import { begunHooks, type HookRun, irreversible } from '../domain/hook.ts'
import type { Run } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { type HookKind, hookOf, hooks } from '../hooks/index.ts'
import { around } from './around.ts'
import { type Hooked, hookContext, runHooks } from './hooks.ts'
import type { StageContext, StageOutcome } from './stage.ts'

/** How long taking back what one hook did may take. */
const UNDO_MS = 1_800_000

/** Hooks of the deployment that left something which they can take back themselves. */
export const undoable = ({ hooks: all }: Run): readonly HookRun[] =>
  begunHooks(all, 'before-deploy', 'after-deploy').filter(({ kind, evidence }) => evidence && kindOf(kind)?.undo)

/** Whether a hook after a deployment did not end well. */
export const failedAfter = ({ hooks: all = [] }: Run): boolean =>
  all.some(({ when, phase }) => when === 'after-deploy' && phase === 'failed')

/** The text of a record may name a kind that this version does not have. */
const kindOf = (kind: string) => (Object.hasOwn(hooks, kind) ? hookOf(kind as HookKind) : undefined)

type Work = () => Promise<StageOutcome | undefined>
type Surround = (stack: string, work: Work) => Promise<StageOutcome | undefined>

/** Goes back with stacks: hooks around it, and what hooks put in place is taken back first, as it came on top of the stacks. */
export async function withHooks(
  context: StageContext,
  stacks: readonly string[],
  goBack: (surround: Surround) => Promise<StageOutcome | undefined>,
): Promise<Hooked> {
  const findings: Finding[] = []
  const once = irreversible(context.run().hooks)
  if (once) findings.push(notUndone(once))
  const before = await runHooks(context, 'before-rollback')
  if ('failed' in before) return before
  for (const hook of undoable(context.run())) findings.push(...(await undone(context, hook)))
  const surround = around(context, stacks, ['before-rollback', 'after-rollback'], findings)
  const failed = await goBack((stack, work) => surround(work)(stack))
  if (failed) return { failed }
  const after = await runHooks(context, 'after-rollback')
  return 'failed' in after ? after : { findings: [...before.findings, ...findings, ...after.findings] }
}

async function undone(context: StageContext, hook: HookRun): Promise<readonly Finding[]> {
  const kind = kindOf(hook.kind)
  const done = await attempt(async () => kind?.undo?.(hook.evidence ?? {}, await hookContext(context, hook, UNDO_MS)))
  if ('failure' in done) {
    context.signal.throwIfAborted()
    await context.hooked({ ...hook, undone: `failed: ${done.failure.message}` })
    throw new Failure(`What the hook ${hook.name} put in place could not be taken back: ${done.failure.message}`, {
      code: 'ROLLBACK_FAILED',
      fix: done.failure.fix,
    })
  }
  const reason = done.value?.reason ?? ''
  context.ports.runner.info(`${hook.name} undone: ${reason}`)
  await context.hooked({ ...hook, undone: reason })
  return done.value?.findings ?? []
}

const notUndone = ({ name, text }: HookRun): Finding => ({
  severity: 'high',
  title: `What the hook ${name} did is not undone by going back`,
  evidence: [text],
  fix: 'Undo it by hand where it matters, or in a hook `before-rollback` or `after-rollback`.',
})
