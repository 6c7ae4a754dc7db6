/** The written form of a duration: `500ms`, `30s`, `5m`, `2h`, `7d`. */
export const duration = {
  type: 'string',
  pattern: '^[0-9]+(ms|s|m|h|d)$',
  expects: 'a duration with its unit, such as 30s, 5m, 2h or 7d',
} as const

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const SHAPE = /^(\d+)(ms|s|m|h|d)$/

/** The milliseconds of a written duration. It has passed the schema, so another form is a bug of ours. */
export function milliseconds(written: string): number {
  const [, count, unit] = SHAPE.exec(written) ?? []
  if (!count || !unit) throw new Error(`not a duration: ${written}`)
  return Number(count) * UNITS[unit as keyof typeof UNITS]
}

/** A length of time as people say it: `850 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`. */
export function spoken(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
}
