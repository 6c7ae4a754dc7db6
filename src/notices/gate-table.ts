import type { RunRecord } from '../domain/record.ts'
import { spoken } from '../foundation/duration.ts'
import { MARK, titled } from './tables.ts'
import { link as linked, words } from './words.ts'

type Gate = NonNullable<RunRecord['gates']>[number]

/** What each gate said, and what it looked at. */
export const gateTable = ({ gates = [], approvals = [] }: RunRecord, most: number): string =>
  [
    titled(
      'Gates',
      ['Gate', 'Result', 'What it said', 'Duration'],
      gates,
      (gate) => [nameOf(gate), resultOf(gate), said(gate), spoken(gate.ms)],
      most,
    ),
    titled(
      'Approvals',
      ['Who', 'What', 'Comment'],
      approvals,
      ({ login, state, comment, actor }) => [
        `${words(login, 60)}${actor ? ', who started the run' : ''}`,
        state === 'approved' ? `${MARK.successful} approved` : `${MARK.failed} rejected`,
        words(comment, 300),
      ],
      most,
    ),
  ]
    .filter(Boolean)
    .join('\n\n')

const nameOf = ({ name, kind, of }: Gate): string =>
  `${words(name, 128)}${name === kind ? '' : ` (${words(kind, 40)})`}${of === undefined ? '' : ', of the default branch'}`

const resultOf = ({ phase, counted, waived, stage }: Gate): string => {
  const ignored = waived === undefined ? (counted === false ? ', only warns' : '') : `, waived: ${words(waived, 300)}`
  return `${MARK[phase]} ${phase}${ignored}${stage === 'gate' ? '' : ', judged again'}`
}

const said = ({ reason, link }: Gate): string =>
  link === undefined ? words(reason) : `${words(reason)} (${linked('page', link)})`
