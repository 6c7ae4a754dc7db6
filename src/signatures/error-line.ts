import { defineSignature } from '../domain/signature.ts'
import { headline, lineOf } from './line.ts'

// Shapes without a level: a thrown error as it is printed, a Python traceback, panics of Go and Rust.
const THROWN =
  /^(?:Exception in thread "[^"]{0,100}" )?(?:Uncaught |Unhandled )?(?:[\w$]{1,80}\.){0,20}[\w$]{0,80}(?:Error|Exception)(?: \[\w+\])?(?:: \S|\n\s+at )/
const TRACEBACK = /^Traceback \(most recent call last\):/
const PANIC = /^(?:panic: |fatal error: |thread '[^']{0,100}' (?:\(\d+\) )?panicked at|\S+ \S+ http: panic serving )/

/** A line that its logger calls an error, or that is one by its shape. */
export const errorLine = defineSignature({
  kind: 'error-line',
  doc: 'A line of level ERROR, FATAL or CRITICAL in text or JSON, a printed exception, or a panic. One alone decides nothing.',
  severity: 'medium',
  fatal: false,
  recognise(event) {
    const { text, level } = lineOf(event)
    if (level === 'quiet') return undefined
    const traced = TRACEBACK.test(text)
    if (!level && !traced && !THROWN.test(text) && !PANIC.test(text)) return undefined
    return {
      what: `Error in the log: ${(traced ? lastLine(text) : headline(text)) || 'without a message'}`,
      fix: 'See whether it began with this deployment. If it is known and harmless, put a piece of its text under `logs.ignore`.',
    }
  },
})

/** A traceback names its error at its end. */
const lastLine = (text: string): string => headline(text.slice(text.lastIndexOf('\n') + 1))
