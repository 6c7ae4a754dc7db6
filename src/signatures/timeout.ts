import { defineSignature } from '../domain/signature.ts'
import { headline, lineOf } from './line.ts'

const TIMED_OUT = /^(?:\S+ \S+ )?(?:RequestId: \S+ Error: )?(Task timed out after [\d.]+ seconds)/

/** A Lambda function did not answer within its time-out. */
export const timeout = defineSignature({
  kind: 'lambda-timeout',
  doc: 'A Lambda function did not end within its time-out.',
  severity: 'high',
  fatal: true,
  recognise(event) {
    const { text, platform } = lineOf(event)
    const said = TIMED_OUT.exec(text)?.[1]
    if (!said && !(platform?.of === 'invoke' && platform.status === 'timeout')) return undefined
    return {
      what: `Lambda time-out: ${said ?? headline(text).replace(/^REPORT RequestId: \S+ /, '')}`,
      fix: 'Look at the last line that the request wrote: what comes after it hangs. Mostly it is a call without a time limit of its own, or a function in a VPC that has no way to what it calls. Raise `Timeout` only if the work is really that long.',
    }
  },
})
