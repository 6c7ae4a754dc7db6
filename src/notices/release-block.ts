import type { RunRecord } from '../domain/record.ts'
import { tagOf } from '../domain/ref.ts'
import { headline } from './headline.ts'
import { answer } from './safety.ts'
import { fitted } from './sections.ts'
import { titled } from './tables.ts'
import { link, words } from './words.ts'

/** The longest text of a release; GitHub answers 422 to a longer one. */
export const MAX_RELEASE_CHARACTERS = 125_000

const MOST_OUTPUTS = 20

/** What the block of an environment begins and ends with. Nothing in its name can end a comment. */
export const marksOf = (environment: string): { readonly begin: string; readonly end: string } => {
  const name = encodeURIComponent(environment)
  return { begin: `<!-- deploy-action:${name} -->`, end: `<!-- /deploy-action:${name} -->` }
}

/** Releases are read by anybody, and an output may be an address that holds the number of an account. */
const withoutNumbers = (text: string): string => text.replace(/(?<!\d)\d{12}(?!\d)/g, '<account>')

/** What a release tells of the deployment of its tag, as a block that can be found again. */
export function blockOf(record: RunRecord, limit: number): string {
  const { environment = '', identity, verdict, reasonCode, endedAt, address } = record
  const { begin, end } = marksOf(environment)
  const version = `${words(tagOf(identity.ref) ?? identity.ref, 100)}, commit ${words(identity.sha.slice(0, 12), 64)}`
  const facts = [
    `Result: ${verdict}${reasonCode === undefined ? '' : ` (${words(reasonCode, 50)})`}`,
    `Version: ${version}`,
    ...(address === undefined ? [] : [`Address: ${link(words(withoutNumbers(address), 300), withoutNumbers(address))}`]),
    `When: ${words(endedAt ?? record.startedAt, 40)}`,
    link(`Run ${words(identity.runId, 40)}, attempt ${words(identity.attempt, 10)}`, identity.url),
  ]
  const always = (text: string) => ({ name: '', worth: 99, forms: [text] })
  const body = fitted(
    [
      always(`### Deployment to ${words(environment || 'the default environment', 100)}`),
      always(withoutNumbers(headline(record))),
      { name: 'safety', worth: 3, forms: [`**Is it safe?** ${withoutNumbers(answer(record))}`] },
      { name: 'details', worth: 2, forms: [facts.map((fact) => `- ${fact}`).join('\n')] },
      { name: 'outputs', worth: 1, forms: [outputsOf(record)] },
    ],
    limit - begin.length - end.length - 2,
  )
  return `${begin}\n${body}${end}`
}

const outputsOf = ({ stacks }: RunRecord): string =>
  titled(
    'Outputs',
    ['Stack', 'Name', 'Value'],
    stacks.flatMap(({ name, outputs = {} }) => Object.entries(outputs).map(([key, value]) => ({ name, key, value }))),
    ({ name, key, value }) => [words(name, 128), words(key, 255), words(withoutNumbers(value), 300)],
    MOST_OUTPUTS,
  )

/** Where the block of an environment stands in a text; nothing where there is none that is whole. */
function placeIn(text: string, environment: string): readonly [number, number] | undefined {
  const { begin, end } = marksOf(environment)
  const to = text.indexOf(end, Math.max(0, text.indexOf(begin)))
  const from = to < 0 ? -1 : text.lastIndexOf(begin, to)
  return from < 0 ? undefined : [from, to + end.length]
}

/** The text of a release with the block of this environment in its place, and everything else as it was, byte for byte. */
export function withBlock(text: string, record: RunRecord): string | undefined {
  const place = placeIn(text, record.environment ?? '')
  const [before, after] = place ? [text.slice(0, place[0]), text.slice(place[1])] : [text === '' ? '' : `${text}\n\n`, '']
  const left = MAX_RELEASE_CHARACTERS - before.length - after.length
  const block = blockOf(record, left)
  return block.length > left ? undefined : `${before}${block}${after}`
}
