import { clean, short } from '../foundation/markdown.ts'

/** Lines that one incident shows at most. */
export const EVIDENCE_LINES = 5
/** Characters of one of them at most. */
export const EVIDENCE_LENGTH = 500
// Room for the word on what was left out.
const KEPT = EVIDENCE_LENGTH - 40
/** A megabyte in one line is looked at no further than here. */
const LOOKED_AT = 20_000

/** Lines that continue the event before them: frames of a stack, causes, the caret below a line of code. */
export const isFrame = (message: string): boolean =>
  /^(?:\s+at \S|\s+File "|\s*\.\.\. \d+ (?:more|common)|Caused by: |\s+[\^~]+\s*$)/.test(message)

/** A traceback that has only begun: its frames and its error come as events of their own. */
export const opensTraceback = (message: string): boolean => /^Traceback \(most recent call last\):\s*$/.test(message)

/**
 * The lines of a message that are worth showing. Secrets go before anything is cut, since half a secret is not recognised
 * any more. The copy frees the message itself: V8 keeps a whole string alive for a piece of it.
 */
export const excerpt = (message: string, redact: (text: string) => string): readonly string[] =>
  clean(redact(message.slice(0, LOOKED_AT)))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, EVIDENCE_LINES)
    .map((line) => copy(short(line, KEPT)))

/** A text that holds on to no longer one. */
export const copy = (text: string): string => Buffer.from(text).toString()
