import { defineSignature } from '../domain/signature.ts'
import { lineOf } from './line.ts'

/**
 * A start that took longer than ten seconds; Lambda does it again at the first invocation with the function's own time-out.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
 */
export const initRetry = defineSignature({
  kind: 'lambda-init-retry',
  doc: 'A Lambda function took more than ten seconds to start, and Lambda tried again. Noted, never counted as an error.',
  severity: 'low',
  fatal: false,
  recognise(event) {
    const { platform } = lineOf(event)
    if (platform?.of !== 'init' || platform.status !== 'timeout') return undefined
    return {
      what: 'Lambda start took too long and was tried again',
      fix: 'Move calls and big loads out of the code that runs at start, or give the function more memory, which is also more processor.',
    }
  },
})
