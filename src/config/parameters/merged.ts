import type { StackConfig } from '../config.ts'
import type { FileParameters } from './file.ts'

type Parameters = Pick<StackConfig, 'parameters' | 'secretParameters'>

/** The parameters of a stack over those of its files: a later file wins, also where it leaves a value to the stack. */
export function mergedParameters(files: readonly FileParameters[], stack: Parameters): Parameters {
  const merged = new Map<string, { readonly value: string; readonly secret: boolean }>()
  for (const { parameters, previous, secretParameters } of [...files, { ...stack, previous: [] }]) {
    for (const name of previous) merged.delete(name)
    for (const [name, value] of Object.entries(parameters)) merged.set(name, { value, secret: secretParameters.includes(name) })
  }
  const all = [...merged]
  return {
    parameters: Object.fromEntries(all.map(([name, { value }]) => [name, value])),
    secretParameters: all.filter(([, { secret }]) => secret).map(([name]) => name),
  }
}
