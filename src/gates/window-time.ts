const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** A moment as a clock on the wall and a calendar beside it show it. */
export interface LocalTime {
  readonly weekday: string
  /** As `2026-12-24`. */
  readonly date: string
  /** As `09:05`. */
  readonly time: string
}

/** The moment in a time zone; nothing where there is no such zone. */
export function localTime(at: Date, timeZone: string): LocalTime | undefined {
  const parts = partsIn(at, timeZone)
  if (!parts) return undefined
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  return {
    weekday: of('weekday').toLowerCase(),
    date: `${of('year')}-${of('month')}-${of('day')}`,
    time: `${of('hour')}:${of('minute')}`,
  }
}

const NUMERIC = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
} as const

function partsIn(at: Date, timeZone: string): readonly Intl.DateTimeFormatPart[] | undefined {
  if (!isZone(timeZone)) return undefined
  return new Intl.DateTimeFormat('en-US', { ...NUMERIC, weekday: 'short', timeZone }).formatToParts(at)
}

/** An offset such as `+02:00` knows no summer, so it is none here. */
const isZone = (name: string): boolean =>
  name === 'UTC' ||
  (/^[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+$/.test(name) && Intl.supportedValuesOf('timeZone').some((zone) => zone === name))

/** Whether a time such as `mon-thu 09:00-16:00` holds at a moment. One that ends before it begins ends on the next day. */
export function openAt(window: string, { weekday, time }: LocalTime): boolean {
  const [days = '', times = ''] = window.split(' ')
  const [first = '', last = first] = days.split('-')
  const [from = '', to = ''] = times.split('-')
  const today = indexOf(weekday)
  const on = (day: number): boolean => between((day + 7) % 7, indexOf(first), indexOf(last))
  if (from < to) return on(today) && from <= time && time < to
  return (on(today) && from <= time) || (on(today - 1) && time < to)
}

const indexOf = (day: string): number => (DAYS as readonly string[]).indexOf(day)

const between = (day: number, first: number, last: number): boolean =>
  first <= last ? first <= day && day <= last : day >= first || day <= last
