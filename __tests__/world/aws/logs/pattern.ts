import { ServiceError } from '../http/failure.ts'

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/g

/**
 * The part of the filter-pattern language for unstructured events: all terms, quoted phrases, `?any` and `-not`. Anything else is
 * refused rather than answered wrongly. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matcher(pattern: string): (message: string) => boolean {
  const text = pattern.trim()
  if (/^[{[%]/.test(text))
    throw new ServiceError('InvalidParameterException', `Invalid filter pattern: this world does not model ${text}`)
  const terms = [...text.matchAll(TERM)].map(([, sign = '', quoted, bare]) => ({
    sign,
    word: quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '',
  }))
  const words = (sign: string): string[] => terms.filter((term) => term.sign === sign).map(({ word }) => word)
  const [all, any, none] = [words(''), words('?'), words('-')]
  const some = all.length === 0 && none.length === 0 ? any : []
  return (message) =>
    all.every((word) => message.includes(word)) &&
    !none.some((word) => message.includes(word)) &&
    (some.length === 0 || some.some((word) => message.includes(word)))
}
