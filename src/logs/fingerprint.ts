// Longer texts differ in their beginning or not at all.
const LONGEST = 1000

const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"'<>]+/gi, '<url>'],
  [/\barn:aws[\w-]*:[^\s"'<>,]+/g, '<arn>'],
  [/[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}/g, '<address>'],
  [/(?<!\w)(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|`[^`\n]{0,300}`|“[^”\n]{0,300}”)(?!\w)/g, '<text>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  // Ids of machines mix letters and digits; a word of letters alone stays.
  [/\b(?=[a-z-_]{0,64}\d)[0-9a-z]{16,}\b/gi, '<id>'],
  [/\b(?=[a-f]{0,16}\d)[0-9a-f]{8,}\b/gi, '<hex>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b/g, '<address>'],
  [/\d+(?:[.,:]\d+)*/g, '<n>'],
  [/\s+/g, ' '],
]

/** The message with everything masked that differs between two times of the same error, so that equal errors group. */
export const fingerprint = (message: string): string =>
  MASKS.reduce((text, [shape, by]) => text.replace(shape, by), message.slice(0, LONGEST)).trim()
