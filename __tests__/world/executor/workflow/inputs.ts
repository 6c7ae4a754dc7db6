import type { Json } from '../expressions.ts'
import { entries, isMappingToken, type MappingToken, NotModelled, onlyKeys, plain } from './plain.ts'

/** An input of `workflow_dispatch` or `workflow_call`. */
interface Input {
  readonly name: string
  readonly type: 'string' | 'boolean' | 'number' | 'choice' | 'environment'
  readonly required: boolean
  readonly default: Json | undefined
  readonly options: readonly string[]
}

/** What GitHub says to inputs that it does not take. */
export class InputRefused extends Error {}

/** The declared inputs. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs */
export function declared(token: MappingToken | undefined): readonly Input[] {
  return entries(token).map(([name, each]) => {
    const spec = isMappingToken(each) ? each : undefined
    onlyKeys(`the input ${name}`, spec, ['description', 'type', 'required', 'default', 'options', 'deprecationMessage'])
    const of = (key: string) => plain(spec?.find(key))
    const type = (of('type') ?? 'string') as Input['type']
    if (!['string', 'boolean', 'number', 'choice', 'environment'].includes(type)) throw new NotModelled(`inputs of type ${type}`)
    const options = (of('options') ?? []) as readonly string[]
    return { name, type, required: of('required') === true, default: of('default') as Json | undefined, options }
  })
}

/** The `inputs` context: every declared input, typed; what was not given is its default, or empty. */
export function typed(inputs: readonly Input[], given: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  const strange = Object.keys(given).filter((name) => !inputs.some((input) => input.name === name))
  if (strange.length > 0) throw new InputRefused(`Unexpected inputs provided: ${JSON.stringify(strange)}`)
  return Object.fromEntries(inputs.map((input) => [input.name, one(input, given[input.name])]))
}

function one(input: Input, given: Json | undefined): Json {
  const { name, type } = input
  const absent = given === undefined || given === null || given === ''
  // A default does not help one that is required and was given as nothing: https://github.com/actions/runner/issues/1070
  if (absent && input.required && input.default === undefined) throw new InputRefused(`Required input '${name}' not provided`)
  const value = given === undefined || given === null ? (input.default ?? empty(type)) : given
  if (type === 'boolean') return flag(name, value)
  if (type === 'number') return number(name, value)
  const text = String(value)
  if (type === 'choice' && !input.options.includes(text))
    throw new InputRefused(`Provided value '${text}' for input '${name}' not in the list of allowed values`)
  return text
}

const empty = (type: Input['type']): Json => (type === 'boolean' ? false : type === 'number' ? 0 : '')

function flag(name: string, value: Json): boolean {
  if (value === '' || value === false || value === 'false') return false
  if (value === true || value === 'true') return true
  throw new InputRefused(`Provided value '${String(value)}' for input '${name}' is not a valid boolean`)
}

function number(name: string, value: Json): number {
  const found = Number(value)
  if (Number.isNaN(found)) throw new InputRefused(`Provided value '${String(value)}' for input '${name}' is not a valid number`)
  return found
}

/** What is wrong with the names that a caller hands over, as GitHub refuses it before anything runs. */
export function misnamed(
  kind: 'input' | 'secret',
  given: readonly string[],
  known: readonly { name: string; required: boolean }[],
) {
  const strange = given.filter((name) => !known.some((one) => one.name === name))
  const absent = known.filter(({ name, required }) => required && !given.includes(name))
  const noun = kind === 'input' ? 'Invalid input' : 'Invalid secret'
  return [
    ...strange.map((name) => `${noun}, ${name} is not defined in the referenced workflow.`),
    ...absent.map(({ name }) => `${kind === 'input' ? 'Input' : 'Secret'} ${name} is required, but not provided while calling.`),
  ]
}
