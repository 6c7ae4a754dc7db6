import { Failure } from '../foundation/failure.ts'
import { withTexts } from '../foundation/json.ts'
import type { Values } from './config.ts'
import { lookUp, type Wrong } from './lookup.ts'
import { didYouMean } from './nearest.ts'

/** What may be named in a place besides what may be named everywhere. */
export interface Place {
  readonly secrets: boolean
  /** `of stacks`: those of stacks that are named with them. */
  readonly outputs: boolean | 'of stacks'
}

/** A piece of a text: as it is, or the name that stood in `${…}` with the `${…}` itself. */
type Part = { readonly text: string } | { readonly name: string; readonly token: string }

/** The names that every run has. */
export const RUN_NAMES = ['sha', 'ref', 'tag', 'id', 'attempt', 'actor', 'nonce'] as const
const ROOTS = ['environment', 'run', 'inputs', 'env', 'secrets', 'outputs']
const NAME = /^[A-Za-z_][\w-]*$/
const OUTPUT = /^[A-Za-z0-9-]+$/

/** Takes a text apart, once: what a value holds is never looked at again. `$${` stands for `${`. */
export function partsOf(text: string): readonly Part[] {
  const parts: Part[] = []
  let from = 0
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', from)) {
    const literal = at > from && text[at - 1] === '$'
    parts.push({ text: literal ? `${text.slice(from, at - 1)}\${` : text.slice(from, at) })
    const end = literal ? at + 1 : text.indexOf('}', at)
    if (end < 0) return [...parts, { name: '', token: text.slice(at) }]
    if (!literal) parts.push({ name: text.slice(at + 2, end), token: text.slice(at, end + 1) })
    from = literal ? at + 2 : end + 1
  }
  return [...parts, { text: text.slice(from) }]
}

/** The names in a text, each with the `${…}` that it stands in. */
export const namesIn = (text: string): readonly { readonly name: string; readonly token: string }[] =>
  partsOf(text).filter((part) => 'name' in part)

/** The name of the secret that a name asks for. */
export const secretIn = (name: string): string | undefined =>
  name.startsWith('secrets.') ? name.slice('secrets.'.length) : undefined

/** What is wrong with a name whatever the values are; nothing where it is right. */
export function wrongName(name: string, token: string, place: Place): string | undefined {
  if (token.startsWith('${{')) return `\`\${{ … }}\` is of workflows and means nothing here; ${known(place)}`
  if (!token.endsWith('}')) return 'the `}` of this `${` is missing; a literal `${` is written `$${`'
  const [root = '', ...rest] = name.split('.')
  const [first = '', second] = rest
  if (name === 'environment') return undefined
  if (!ROOTS.includes(root) || root === 'environment')
    return `\`${token}\` names nothing; ${known(place)}${didYouMean(root, ROOTS)}`
  if (root === 'run') {
    const names: readonly string[] = RUN_NAMES
    if (rest.length === 1 && names.includes(first)) return undefined
    return `\`${token}\` names nothing; known of a run are ${names.join(', ')}${didYouMean(first, names)}`
  }
  if (root === 'outputs') {
    if (!place.outputs) {
      return `\`${token}\` is known only after deployment, so it can stand in parameters of stacks and in the options of checks and hooks only`
    }
    if (place.outputs === 'of stacks' && rest.length < 2) {
      return `\`${token}\` must say of which stack here, since that one has to come before; expected outputs.STACK.KEY`
    }
    return (rest.length === 1 || (rest.length === 2 && OUTPUT.test(second ?? ''))) && OUTPUT.test(first)
      ? undefined
      : `\`${token}\` names no output; expected outputs.KEY or outputs.STACK.KEY`
  }
  if (rest.length !== 1 || !NAME.test(first)) return `\`${token}\` names nothing; expected ${root}.NAME`
  return root === 'secrets' && !place.secrets
    ? `\`${token}\` may not stand here: secrets are allowed in parameters of stacks, in headers, body and json of checks, and in \`env\` of hooks`
    : undefined
}

const known = (place: Place): string =>
  [
    `known are environment, ${RUN_NAMES.map((name) => `run.${name}`).join(', ')}, inputs.NAME, env.NAME`,
    ...(place.secrets ? ['secrets.NAME'] : []),
    ...(place.outputs ? [place.outputs === true ? 'outputs.KEY, outputs.STACK.KEY' : 'outputs.STACK.KEY'] : []),
  ].join(', ')

/** The text with its names replaced; what cannot be replaced is told to `wrong` and left as it is. */
export function filled(text: string, values: Values, wrong: (why: Wrong, token: string) => void): string {
  const pieces = partsOf(text).map((part) => {
    if ('text' in part) return part.text
    const found = lookUp(part.name, values)
    if ('value' in found) return found.value
    wrong(found, part.token)
    return part.token
  })
  return pieces.join('')
}

/** Data with the `${…}` of every text replaced, once; keys stay. Loading has proved that the names are allowed where they stand. */
export function expand<T>(data: T, values: Values): T {
  const wrong: string[] = []
  const result = withTexts(data, (text) => filled(text, values, (why) => wrong.push(why.wrong)))
  if (wrong.length > 0) throw new Failure(`${[...new Set(wrong)].join('\n')}`, { code: 'VALUE_UNKNOWN' })
  return result as T
}

/** The outputs that data names and that do not exist. */
export function unknownOutputs(data: unknown, values: Values): readonly string[] {
  const missing: string[] = []
  withTexts(data, (text) => {
    const names = namesIn(text).map(({ name }) => name)
    missing.push(...names.filter((name) => name.startsWith('outputs.') && 'wrong' in lookUp(name, values)))
    return text
  })
  return [...new Set(missing)]
}
