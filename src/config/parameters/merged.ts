import type { StackConfig } from '../config.ts'
import type { FileParameters } from './file.ts'

type Parameters = Pick<StackConfig, 'parameters' | 'secretParameters' | 'lateParameters'>

/** The parameters of a stack over those of its files: a later file wins, also where it leaves a value to the stack. */
export function mergedParameters(files: readonly FileParameters[], stack: Parameters): Parameters {
  // One without a value has it later.
  const merged = new Map<string, { readonly value?: string; readonly secret: boolean }>()
  for (const { parameters, previous, secretParameters, lateParameters = [] } of [...files, { ...stack, previous: [] }]) {
    for (const name of previous) merged.delete(name)
    for (const [name, value] of Object.entries(parameters)) merged.set(name, { value, secret: secretParameters.includes(name) })
    for (const name of lateParameters) merged.set(name, { secret: true })
  }
  const all = [...merged]
  const late = all.filter(([, { value }]) => value === undefined).map(([name]) => name)
  return {
    parameters: Object.fromEntries(all.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]]))),
    secretParameters: all.filter(([, { secret }]) => secret).map(([name]) => name),
    ...(late.length === 0 ? {} : { lateParameters: late }),
  }
}
