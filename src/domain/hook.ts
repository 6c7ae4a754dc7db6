import type { Phase } from './phase.ts'

/** When hooks run, in the order of a run. */
export const hookTimes = ['before-deploy', 'after-deploy', 'before-rollback', 'after-rollback'] as const

/** When a hook runs. */
export type HookTime = (typeof hookTimes)[number]

/** One hook of a run, and what became of it. */
export interface HookRun {
  readonly name: string
  readonly kind: string
  readonly when: HookTime
  /** The entry of `stacks` that it belongs to; absent: to the whole deployment. */
  readonly stack?: string
  /** What it does, as the configuration says it: names are not replaced in it. */
  readonly text: string
  /** Whether going back with the stacks leaves nothing of it behind. */
  readonly reversible: boolean
  /** Absent: it has not begun. */
  readonly startedAt?: string
  /** Absent: it has not ended. */
  readonly phase?: Phase
  /** One line. */
  readonly reason?: string
  readonly ms?: number
  /** The file beside the record that holds what it printed. */
  readonly log?: string
  /** What it left, and what undoing it needs. */
  readonly evidence?: Readonly<Record<string, string>>
  /** What undoing it ended with, one line. */
  readonly undone?: string
}

/** Whether a hook belongs to deploying. */
export const atDeploy = ({ when }: HookRun): boolean => when === 'before-deploy' || when === 'after-deploy'

/** Whether they are one hook at different moments. */
export const sameHook = (one: HookRun, other: HookRun): boolean =>
  one.when === other.when && one.stack === other.stack && one.name === other.name

/** The hooks with what is newly known of one. */
export const withHook = (hooks: readonly HookRun[], next: HookRun): readonly HookRun[] =>
  hooks.some((hook) => sameHook(hook, next)) ? hooks.map((hook) => (sameHook(hook, next) ? next : hook)) : [...hooks, next]

/** Those that began, so that they may have changed something. */
export const begunHooks = (hooks: readonly HookRun[] = [], ...times: readonly HookTime[]): readonly HookRun[] =>
  hooks.filter(({ when, startedAt, phase }) => times.includes(when) && startedAt !== undefined && phase !== 'skipped')

/** The first hook of the deployment after which going back does not bring all of the version before. */
export const irreversible = (hooks: readonly HookRun[] = []): HookRun | undefined =>
  begunHooks(hooks, 'before-deploy', 'after-deploy').find(({ reversible }) => !reversible)
