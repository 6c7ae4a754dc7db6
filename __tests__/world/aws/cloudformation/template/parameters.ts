import { validationError } from '../../http/failure.ts'
import { type Fields, flagOf, listOf, numberOf, textOf } from '../../http/params.ts'
import type { Template } from './parse.ts'

/** How the service writes a value that it does not show. */
export const MASK = '****'

/** The parameters of an operation: given ones, previous ones, defaults; refuses what the service refuses. */
export function settle(
  template: Template,
  given: readonly Fields[],
  previous: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const keys = given.map((entry) => textOf(entry, 'ParameterKey') ?? '')
  const strange = keys.filter((key) => !(key in template.parameters))
  if (strange.length > 0) throw validationError(`Parameters: [${strange.join(', ')}] do not exist in the template`)
  const values = Object.entries(template.parameters).map(([name, declared]) => {
    const entry = given.find((candidate) => candidate['ParameterKey'] === name)
    const before = flagOf(entry ?? {}, 'UsePreviousValue') ? previous[name] : undefined
    return [name, textOf(entry ?? {}, 'ParameterValue') ?? before ?? textOf(declared, 'Default')] as const
  })
  const missing = values.filter(([, value]) => value === undefined).map(([name]) => name)
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`)
  const settled = Object.fromEntries(values) as Record<string, string>
  for (const [name, declared] of Object.entries(template.parameters)) check(name, settled[name] ?? '', declared)
  return settled
}

function check(name: string, value: string, declared: Fields): void {
  const allowed = listOf(declared, 'AllowedValues').map(String)
  if (allowed.length > 0 && !allowed.includes(value)) throw validationError(`Parameter '${name}' must be one of AllowedValues`)
  const refuse = (rule: string): never => {
    const told = textOf(declared, 'ConstraintDescription')
    throw validationError(`Parameter '${name}' failed to satisfy constraint: ${told ?? rule}`)
  }
  const pattern = textOf(declared, 'AllowedPattern')
  if (pattern && !new RegExp(`^(?:${pattern})$`).test(value))
    refuse(`parameter value ${shown(value, declared)} must match pattern ${pattern}`)
  if (value.length < (numberOf(declared, 'MinLength') ?? 0))
    refuse(`must have length at least ${numberOf(declared, 'MinLength')}`)
  if (value.length > (numberOf(declared, 'MaxLength') ?? Infinity))
    refuse(`must have length at most ${numberOf(declared, 'MaxLength')}`)
}

const shown = (value: string, declared: Fields): string => (isSecret(declared) ? MASK : value)

/** Whether a parameter's value is never shown. */
export const isSecret = (declared: Fields | undefined): boolean => flagOf(declared ?? {}, 'NoEcho') === true

/** The parameters as an answer shows them. */
export const shownParameters = (
  template: Template,
  values: Readonly<Record<string, string>>,
): { ParameterKey: string; ParameterValue: string }[] =>
  Object.entries(values).map(([name, value]) => ({
    ParameterKey: name,
    ParameterValue: isSecret(template.parameters[name]) ? MASK : value,
  }))
