import { bySeverity } from '../domain/finding.ts'
import type { RunRecord } from '../domain/record.ts'
import { clean, short } from '../foundation/markdown.ts'
import { decisiveOf, headline } from './headline.ts'
import { type About, header, type Told } from './marker.ts'
import { fitted, type Section } from './sections.ts'
import { causeOf, evidenceOf, impactOf, nextOf, originOf } from './story.ts'
import * as tables from './tables.ts'

/** The longest body of an issue and of a comment; GitHub answers 422 to a longer one. */
export const MAX_BODY_CHARACTERS = 65_536

/** So that a title has less than 256 characters, which is the most that GitHub takes. */
const LONGEST_NAME = 70
const ROWS = [50, 5] as const

const oneLine = (text: string): string => short(clean(text).replace(/\s+/g, ' ').trim(), LONGEST_NAME)

/** Such as `Deployment of demo to production failed: CHECK_FAILED`. A title is not Markdown. */
export function titleOf({ environment, stacks, code }: About): string {
  const what = stacks.length ? ` of ${oneLine(stacks.join(', '))}` : ''
  return `Deployment${what}${environment ? ` to ${oneLine(environment)}` : ''} failed: ${code}`
}

/** How bad the worst finding of the stage that decided is; a failure without findings is high. */
const severityOf = (record: RunRecord): string => bySeverity(decisiveOf(record)?.findings ?? [])[0]?.severity ?? 'high'

const always = (text: string): Section => ({ name: '', worth: 99, forms: [text] })
const part = (name: string, worth: number, text: string): Section => ({ name, worth, forms: [text] })

/** The body of the issue: the state as of the last failure, the root cause first. */
export function bodyOf(record: RunRecord, about: About, told: Told, limit: number): string {
  const cut = (name: string, worth: number, render: (record: RunRecord, most: number) => string): Section => ({
    name,
    worth,
    forms: ROWS.map((most) => render(record, most)),
  })
  return fitted(
    [
      always(header(about, told)),
      always(`**Severity:** ${severityOf(record)}`),
      part('cause', 9, causeOf(record)),
      always(impactOf(record)),
      part('evidence', 7, evidenceOf(record)),
      part('next steps', 8, nextOf(record)),
      cut('stacks', 6, tables.stackTable),
      cut('checks', 5, tables.checkTable),
      cut('stages', 4, tables.stageTable),
      always(originOf(record)),
      always('_This issue is kept current and is closed by the next run of all stages that ends well._'),
    ],
    limit,
  )
}

/** What is said of one more failure. */
export const repeatOf = (record: RunRecord, limit: number): string =>
  fitted(
    [
      always(`**Failed again:** ${headline(record)}`),
      part('cause', 3, causeOf(record)),
      part('evidence', 1, evidenceOf(record)),
      always(originOf(record)),
    ],
    limit,
  )

/** What is said when an issue is closed. */
export const closingOf = (record: RunRecord): string =>
  fitted([always(`**Solved:** ${headline(record)}`), always(impactOf(record)), always(originOf(record))], MAX_BODY_CHARACTERS)
