import { defineSignature } from '../domain/signature.ts'
import { headline, lineOf } from './line.ts'

const EXHAUSTED =
  /Runtime exited with error: signal: killed|Runtime\.OutOfMemory|JavaScript heap out of memory|java\.lang\.OutOfMemoryError|^\[ERROR\] MemoryError\b/
const TYPES = /OutOfMemory|^MemoryError$/

/** A Lambda function was killed because its memory did not suffice. */
export const memory = defineSignature({
  kind: 'lambda-memory',
  doc: 'A Lambda function ran out of memory.',
  severity: 'high',
  fatal: true,
  recognise(event) {
    const { text, level, errorType } = lineOf(event)
    if (level === 'quiet' || !(TYPES.test(errorType ?? '') || EXHAUSTED.test(text))) return undefined
    const said = EXHAUSTED.exec(text)?.[0].replace(/^\[ERROR\] /, '') ?? errorType ?? headline(text)
    return {
      what: `Out of memory: ${said}`,
      fix: 'Compare `Max Memory Used` with `Memory Size` in the REPORT line. Raise `MemorySize` to stop it now; then look for what this version newly keeps or loads whole.',
    }
  },
})
