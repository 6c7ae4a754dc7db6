import type { SecretPlace } from '../domain/late.ts'
import type { Values } from './config.ts'
import { filled, namesIn, type Place, secretIn, wrongName } from './interpolate.ts'
import { lookUp, type Wrong } from './lookup.ts'
import { didYouMean } from './nearest.ts'
import { hookOptionOf, isShellText, placeOf, userOf } from './places.ts'
import { outputsIn, stackNamesOf } from './references.ts'
import { child, itemsOf, type Mistake, mapScalars, mistake, type Node, type ScalarNode, type Span } from './tree.ts'

/** Names that mean nothing, or nothing in their place, whatever the values are. A file of parameters is one place. */
export function wrongNames(text: string, root: Node, ofFile?: Place): readonly Mistake[] {
  const mistakes: Mistake[] = []
  mapScalars(root, (scalar, path) => {
    for (const { name, token } of namesOf(scalar)) {
      const wrong = isShellText(path) ? wrongInShell(name, token) : wrongName(name, token, ofFile ?? placeOf(path))
      if (wrong) mistakes.push(mistake(spotOf(text, scalar, token), wrong, 'VALUE_UNKNOWN'))
    }
    return scalar
  })
  return mistakes
}

/** A value in the text of a command could be a command itself. What is not one of our names is the shell's. */
const wrongInShell = (name: string, token: string): string | undefined =>
  /^(?:environment$|(?:run|inputs|env|secrets|outputs)\.)/.test(name)
    ? `values do not stand in the text of a command: put ${token} into its \`env\`, and name that variable here`
    : undefined

/** What names stand for, and where secrets may be unset. */
export interface Known {
  readonly values: Values
  readonly late: readonly SecretPlace[]
}

/**
 * The file with its names replaced, but for the options of checks and hooks and for parameters that name outputs: those wait for them. A
 * secret that may come later is left as it stands.
 */
export function expanded(text: string, root: Node, { values, late }: Known, mistakes: Mistake[]): Node {
  const open = openParametersOf(root)
  const waits = ([list = '', item = '', key, name = '']: readonly string[]): boolean =>
    list === 'stacks' && key === 'parameters'
      ? open[Number(item)]?.includes(name) === true
      : placeOf([list, item, key ?? '']).outputs === true
  return mapScalars(root, (scalar, path) => {
    if (typeof scalar.value !== 'string' || isShellText(path)) return scalar
    const hook = hookOptionOf(path)
    const used = userOf(path)
    const later = used !== undefined && late.includes(used)
    const wrong = ({ wrong, code }: Wrong, token: string) => {
      if (!(later && code)) mistakes.push(mistake(spotOf(text, scalar, token), wrong, code ?? 'VALUE_UNKNOWN'))
    }
    if (hook === undefined && !waits(path)) return { ...scalar, value: filled(scalar.value, values, wrong) }
    // What does not need outputs can be tried now, so that a missing variable is known before AWS is touched.
    for (const { name, token } of namesOf(scalar)) if (!name.startsWith('outputs.')) filled(token, values, wrong)
    return scalar
  })
}

/** Stacks named in `outputs.STACK.KEY` that do not exist. */
export function wrongOutputs(text: string, root: Node): readonly Mistake[] {
  const stacks = stackNamesOf(root)
  if (!stacks) return []
  const mistakes: Mistake[] = []
  mapScalars(root, (scalar) => {
    for (const { name, token } of namesOf(scalar)) {
      const [root, stack = '', key] = name.split('.')
      if (root !== 'outputs' || key === undefined || stacks.includes(stack)) continue
      const message = `there is no stack “${stack}”; expected ${stacks.join(', ')}${didYouMean(stack, stacks)}`
      mistakes.push(mistake(spotOf(text, scalar, token), message, 'VALUE_UNKNOWN'))
    }
    return scalar
  })
  return mistakes
}

/** The names of all secrets that the tree asks for. */
export function secretsIn(root: Node): readonly string[] {
  const names = new Set<string>()
  mapScalars(root, (scalar) => {
    for (const { name } of namesOf(scalar)) {
      const secret = secretIn(name)
      if (secret !== undefined) names.add(secret)
    }
    return scalar
  })
  return [...names]
}

/** For each stack the parameters whose value is made with a secret. */
export const secretParametersOf = (root: Node): readonly (readonly string[])[] =>
  parametersWhere(root, (value) => secretsIn(value).length > 0)

/** For each stack the parameters whose value is made with an output of another stack. */
export const openParametersOf = (root: Node): readonly (readonly string[])[] =>
  parametersWhere(root, (value) => outputsIn(value).length > 0)

/** For each stack the parameters whose value is made with a secret that is not set. */
export const lateParametersOf = (root: Node, { values, late }: Known): readonly (readonly string[])[] =>
  parametersWhere(
    root,
    (value) => late.includes('parameters') && secretsIn(value).some((name) => 'wrong' in lookUp(`secrets.${name}`, values)),
  )

const parametersWhere = (root: Node, wanted: (value: Node) => boolean): readonly (readonly string[])[] =>
  itemsOf(child(root, 'stacks')).map((stack) => {
    const parameters = child(stack, 'parameters')
    return parameters?.type === 'map' ? parameters.entries.filter(({ value }) => wanted(value)).map(({ key }) => key) : []
  })

const namesOf = ({ value }: ScalarNode) => (typeof value === 'string' && value.includes('${') ? namesIn(value) : [])

/** Where a `${…}` stands. What quotes or folding changed is not found again; then the whole value is pointed at. */
function spotOf(text: string, { span }: ScalarNode, token: string): Span {
  const at = text.slice(span.at, span.end).indexOf(token)
  return at < 0 ? span : { at: span.at + at, end: span.at + at + token.length }
}
