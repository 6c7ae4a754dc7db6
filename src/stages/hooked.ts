import type { Config, HookConfig } from '../config/config.ts'
import { type HookRun, type HookTime, hookTimes } from '../domain/hook.ts'
import { hookOf } from '../hooks/index.ts'

type Hooks = Pick<Config, 'hooks' | 'stacks'>

/** The hooks of a time: those of the whole deployment, or those of an entry of `stacks`. */
export const hooksAt = ({ hooks, stacks }: Hooks, when: HookTime, stack?: string): readonly HookConfig[] =>
  (stack === undefined ? hooks : stacks.find(({ name }) => name === stack)?.hooks)?.[when] ?? []

/** A hook that has not begun, as the record shows it. */
export function hookRun({ name, kind, options }: HookConfig, when: HookTime, stack?: string): HookRun {
  const hook = hookOf(kind)
  const place = { name, kind, when, ...(stack === undefined ? {} : { stack }) }
  return { ...place, text: hook.text(options), reversible: hook.reversible(options) }
}

/** All hooks that a run may come to, in their order. */
export const hooksOf = (config: Hooks): readonly HookRun[] =>
  hookTimes.flatMap((when) =>
    [undefined, ...config.stacks.map(({ name }) => name)].flatMap((stack) =>
      hooksAt(config, when, stack).map((hook) => hookRun(hook, when, stack)),
    ),
  )
