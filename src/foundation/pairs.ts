/** A name and its value in a text such as `Size=small Name="a b"`, or a word of it that is neither. */
export type Pair = { readonly key: string; readonly value: string } | { readonly wrong: string }

// Quotes go around a whole value; a backslash stands before a space or a quote that means itself.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-deploy.html
const VALUE = String.raw`("(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|(?:\\[^]|[^\s\\])*)(?=\s|$)`
const PAIR = new RegExp(String.raw`(?:ParameterKey=([^\s=,]+),ParameterValue|([^\s=]+))=${VALUE}`, 'y')
const WORD = /\S+/y
const SPACE = /\s*/y

/** The pairs in a text such as `Size=small Name="a b"` or `ParameterKey=Size,ParameterValue=small`, as SAM reads it. */
export function pairsIn(text: string): readonly Pair[] {
  const pairs: Pair[] = []
  const take = (shape: RegExp, from: number) => {
    shape.lastIndex = from
    return shape.exec(text)
  }
  for (let at = take(SPACE, 0)?.[0].length ?? 0; at < text.length; ) {
    const pair = take(PAIR, at)
    const [found = '', legacy, name, value = ''] = pair ?? take(WORD, at) ?? []
    const good = pair !== null && !halfQuoted(value)
    pairs.push(good ? { key: unquoted(legacy ?? name ?? ''), value: unquoted(value) } : { wrong: found })
    at += found.length
    at += take(SPACE, at)?.[0].length ?? 0
  }
  return pairs
}

const quoted = (text: string): boolean => /^(["'])(?:\\.|(?!\1)[^\\])*\1$/s.test(text)
// What SAM makes of a quote within a text, or of one that is not closed, is nothing that anyone meant.
const halfQuoted = (value: string): boolean => !quoted(value) && /^'|(?<!\\)"/.test(value)

/** A value without the quotes around it, and without backslashes before quotes and spaces. */
export const unquoted = (text: string): string => (quoted(text) ? text.slice(1, -1) : text).replace(/\\([ "'])/g, '$1')
