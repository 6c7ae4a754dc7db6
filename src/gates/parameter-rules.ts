import { type Fields, fields } from '../foundation/json.ts'
import { attempt } from '../foundation/retry.ts'

/** What is wrong with a parameter, or what is not known of it. Never holds a value. */
export interface Wrong {
  readonly what: string
  readonly known: boolean
}

/** A parameter as a template declares it. */
export interface Declared {
  readonly name: string
  readonly type: string
  readonly hasDefault: boolean
  /** As the text of the template has it. */
  readonly rules: Fields
}

const wrong = (what: string, known = true): Wrong => ({ what, known })

/** Systems Manager has the value of these; what is given is only its name. */
const isLookedUp = (type: string): boolean => type.startsWith('AWS::SSM::Parameter::')
const isList = (type: string): boolean => type === 'CommaDelimitedList' || type.startsWith('List<')

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html#parameters-section-structure-properties */
export async function valueWrong({ name, type, rules }: Declared, value: string): Promise<readonly Wrong[]> {
  if (isLookedUp(type)) return []
  const each = isList(type) ? value.split(',').map((item) => item.trim()) : [value]
  const allowed = rules['AllowedValues']
  const outside = Array.isArray(allowed) && !each.every((item) => allowed.some((one: unknown) => String(one) === item))
  const isNumber = type === 'Number' || type === 'List<Number>'
  return [
    ...(outside ? [wrong(`${name} has none of its allowed values`)] : []),
    ...(await patternWrong(name, rules['AllowedPattern'], each)),
    ...(isNumber ? numberWrong(name, rules, each) : lengthWrong(name, rules, value)),
  ]
}

/** A repeated group that itself repeats something takes twice as long for each character. https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS */
const ENDLESS = /[+*}][^()]*\)+[+*{]/
const MOST_TRIED = 28

/** The whole value must match. CloudFormation's patterns are those of Java, which has some that are none here. */
async function patternWrong(name: string, pattern: unknown, values: readonly string[]): Promise<readonly Wrong[]> {
  if (pattern === undefined) return []
  if (ENDLESS.test(String(pattern)) && values.some(({ length }) => length > MOST_TRIED))
    return [wrong(`whether ${name} fits its pattern is not known: trying could take for ever`, false)]
  const made = await attempt(async () => new RegExp(`^(?:${literal(String(pattern))})$`, 'u'))
  if ('failure' in made) return [wrong(`whether ${name} fits its pattern is not known`, false)]
  return values.every((value) => made.value.test(value)) ? [] : [wrong(`${name} does not fit its pattern`)]
}

/** Java takes a backslash before every sign for that sign; here only before some. */
const literal = (pattern: string): string =>
  pattern.replace(/\\([^A-Za-z0-9])/gu, (_all, sign: string) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)

function lengthWrong(name: string, rules: Fields, { length }: string): readonly Wrong[] {
  const [least, most] = bounds(rules, 'MinLength', 'MaxLength')
  return length < least || length > most ? [wrong(`${name} has ${length} characters, which are too few or too many`)] : []
}

function numberWrong(name: string, rules: Fields, values: readonly string[]): readonly Wrong[] {
  const [least, most] = bounds(rules, 'MinValue', 'MaxValue')
  const numbers = values.map((value) => (value === '' ? Number.NaN : Number(value)))
  if (numbers.some(Number.isNaN)) return [wrong(`${name} is no number`)]
  return numbers.some((number) => number < least || number > most) ? [wrong(`${name} is too small or too large`)] : []
}

const bounds = (rules: Fields, least: string, most: string): readonly [number, number] => [
  Number(rules[least] ?? Number.NEGATIVE_INFINITY),
  Number(rules[most] ?? Number.POSITIVE_INFINITY),
]

/** Where no template declares it, a rule about a parameter proves nothing. */
export const undeclared = (names: readonly string[], declared: ReadonlySet<string>): readonly Wrong[] =>
  names.filter((name) => !declared.has(name)).map((name) => wrong(`no template declares ${name}`, false))

/** What a template's text says of a parameter; nothing where it does not name it. */
export const rulesIn = (data: unknown, name: string): Fields | undefined => {
  const all = fields(fields(data)['Parameters'])
  return Object.hasOwn(all, name) ? fields(all[name]) : undefined
}
