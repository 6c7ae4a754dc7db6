import { CLI, OURS } from './clients.ts'
import type { Result } from './race.ts'

const COLUMNS = [
  ['wall s', 2, ({ wall }) => wall],
  ['beyond s', 2, ({ beyond }) => beyond],
  ['end → exit s', 2, ({ lag }) => lag],
  ['change set → execution s', 2, ({ changeSetLag }) => changeSetLag],
  ['start → first call s', 2, ({ start }) => start],
  ['calls', 0, ({ calls }) => calls.length],
  ['peak MiB', 0, ({ peak }) => peak],
  ['CPU s', 2, ({ cpu }) => cpu],
] as const satisfies readonly (readonly [string, number, Figure])[]

type Figure = (result: Result) => number | undefined

const GOALS = { beyond: 2, ofCli: 0.15, lag: 1.5, callsIn60: 36, peak: 100 } as const

/** Medians of each client per length of the update. */
export function table(results: readonly Result[]): readonly string[] {
  const head = ['update s', 'client', ...COLUMNS.map(([name]) => name), 'longest end → exit s', 'beyond, × CLI']
  const rows = groups(results).map(([seconds, client, runs]) => [
    String(seconds),
    client,
    ...COLUMNS.map(([, digits, figure]) => median(runs, figure)?.toFixed(digits) ?? 'unknown'),
    Math.max(...runs.map(({ lag }) => lag)).toFixed(2),
    ratio(results, seconds, client)?.toFixed(3) ?? 'unknown',
  ])
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

/** What each client asks for in one run of the longest update. */
export function callsByAction(results: readonly Result[]): readonly string[] {
  const longest = Math.max(...results.map(({ seconds }) => seconds))
  return groups(results.filter(({ seconds }) => seconds === longest)).map(([, client, [first]]) => {
    const counts = Map.groupBy(first?.calls ?? [], (action) => action)
    return `${client}, ${longest} s: ${[...counts].map(([action, all]) => `${all.length} ${action}`).join(', ')}`
  })
}

/** Each goal and whether it holds, by the medians of ours. */
export function goals(results: readonly Result[]): readonly string[] {
  return groups(results).flatMap(([seconds, client, runs]) => {
    if (client !== OURS) return []
    const line = (what: string, value: number | undefined, most: number, digits = 2): string => {
      const word = value === undefined ? 'unknown' : value <= most ? 'holds' : 'MISSED'
      return `${word.padEnd(7)} ${seconds} s: ${what} ${value?.toFixed(digits) ?? ''} (at most ${most})`
    }
    return [
      line(
        'seconds beyond',
        median(runs, ({ beyond }) => beyond),
        GOALS.beyond,
      ),
      line('beyond, × CLI', ratio(results, seconds, client), GOALS.ofCli, 3),
      line(
        'seconds from end to exit',
        median(runs, ({ lag }) => lag),
        GOALS.lag,
      ),
      ...(seconds === 60
        ? [
            line(
              'calls',
              median(runs, ({ calls }) => calls.length),
              GOALS.callsIn60,
              0,
            ),
          ]
        : []),
      line(
        'peak MiB',
        median(runs, ({ peak }) => peak),
        GOALS.peak,
        0,
      ),
    ]
  })
}

function groups(results: readonly Result[]): readonly (readonly [number, string, readonly Result[]])[] {
  const lengths = [...new Set(results.map(({ seconds }) => seconds))].sort((a, b) => a - b)
  const clients = [...new Set(results.map(({ client }) => client))].sort()
  return lengths.flatMap((seconds) =>
    clients.map((client) => [seconds, client, of(results, seconds, client)] as const).filter(([, , runs]) => runs.length > 0),
  )
}

const of = (results: readonly Result[], seconds: number, client: string): readonly Result[] =>
  results.filter((result) => result.seconds === seconds && result.client === client)

function ratio(results: readonly Result[], seconds: number, client: string): number | undefined {
  const beyond = (name: string): number | undefined => median(of(results, seconds, name), (result) => result.beyond)
  const [mine, cli] = [beyond(client), beyond(CLI)]
  return mine === undefined || cli === undefined ? undefined : mine / cli
}

function median(runs: readonly Result[], figure: Figure): number | undefined {
  const sorted = runs
    .map(figure)
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}
