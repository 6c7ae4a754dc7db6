import { Failure } from '../foundation/failure.ts'
import type { Entry } from './tree.ts'
import { parseTree, unmarked } from './yaml.ts'

const NAME = /^[A-Za-z_][\w-]*$/

/** The texts of an input that is a YAML map. What stands in it may be secret, so of a mistake only the line is told. */
export function textsIn(input: 'variables' | 'secrets', given: string): Readonly<Record<string, string>> {
  const text = unmarked(given)
  if (text.trim() === '') return {}
  const { root, mistakes } = parseTree(text)
  const refused = (at: number, why: string) =>
    new Failure(`The input \`${input}\`, line ${text.slice(0, at).split('\n').length}: ${why}.`, {
      code: 'INPUT_INVALID',
      fix: `Write \`NAME: value\`, one a line, each value in quotes; \`NAME: \${{ toJSON(${input === 'secrets' ? 'secrets' : 'vars'}.NAME) }}\` quotes whatever it holds.`,
    })
  const [first] = mistakes
  if (first) throw refused(first.span.at, 'this is not YAML that can be read, or a key stands there twice')
  if (root?.type !== 'map') throw refused(root?.span.at ?? 0, 'a map of names and values was expected')
  return Object.fromEntries(
    root.entries.map((entry) => {
      const why = wrongWith(entry, text, input === 'secrets')
      if (why) throw refused(entry.span.at, why)
      return [entry.key, textOf(entry)]
    }),
  )
}

/** A value that nobody set comes as nothing at all. */
const textOf = ({ value }: Entry): string => {
  if (value.type !== 'scalar' || value.value === null) return ''
  return typeof value.value === 'string' ? value.value : value.written
}

function wrongWith({ key, span, value }: Entry, text: string, secret: boolean): string | undefined {
  if (!NAME.test(key)) return 'a name has letters, digits, `_` and `-`, and does not begin with a digit'
  if (value.type !== 'scalar') return 'a text, a number, true or false was expected, no list and no map'
  // A value that was not quoted may begin or end with what YAML takes for something else, and would be another one then.
  const between = text.slice(span.end, value.span.at)
  if (value.span.at > span.end && !/^["']?\s*:\s*$/.test(between))
    return 'the value begins with `&`, `*` or `!`; put it in quotes'
  if (value.span.at < span.at) return 'the value begins with `*`; put it in quotes'
  const plain = !/["'|>]/.test(text[value.span.at] ?? '')
  const behind = text.slice(value.span.end).split('\n', 1)[0] ?? ''
  return secret && plain && /^[ \t]+#/.test(behind) ? 'a `#` cuts the value off; put it in quotes' : undefined
}
