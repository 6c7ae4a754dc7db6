import { defineSignature } from '../domain/signature.ts'
import { headline, type Line, lineOf } from './line.ts'

const NODE = /^\S+\t\S+\tERROR\t(Invoke Error|Uncaught Exception|Unhandled Promise Rejection)\b/
// The Python runtime writes a space where a logger's line has a tab.
const PYTHON = /^\[ERROR\] (?:[\w.]*(?:Error|Exception)\b|[A-Za-z_][\w.]*: [\s\S]*Traceback \(most recent call last\))/
const ENDED = /^(?:error|failure)$/
const EXITED = /ExitError|NodeJsExit/

/** An error left the handler: the caller got a failure. */
export const unhandled = defineSignature({
  kind: 'unhandled-error',
  doc: 'An error was not caught by the code: the invocation failed.',
  severity: 'high',
  fatal: true,
  recognise(event) {
    const line = lineOf(event)
    if (line.level === 'quiet' || EXITED.test(line.errorType ?? '') || !escaped(line)) return undefined
    return {
      what: `Unhandled error: ${said(line)}`,
      fix: 'The topmost frame of your own code in the stack below is where it was thrown. Compare that place with what this deployment changed: code, environment variables, permissions of the role.',
    }
  },
})

const escaped = ({ text, platform, errorType, unhandled: thrown }: Line): boolean => {
  if (platform)
    return platform.of === 'invoke' && ENDED.test(platform.status ?? '') && (platform.status === 'error' || !!errorType)
  return thrown === true || NODE.test(text) || PYTHON.test(text) || (errorType ?? '').startsWith('Runtime.Unhandled')
}

function said({ text, platform, errorType }: Line): string {
  if (platform) return errorType ?? 'the invocation ended with status error'
  const way = NODE.exec(text)?.[1]
  if (!way) return headline(text).replace(/^\[ERROR\] /, '')
  const message = /"errorMessage"\s*:\s*"((?:[^"\\]|\\.){1,300})/.exec(text)?.[1]
  return [errorType ?? way, message].filter(Boolean).join(': ')
}
