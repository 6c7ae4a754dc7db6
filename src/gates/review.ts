import type { Fields } from '../foundation/json.ts'
import { fields } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import { loginOf } from './deployed.ts'
import { blocked, defineGate, passed } from './gate.ts'
import { brief, linkOf, page } from './pages.ts'

const TEST = 'the gate review'

/** The review of what is deployed. */
export const review = defineGate({
  kind: 'review',
  doc: 'The pull request of this commit was merged and approved as it was merged: by so many people who did not write it, none of whom asked for changes since.',
  shorthand: 'by',
  example: '- review: { by: 1 }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      by: { type: 'integer', minimum: 1, default: 1, expects: 'a whole number', description: 'How many people, at least.' },
    },
  },
  needs: { github: ['pull-requests'] },
  falsePasses: [
    { what: 'what was approved was changed afterwards', test: `${TEST} counts approvals of what was merged only` },
    { what: 'it was pushed without a pull request', test: `${TEST} blocks what was pushed without a pull request` },
    { what: 'who approved asked for changes later', test: `${TEST} takes the newest word of each person` },
    { what: 'the author approved', test: `${TEST} does not count the author` },
  ],
  calls: 2,
  by: 'there',
  volatile: false,
  async judge({ by }, context) {
    const { github, identity } = context
    const pulls = await github.all(at`commits/${identity.sha}/pulls`)
    const pull = pulls.find(({ merged_at: merged }) => typeof merged === 'string' && merged !== '')
    if (!pull) {
      return blocked(`${brief(identity.sha)} came by no merged pull request`, {
        fix: 'Bring it in by a pull request that somebody approves.',
        link: page(context, `commit/${identity.sha}`),
      })
    }
    const head = fields(pull['head'])['sha']
    const reviews = await github.all(at`pulls/${Number(pull['number'])}/reviews`)
    const last = lastWords(reviews)
    const people = [...last]
      .filter(([login, { state, commit_id: at }]) => state === 'APPROVED' && at === head && login !== loginOf(pull['user']))
      .map(([login]) => login)
    const against = [...last].filter(([, { state }]) => state === 'CHANGES_REQUESTED').map(([login]) => login)
    const link = linkOf(pull['html_url'])
    const name = `pull request ${Number(pull['number'])}`
    if (against.length > 0) return blocked(`${against.join(', ')} asked for changes of ${name}`, link)
    if (people.length >= by) return passed(`${name} was approved by ${people.join(', ')}`, link)
    return blocked(`${people.length} of ${by} approvals of ${name} are of what was merged`, {
      fix: 'Have what is deployed reviewed, and turn “Dismiss stale approvals” on for the branch.',
      ...link,
    })
  },
})

/** The newest review of each person that says something of the change. */
function lastWords(reviews: readonly Fields[]): ReadonlyMap<string, Fields> {
  const words = reviews.filter(({ state }) => state !== 'COMMENTED' && state !== 'PENDING')
  const inOrder = [...words].sort((one, other) => String(one['submitted_at']).localeCompare(String(other['submitted_at'])))
  return new Map(inOrder.map((each) => [loginOf(each['user']), each]))
}
