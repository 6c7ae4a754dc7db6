import type { Assembly, PlannedParameter } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import type { ParameterValue, StackDescription, TemplateSummary } from '../ports/cloudformation.ts'

type Declared = TemplateSummary['parameters'][number]

/**
 * Which parameter comes from where. One that is not given keeps the value that the stack has: left out, it would silently
 * fall back to the template's default. SSM-typed ones are left out, since their previous value is a name, not a value.
 */
export function plannedParameters(
  assembly: Assembly,
  declared: readonly Declared[],
  stack: StackDescription | undefined,
): readonly PlannedParameter[] {
  refuseUnknown(assembly, declared)
  return declared.map((parameter) => planned(assembly, parameter, stack))
}

function refuseUnknown({ stack, parameters, lateParameters = [], template }: Assembly, declared: readonly Declared[]): void {
  const unknown = [...Object.keys(parameters), ...lateParameters].filter((name) => !declared.some((p) => p.name === name))
  if (unknown.length === 0) return
  const known = declared.map((p) => p.name).join(', ') || 'none'
  throw new Failure(`Stack ${stack}: ${template.path} has no parameter ${unknown.join(', ')}. It has: ${known}.`, {
    code: 'PARAMETER_UNKNOWN',
  })
}

function planned(
  assembly: Assembly,
  { name, type, hasDefault, noEcho }: Declared,
  stack: StackDescription | undefined,
): PlannedParameter {
  const value = given(assembly, name, noEcho)
  if (value) return value
  const kept = stack !== undefined && name in stack.parameters && !type.startsWith('AWS::SSM::Parameter::')
  if (assembly.lateParameters?.includes(name)) {
    if (!noEcho) throw exposed(assembly, name)
    return { name, source: kept ? 'previous' : 'placeholder', secret: true, late: true }
  }
  if (kept) return { name, source: 'previous', secret: noEcho }
  if (hasDefault) return { name, source: 'default', secret: noEcho }
  throw new Failure(`Stack ${assembly.stack}: parameter ${name} has no value and no default.`, {
    code: 'PARAMETER_MISSING',
    fix: `Add it under \`parameters\` of stack ${assembly.stack}.`,
  })
}

function given(assembly: Assembly, name: string, noEcho: boolean): PlannedParameter | undefined {
  const value = assembly.parameters[name]
  if (value === undefined) return undefined
  if (assembly.secretParameters.includes(name) && !noEcho) throw exposed(assembly, name)
  return { name, source: 'given', secret: noEcho, ...(noEcho ? {} : { value }) }
}

/** Those that the configuration gives, whatever the stack has. */
export const givenParameters = (assembly: Assembly, declared: readonly Declared[]): readonly PlannedParameter[] =>
  declared.flatMap(({ name, noEcho }) => given(assembly, name, noEcho) ?? [])

/** Given values that the template itself declares to be secret. */
export const hiddenValues = (assembly: Assembly, declared: readonly Declared[]): readonly string[] =>
  declared.flatMap(({ name, noEcho }) => (noEcho ? (assembly.parameters[name] ?? []) : []))

const exposed = ({ stack, template }: Assembly, name: string): Failure =>
  new Failure(`Stack ${stack}: a secret is given to parameter ${name}, which anyone who may describe the stack could read.`, {
    code: 'SECRET_EXPOSED',
    fix: `Declare ${name} with \`NoEcho: true\` in ${template.path}, or let the function read the secret from a secret store.`,
  })

/** The parameters as they are sent: given values and made up ones, and the word to keep the others. */
export const parameterValues = (assembly: Assembly, parameters: readonly PlannedParameter[]): readonly ParameterValue[] =>
  parameters.flatMap(({ name, source }): readonly ParameterValue[] => {
    if (source === 'given' || source === 'placeholder') return [{ name, value: assembly.parameters[name] ?? '' }]
    return source === 'previous' ? [{ name, previous: true }] : []
  })
