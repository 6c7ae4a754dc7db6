import { bySeverity, severities } from '../domain/finding.ts'
import type { RunRecord } from '../domain/record.ts'
import { destinationTable } from './destination-table.ts'
import { gateTable } from './gate-table.ts'
import { headline } from './headline.ts'
import { hookTable } from './hook-table.ts'
import { picture } from './picture.ts'
import { planTable } from './plan-table.ts'
import { fitted, type Section } from './sections.ts'
import { sinceTable } from './since-table.ts'
import { causeOf, evidenceOf, findingPart, impactOf, nextOf, originOf } from './story.ts'
import * as tables from './tables.ts'
import { wayBackTable } from './way-back.ts'
import { link, words } from './words.ts'

/**
 * The longest summary of one step; a longer one is dropped whole, and the step stays green.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
 */
export const MAX_SUMMARY_BYTES = 1024 * 1024

/** Rows of a table: at first, and where the summary is too long. */
const ROWS = [200, 20] as const
const FINDINGS = [50, 5] as const

/** The job summary, for somebody who was woken: what happened, whether production is safe, why, and what to do. */
export function renderSummary(record: RunRecord, limit: number = MAX_SUMMARY_BYTES): string {
  const cut = (name: string, worth: number, render: (record: RunRecord, most: number) => string): Section => ({
    name,
    worth,
    forms: ROWS.map((most) => render(record, most)),
  })
  const whole = (name: string, worth: number, text: string): Section => ({ name, worth, forms: [text] })
  return fitted(
    [
      whole('', 99, `## ${headline(record)}`),
      whole('', 99, impactOf(record)),
      whole('address', 3, record.address === undefined ? '' : `**Address:** ${link(words(record.address, 300), record.address)}`),
      whole('cause', 19, causeOf(record)),
      whole('evidence', 17, evidenceOf(record)),
      whole('next steps', 18, nextOf(record)),
      cut('gates', 15, gateTable),
      cut('changes', 6, sinceTable),
      cut('stacks', 16, tables.stackTable),
      cut('plan', 14, planTable),
      cut('hooks', 13, hookTable),
      cut('way back', 10, wayBackTable),
      cut('checks', 13, tables.checkTable),
      cut('logs', 9, tables.logTable),
      { name: 'findings', worth: 15, forms: FINDINGS.map((most) => findingsPart(record, most)) },
      cut('outputs', 8, tables.outputTable),
      cut('outputs elsewhere', 7, destinationTable),
      cut('notices', 11, tables.noticeTable),
      cut('stages', 12, tables.stageTable),
      whole('timeline', 4, picture(record)),
      { name: 'parameters', worth: 5, forms: ROWS.map((most) => folded('Parameters', tables.parameterTable(record, most))) },
      whole('origin', 20, originOf(record)),
    ],
    limit,
  )
}

const folded = (title: string, body: string): string => body && `<details><summary>${title}</summary>\n\n${body}\n\n</details>`

/** All findings, worst first. */
function findingsPart({ stages }: RunRecord, most: number): string {
  const all = bySeverity(stages.flatMap(({ findings }) => findings))
  if (all.length === 0) return ''
  const counts = severities.flatMap((severity) => {
    const count = all.filter((finding) => finding.severity === severity).length
    return count ? [`${count} ${severity}`] : []
  })
  const rest = all.length > most ? [`_and ${all.length - most} more in the record_`] : []
  return [`### Findings: ${counts.join(', ')}`, ...all.slice(0, most).map(findingPart), ...rest].join('\n\n')
}
