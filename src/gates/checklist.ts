import { tagOf } from '../domain/ref.ts'
import { type Fields, inside } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import { loginOf } from './deployed.ts'
import { blocked, defineGate, type GateContext, type Judgement, passed, unknown } from './gate.ts'
import { line, named } from './names.ts'
import { newestIssue } from './newest.ts'
import { linkOf, page } from './pages.ts'
import { visibleLines } from './visible.ts'

const TEST = 'the gate checklist'

/** What people say that they did. */
export const checklist = defineGate({
  kind: 'checklist',
  doc: 'Named items are ticked in an issue, in the notes of the release or in inputs of the run. People attest it themselves; nothing proves it.',
  example: '- checklist: { in: issue, label: release-checklist, items: [Stakeholders are told, Somebody is on call] }',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['in', 'items'],
    properties: {
      in: {
        enum: ['issue', 'release', 'inputs'],
        description:
          'Where the items are: the newest open issue with the label, the notes of the release of the tag, or inputs of `workflow_dispatch`, which must be `true`.',
      },
      label: { type: 'string', minLength: 1, default: 'deployment-checklist', description: 'The label of the issue.' },
      items: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        expects: 'a list of texts',
        description: 'The texts behind the boxes, or the names of the inputs. Every one must be ticked.',
      },
      by: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        expects: 'a list of logins',
        description: 'Who must have written the issue or the release, or started the run. GitHub does not say who ticked a box.',
      },
    },
  },
  needs: { github: ['contents', 'issues'] },
  falsePasses: [
    { what: 'there is no list', test: `${TEST} is unknown where there is no list` },
    {
      what: 'an item is missing, or stands there twice, once without a tick',
      test: `${TEST} blocks what is not ticked everywhere`,
    },
    { what: 'the tick stands in a comment or in a block of code', test: `${TEST} sees what a reader sees` },
    { what: 'anybody ticks it', test: `${TEST} blocks the list of somebody else` },
    { what: 'a trigger without inputs', test: `${TEST} blocks triggers that cannot tick` },
    { what: 'the list of the deployment before is still open', test: `${TEST} takes the newest issue, and no pull request` },
  ],
  calls: 1,
  by: 'there',
  volatile: true,
  async judge({ in: where, label, items, by = [] }, context) {
    const list = await FINDERS[where](context, label)
    if ('phase' in list) return list
    const { name, author, link } = list
    if (by.length > 0 && !by.some((login) => login.toLowerCase() === author.toLowerCase()))
      return blocked(`${name} is by ${line(author) || 'nobody known'}, not by ${by.join(' or ')}`, {
        fix: 'Have one of them do it.',
        ...link,
      })
    const open = items.filter((item) => !list.ticked(item))
    const fix = where === 'inputs' ? 'Start again, and tick them.' : 'Do what they say, and tick them as `- [x] text`.'
    if (open.length > 0) return blocked(`not ticked in ${name}: ${named(open)}`, { fix, ...link })
    return passed(`${items.length} ticked in ${name} by ${line(author)}, or who may edit it; attested, not proved`, { ...link })
  },
})

interface List {
  readonly name: string
  readonly author: string
  readonly link: { readonly link?: string }
  ticked(item: string): boolean
}

const FINDERS = { issue: inIssue, release: inRelease, inputs: inInputs } as const

async function inIssue(context: GateContext, label: string): Promise<List | Judgement> {
  const newest = await newestIssue(context.github, label)
  if (!newest)
    return unknown(`no open issue has the label ${label}`, {
      fix: `Open one with the label ${label} and the items.`,
      link: page(context, 'issues'),
    })
  return listIn(`issue ${Number(newest['number'])}`, loginOf(newest['user']), newest)
}

async function inRelease({ github, identity }: GateContext): Promise<List | Judgement> {
  const { ref } = identity
  const tag = tagOf(ref)
  if (tag === undefined) return blocked(`${line(ref) || 'an unnamed ref'} is no tag`, { fix: 'Deploy a release.' })
  const release = await github.one(at`releases/tags/${tag}`)
  return listIn(`the release ${tag}`, loginOf(release['author']), release)
}

async function inInputs({ event, identity }: GateContext): Promise<List | Judgement> {
  if (identity.event !== 'workflow_dispatch')
    return blocked(`a run that “${identity.event}” starts has no inputs`, { fix: 'Start the workflow by hand.' })
  const ticked = (item: string): boolean => inside(event['inputs'], item) === 'true'
  return { name: 'the inputs', author: identity.actor, link: { link: identity.url }, ticked }
}

const BOX = /^\s*[-*+] \[([ xX])\]\s(.*)$/
const plainOf = (text: string): string => text.replace(/\s+/g, ' ').trim()

function listIn(name: string, author: string, { body, html_url: url }: Fields): List | Judgement {
  const boxes = visibleLines(typeof body === 'string' ? body : '').flatMap((each) => {
    const [, mark, text] = BOX.exec(each) ?? []
    return text === undefined ? [] : [{ text: plainOf(text), ticked: mark !== ' ' }]
  })
  if (boxes.length === 0)
    return unknown(`${name} has no list of boxes`, { fix: 'Write the items as `- [ ] text`.', ...linkOf(url) })
  const ticked = (item: string): boolean => {
    const same = boxes.filter(({ text }) => text === plainOf(item))
    return same.length > 0 && same.every((box) => box.ticked)
  }
  return { name, author, link: linkOf(url), ticked }
}
