import type { RunRecord } from '../domain/record.ts'
import { short } from '../foundation/markdown.ts'

const LONGEST_LABEL = 40
const MOST_BARS = 40

interface Bar {
  readonly label: string
  readonly tag: 'done' | 'crit' | 'active'
  readonly from: number
  readonly to: number
}

/** The run as a Mermaid Gantt chart: https://mermaid.js.org/syntax/gantt.html. Empty where nothing has a time. */
export function picture(record: RunRecord): string {
  const stages = record.stages.flatMap(({ stage, phase, startedAt, endedAt }) =>
    bar(`${stage} ${phase}`, phase === 'successful' || phase === 'skipped' ? 'done' : 'crit', startedAt, endedAt),
  )
  const stacks = record.stacks.flatMap(({ name, operation }) => {
    if (!operation) return []
    const tag = operation.state === 'succeeded' ? 'done' : operation.state === 'running' ? 'active' : 'crit'
    return bar(`stack ${inert(name)}`, tag, operation.startedAt, operation.endedAt ?? record.endedAt)
  })
  if (stages.length === 0) return ''
  return [
    '```mermaid',
    'gantt',
    '  dateFormat x',
    '  axisFormat %H:%M:%S',
    '  section Stages',
    ...stages.map(line),
    ...(stacks.length ? ['  section Operations', ...stacks.slice(0, MOST_BARS).map(line)] : []),
    '```',
  ].join('\n')
}

/** Mermaid has no escape that holds everywhere, so a label keeps only letters, digits, spaces, dots and dashes. */
const inert = (name: string): string => short(name.replace(/[^\p{L}\p{N} ._-]/gu, '_'), LONGEST_LABEL).replace(/[()…]/g, '')

function bar(label: string, tag: Bar['tag'], startedAt?: string, endedAt?: string): readonly Bar[] {
  const [from, to] = [Date.parse(startedAt ?? ''), Date.parse(endedAt ?? '')]
  return Number.isFinite(from) && Number.isFinite(to) ? [{ label, tag, from, to: Math.max(to, from + 1) }] : []
}

const line = ({ label, tag, from, to }: Bar): string => `  ${label} :${tag}, ${from}, ${to}`
