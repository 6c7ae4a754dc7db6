import type { Deployed, Raced } from './race.ts'

/** Medians of the changes of each system, ours beside those of its own tool. */
export function table(results: readonly Raced[]): readonly string[] {
  const head = ['System', 'Engine', 'Own tool s', 'Ours s', 'Ratio', 'At most', 'Of the own tool', 'Of ours']
  const rows = results.map((raced) => {
    const { system, own, ours } = raced
    const times = [median(own.map(secondsOf)), median(ours.map(secondsOf)), ratio(raced), system.most]
    return [system.name, system.engine, ...times.map((number) => number.toFixed(2)), phases(own), phases(ours)]
  })
  return [head, head.map(() => '-'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
}

/** Each goal and whether it holds. */
export const goals = (results: readonly Raced[]): readonly string[] =>
  results.map((raced) => {
    const { name, engine, most } = raced.system
    const found = ratio(raced)
    return `${(found <= most ? 'holds' : 'MISSED').padEnd(6)} ${name} (${engine}): ${found.toFixed(2)} × its own tool (at most ${most})`
  })

const secondsOf = ({ seconds }: Deployed): number => seconds

const ratio = ({ own, ours }: Raced): number => median(ours.map(secondsOf)) / median(own.map(secondsOf))

const phases = (all: readonly Deployed[]): string =>
  Object.keys(all[0]?.phases ?? {})
    .map((name) => `${name} ${median(all.map((one) => one.phases[name] ?? Number.NaN)).toFixed(2)}`)
    .join(', ')

/** The middle one, or the upper of the two. */
function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
