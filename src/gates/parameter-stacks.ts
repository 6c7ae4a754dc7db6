import type { Where } from '../domain/stack.ts'
import { type Fields, fields } from '../foundation/json.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { described } from '../stack/described.ts'
import { MAX_BODY_BYTES } from '../stack/large.ts'
import { outline } from '../stack/template.ts'
import type { GateContext, GatedStack } from './gate.ts'
import { type Declared, rulesIn, valueWrong, type Wrong } from './parameter-rules.ts'

/** A stack with the parameters that its template declares. */
export interface Known {
  readonly stack: string
  readonly declared: readonly Declared[]
  readonly given: Readonly<Record<string, string>>
  /** Those whose value the stack keeps, or gets later. */
  readonly later: ReadonlySet<string>
  /** What the stack will have: given or the default. */
  value(name: string): string | undefined
  isSecret(name: string): boolean
}

/** What is known of a stack, or why nothing is. */
export async function knownOf(context: GateContext, stack: GatedStack): Promise<Known | Wrong> {
  const { name, template, parameters: given, secretParameters = [] } = stack
  if (template === undefined || given === undefined)
    return { what: `the template or the parameters of ${name} are not known`, known: false }
  const { data } = outline(template)
  const summed = await summary(context, stack, template)
  const written = Object.entries(fields(fields(data)['Parameters'])).map(([key, rules]) => declaredIn(key, fields(rules)))
  const declared = summed?.map((each): Declared => ({ ...each, rules: rulesIn(data, each.name) ?? {} })) ?? written
  const untold = declared.find((each) => rulesIn(data, each.name) === undefined)
  if (untold) return { what: `what ${name} says of its parameter ${untold.name} cannot be read`, known: false }
  const hidden = new Set([
    ...secretParameters,
    ...declared.filter(({ rules }) => isTrue(rules['NoEcho'])).map((each) => each.name),
  ])
  const lacking = declared.some((each) => !each.hasDefault && !Object.hasOwn(given, each.name))
  const kept = lacking ? await keptBy(context, stack) : {}
  const rest = (key: string) => defaultOf(rulesIn(data, key)) ?? (hidden.has(key) ? undefined : kept[key])
  return {
    ...{ stack: name, declared, given },
    later: new Set([...(stack.laterParameters ?? []), ...Object.keys(kept)]),
    value: (key) => (Object.hasOwn(given, key) ? given[key] : rest(key)),
    isSecret: (key) => hidden.has(key),
  }
}

const isTrue = (value: unknown): boolean => String(value).toLowerCase() === 'true'

const defaultOf = (rules: Fields | undefined): string | undefined =>
  rules?.['Default'] === undefined ? undefined : String(rules['Default'])

const declaredIn = (name: string, rules: Fields): Declared => ({
  name,
  type: String(rules['Type'] ?? 'String'),
  hasDefault: rules['Default'] !== undefined,
  rules,
})

/** What a stack has that is there: what it is not given it keeps. Secret values are masked by AWS. */
async function keptBy(context: GateContext, stack: GatedStack): Promise<Readonly<Record<string, string>>> {
  const found = await described(context.core(stack), stack.name)
  return found?.parameters ?? {}
}

/** A larger one would have to lie in a bucket; its text says the same. */
async function summary(context: GateContext, where: Where, body: string) {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) return undefined
  const core = context.core(where)
  const found = await patiently(core, READ_LIMIT, () => core.cloudformation.templateSummary({ body }, context.signal))
  return found.parameters
}

/** What a template itself says against what it is given. */
export async function againstTemplate(known: Known, unknown: 'block' | 'allow'): Promise<readonly Wrong[]> {
  const { stack, declared, given, later } = known
  const names = new Set(declared.map(({ name }) => name))
  const strange = unknown === 'allow' ? [] : Object.keys(given).filter((name) => !names.has(name))
  const lacking = declared.filter(({ name, hasDefault }) => !hasDefault && !Object.hasOwn(given, name) && !later.has(name))
  const values = await Promise.all(
    declared.map((each) => {
      const value = Object.hasOwn(given, each.name) ? given[each.name] : undefined
      return value === undefined ? [] : valueWrong(each, value)
    }),
  )
  return [
    ...strange.map((name) => ({ what: `${stack} declares no parameter ${name}`, known: true })),
    ...lacking.map(({ name }) => ({ what: `${stack} has no value for ${name}`, known: true })),
    ...values.flat().map(({ what, known }) => ({ what: `${stack}: ${what}`, known })),
  ]
}
