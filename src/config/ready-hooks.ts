import { type HookTime, hookTimes } from '../domain/hook.ts'
import { milliseconds } from '../foundation/duration.ts'
import type { FromSchema } from '../foundation/schema.ts'
import type { HookItem } from '../hooks/index.ts'
import type { HookConfig, HooksConfig } from './config.ts'
import type { hookKeys } from './hook-keys.ts'

type HookData = HookItem & FromSchema<{ type: 'object'; properties: typeof hookKeys }>
/** `hooks` as the schema has proved it to be, with defaults filled in. */
export type HooksData = Readonly<Partial<Record<HookTime, readonly HookData[]>>>

/** Hooks in the words of the code. */
export const hooksOf = (data: HooksData): HooksConfig =>
  Object.fromEntries(hookTimes.map((time) => [time, listOf(data[time] ?? [])])) as unknown as HooksConfig

const listOf = (list: readonly HookData[]): readonly HookConfig[] => {
  const names = unique(list.map(({ name, kind }) => name ?? kind))
  return list.map(({ kind, options, limit }, index) => {
    const item = { kind, options } as HookItem
    return { ...item, name: names[index] ?? kind, limit: milliseconds(limit) }
  })
}

/** Names that reports can tell apart: the second of a name is followed by its number. */
export const unique = (names: readonly string[]): readonly string[] =>
  names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length
    return before === 0 ? name : `${name} (${before + 1})`
  })
