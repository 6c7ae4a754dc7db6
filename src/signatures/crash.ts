import { defineSignature } from '../domain/signature.ts'
import { headline, type Line, lineOf } from './line.ts'

const DIED =
  /Runtime exited (?:with error|without providing a reason)[^\n]{0,100}|Runtime\.(?:ExitError|NodeJsExit|Unknown)\b|Process exited before completing request|Unknown application error occurred|^(?:RequestId: \S+ )?(?:Error: )?[Ss]egmentation fault|signal: (?:segmentation fault|aborted|bus error|illegal instruction)/

/** The process of a Lambda function ended in the middle of an invocation. */
export const crash = defineSignature({
  kind: 'crash',
  doc: 'The process of a Lambda function died: an exit, a signal, a segmentation fault.',
  severity: 'high',
  fatal: true,
  recognise(event) {
    const line = lineOf(event)
    const how = line.level === 'quiet' ? undefined : died(line)
    return how === undefined
      ? undefined
      : {
          what: `The process died: ${how}`,
          fix: 'Look at the lines before it: code that calls exit, an error thrown outside any handler, or a native library built for another system. A signal points to native code or to memory.',
        }
  },
})

function died({ text, platform, errorType }: Line): string | undefined {
  if (errorType && /ExitError|NodeJsExit|Runtime\.Unknown/.test(errorType)) return errorType
  if (platform) return platform.of === 'invoke' && platform.status === 'failure' ? headline(text) : undefined
  return DIED.exec(text)?.[0]
}
