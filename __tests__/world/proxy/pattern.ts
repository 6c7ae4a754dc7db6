/** A filter pattern that this world does not know: refused, so that a test never passes by an answer that was made up. */
export class UnknownPattern extends Error {
  override readonly name = 'UnknownPattern'
}

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"]+))/g

/**
 * Whether a message matches a filter pattern for unstructured text: words, quoted phrases, `?any`, `-without`, `%regex%`; letter
 * case counts. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matcher(pattern: string): (message: string) => boolean {
  const text = pattern.trim()
  if (/^[{[]/.test(text)) throw new UnknownPattern(`this world knows no JSON and no space-delimited patterns: ${text}`)
  const terms = [...text.matchAll(TERM)].map(([, sign = '', phrase, regex, word]) => ({
    sign,
    holds: regex === undefined ? contains((phrase ?? word ?? '').replaceAll('\\"', '"')) : matches(regex),
  }))
  const all = terms.filter(({ sign }) => sign === '')
  const without = terms.filter(({ sign }) => sign === '-')
  // "?" beside words that must be there is without effect, as the page above says.
  const any = all.length > 0 ? [] : terms.filter(({ sign }) => sign === '?')
  return (message) =>
    all.every(({ holds }) => holds(message)) &&
    !without.some(({ holds }) => holds(message)) &&
    (any.length === 0 || any.some(({ holds }) => holds(message)))
}

function contains(part: string): (message: string) => boolean {
  return (message) => message.includes(part)
}

function matches(source: string): (message: string) => boolean {
  const expression = new RegExp(source)
  return (message) => expression.test(message)
}
