import { defineGate, passed, unknown } from './gate.ts'
import { overridden } from './window-override.ts'
import { type LocalTime, localTime, openAt } from './window-time.ts'

const TEST = 'the gate window'
const date = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', expects: 'a date, such as 2026-12-24' } as const

/** When deployments may begin. */
export const window = defineGate({
  kind: 'window',
  doc: 'When deployments may begin: days and times in a zone, without freezes and holidays. Who goes on all the same says why.',
  example: `- window:
    zone: Europe/Zurich
    open: ["mon-thu 09:00-16:00", "fri 09:00-12:00"]
    freezes: [{ from: 2026-12-20, to: 2027-01-03, reason: end of the year }]
    holidays: [2026-08-01]
    override: { input: outside-window }`,
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['zone'],
    properties: {
      zone: {
        type: 'string',
        minLength: 1,
        expects: 'the name of a time zone',
        description: 'The time zone by its name, such as `Europe/Zurich`.',
      },
      open: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'string',
          pattern:
            '^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))? ([01]\\d|2[0-3]):[0-5]\\d-(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
          expects: 'days and times such as `mon-thu 09:00-16:00`',
        },
        default: ['mon-sun 00:00-24:00'],
        expects: 'a list of days and times',
        description: 'When it is open. A time that ends before it begins ends on the next day.',
      },
      freezes: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['from', 'to', 'reason'],
          properties: {
            from: { ...date, description: 'The first day.' },
            to: { ...date, description: 'The last day.' },
            reason: { type: 'string', minLength: 1, description: 'Why.' },
          },
        },
        default: [],
        expects: 'a list of freezes',
        description: 'Days on which nothing is deployed.',
      },
      holidays: {
        type: 'array',
        items: date,
        default: [],
        expects: 'a list of dates',
        description: 'Single days on which nothing is deployed.',
      },
      override: {
        type: 'object',
        additionalProperties: false,
        properties: {
          input: {
            type: 'string',
            minLength: 1,
            description:
              'The input of `workflow_dispatch` in which the reason stands. It is recorded with the name of who gave it.',
          },
          label: {
            type: 'string',
            minLength: 1,
            description: 'The label of an open issue whose title is the reason. It is recorded with the name of its author.',
          },
        },
        description: 'How somebody deploys all the same.',
      },
    },
  },
  needs: { github: ['issues'] },
  falsePasses: [
    {
      what: 'the time of the machine is taken for that of the zone',
      test: `${TEST} reads the clock in its zone, summer and winter`,
    },
    { what: 'a window over midnight is open the whole day, or never', test: `${TEST} may reach over midnight` },
    {
      what: 'an override without a reason, or without a name',
      test: `${TEST} is passed over with a reason, which is recorded with the name`,
    },
  ],
  calls: 1,
  by: 'here',
  volatile: true,
  async judge({ zone, open, freezes, holidays, override }, context) {
    const now = localTime(context.ports.clock.now(), zone)
    if (!now) return unknown(`there is no time zone “${zone}”`, { fix: 'Take a name of the tz database, such as Europe/Zurich.' })
    const freeze = freezes.find(({ from, to }) => from <= now.date && now.date <= to)
    const told = spokenTime(now, zone)
    if (freeze) return overridden(override, context, `${told} lies in the freeze until ${freeze.to}: ${freeze.reason}`)
    if (holidays.includes(now.date)) return overridden(override, context, `${told} is a holiday`)
    const within = open.find((each) => openAt(each, now))
    return within === undefined
      ? overridden(override, context, `${told} is outside ${open.join(', ')}`)
      : passed(`${told} is within ${within}`)
  },
})

const spokenTime = ({ weekday, date: day, time }: LocalTime, zone: string): string => `${weekday} ${day} ${time} (${zone})`
