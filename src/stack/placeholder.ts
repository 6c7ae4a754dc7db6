import type { Finding } from '../domain/finding.ts'
import type { Assembly, PlannedParameter } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { TemplateSummary } from '../ports/cloudformation.ts'
import type { Core } from './core.ts'
import { outline } from './template.ts'

const [UPPER, LOWER, DIGITS] = ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz', '0123456789'] as const
/** What a value may be made of, the likeliest first: one character of each in turn. */
const ALPHABETS = [
  [UPPER, LOWER, DIGITS],
  [UPPER, LOWER, DIGITS, '-_'],
  [UPPER, LOWER, DIGITS, '!#%+'],
  [LOWER, DIGITS],
  [LOWER],
  [UPPER],
  [DIGITS],
  ['abcdef', DIGITS],
]
// Long enough that nobody guesses it.
const USUAL_LENGTH = 32
const LONGEST = 48
/**
 * A pattern is tried only where trying ends soon: with few repetitions, none of which repeats a group.
 * https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS
 */
const MOST_REPETITIONS = 6
const REPETITION = /(?<!\()[*+?]|\{\d+,?\d*\}/g
const REPEATED_GROUP = /\)(?:[*+]|\{\d)/

/** What a template demands of a value. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
type Demands = Readonly<
  Partial<Record<'MinLength' | 'MaxLength' | 'MinValue' | 'MaxValue' | 'AllowedPattern' | 'AllowedValues', unknown>>
>

/** The assembly with made up values for the parameters whose own comes after approval, and that the stack does not have yet. */
export async function withPlaceholders(
  core: Core,
  assembly: Assembly,
  declared: TemplateSummary['parameters'],
  parameters: readonly PlannedParameter[],
): Promise<Assembly> {
  const wanted = parameters.filter(({ source }) => source === 'placeholder').map(({ name }) => name)
  if (wanted.length === 0) return assembly
  const { Parameters: written = {} } = outline(assembly.template.body).data as { readonly Parameters?: Record<string, Demands> }
  const made: Record<string, string> = {}
  for (const name of wanted) {
    const type = declared.find((one) => one.name === name)?.type ?? 'String'
    const value = await placeholder(type, written[name] ?? {}, () => core.clock.random())
    if (value === undefined) throw impossible(assembly, name)
    made[name] = value
  }
  // One that the template itself allows is a word like any other.
  await core.conceal(Object.values(made).filter((value) => !assembly.template.body.includes(value)))
  return { ...assembly, parameters: { ...assembly.parameters, ...made } }
}

/** A value that means nothing and is as the template demands, as far as can be told; nothing where none was found. */
export async function placeholder(type: string, demands: Demands, random: () => number): Promise<string | undefined> {
  const { AllowedValues: allowed, AllowedPattern: pattern } = demands
  if (Array.isArray(allowed)) return allowed.length > 0 ? String(allowed[0]) : undefined
  if (type === 'Number') return String(demands.MinValue ?? demands.MaxValue ?? 1)
  if (type !== 'String' && type !== 'CommaDelimitedList') return undefined
  const least = Number(demands.MinLength ?? 1)
  const most = Math.min(Number(demands.MaxLength ?? Number.POSITIVE_INFINITY), Math.max(LONGEST, least))
  const usual = Math.max(least, Math.min(most, USUAL_LENGTH))
  if (pattern === undefined) return least <= most ? text(ALPHABETS[0] ?? [], usual, random) : undefined
  const fits = await matcher(String(pattern))
  if (!fits || least > LONGEST) return undefined
  const lengths = [usual, ...Array.from({ length: Math.max(0, most - least + 1) }, (_, index) => most - index)]
  for (const length of lengths)
    for (const alphabet of ALPHABETS) {
      const made = text(alphabet, length, random)
      if (fits(made)) return made
    }
  return undefined
}

const text = (alphabet: readonly string[], length: number, random: () => number): string =>
  Array.from({ length }, (_, index) => {
    const characters = alphabet[index % alphabet.length] ?? ''
    return characters[Math.floor(random() * characters.length)] ?? ''
  }).join('')

/** Whether a whole text fits a pattern; nothing where that cannot be tried. */
async function matcher(pattern: string): Promise<((text: string) => boolean) | undefined> {
  if ((pattern.match(REPETITION) ?? []).length > MOST_REPETITIONS || REPEATED_GROUP.test(pattern)) return undefined
  // CloudFormation reads it as Java does; what means nothing here cannot be tried.
  const whole = await attempt(async () => new RegExp(`^(?:${pattern})$`))
  return 'value' in whole ? (made) => whole.value.test(made) : undefined
}

const impossible = ({ stack, template }: Assembly, name: string): Failure =>
  new Failure(
    `Stack ${stack}: the secret of parameter ${name} is not set in this job, the stack has no value of it yet, and no made up one is known to be as ${template.path} demands.`,
    {
      code: 'SECRET_MISSING',
      fix: `Declare ${name} as a String without \`AllowedPattern\` or with a simple one, or deploy the stack once in one job that has the secret.`,
    },
  )

/** What a reviewer must know of parameters whose value comes after approval. */
export const awaiting = (stack: string, parameters: readonly PlannedParameter[]): readonly Finding[] =>
  parameters
    .filter(({ late }) => late)
    .map(({ name, source }) => ({
      severity: 'low',
      title: `${stack}: ${name} gets its value after approval`,
      cause: `Its secret is not set in this job, so the plan was made with ${source === 'previous' ? 'the value that the stack has' : 'a placeholder'}.`,
      impact:
        'The deploying job makes the change set again with the value. It runs if its changes are those of this plan; beside them only what uses the parameter may change, and nothing of that may be replaced.',
      where: `${stack}/${name}`,
    }))
