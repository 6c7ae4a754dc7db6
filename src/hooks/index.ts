import type { FromSchema } from '../foundation/schema.ts'
import { command } from './command.ts'
import type { HookContext, HookDone } from './hook.ts'
import { invalidate } from './invalidate.ts'
import { snapshot } from './snapshot.ts'
import { sync } from './sync.ts'

/** The hooks, by the key that names them. A new one is a file and a line here. */
export const hooks = { command, sync, invalidate, snapshot } as const

/** The name of a kind of hook. */
export type HookKind = keyof typeof hooks

/** A hook's kind with the options that its schema describes. */
export type HookItem = {
  [K in HookKind]: { readonly kind: K; readonly options: FromSchema<(typeof hooks)[K]['schema']> }
}[HookKind]

interface AnyHook {
  readonly usesCheckout: boolean
  text(options: unknown): string
  reversible(options: unknown): boolean
  run(options: unknown, context: HookContext): Promise<HookDone>
  undo?(evidence: Readonly<Record<string, string>>, context: HookContext): Promise<HookDone>
}

/** The hook of a kind. The schema has proved that the options of an item fit it. */
export const hookOf = (kind: HookKind): AnyHook => hooks[kind] as AnyHook

export { type HookContext, type HookDone, SHELL_OPTIONS, VARIABLE_OPTIONS } from './hook.ts'
