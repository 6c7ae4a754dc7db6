import { inside } from '../foundation/json.ts'
import { at } from '../ports/github.ts'
import { actorsOf, approvalsOf } from './approvals.ts'
import { loginOf } from './deployed.ts'
import { blocked, defineGate, type GateContext, passed, unknown } from './gate.ts'

const TEST = 'the gate approved'
const NOT_BY = ['actor', 'author'] as const

/** Who really approved. */
export const approved = defineGate({
  kind: 'approved',
  doc: 'So many people approved this run for this environment, in the job that deploys; not who started it, and not who wrote what is deployed, as configured.',
  shorthand: 'by',
  example: '- approved: { by: 1, not-by: [actor, author] }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      by: { type: 'integer', minimum: 1, default: 1, expects: 'a whole number', description: 'How many people, at least.' },
      'not-by': {
        type: 'array',
        items: { enum: NOT_BY },
        default: ['actor'],
        expects: 'a list of `actor` and `author`',
        description:
          'Whose approval does not count: `actor` for whoever started or restarted the run, `author` for those of the commit and of the release.',
      },
    },
  },
  needs: { github: ['actions', 'contents'] },
  falsePasses: [
    { what: 'nobody approved: the rules were gone round, or there are none', test: `${TEST} is unknown where nobody approved` },
    { what: 'who started the run approved it', test: `${TEST} does not count who started the run, or started it again` },
    { what: 'the author approved', test: `${TEST} does not count the author of the commit or of the release` },
    { what: 'another environment of the run was approved', test: `${TEST} counts approvals of this environment only` },
    { what: 'one person approved twice', test: `${TEST} counts people, not approvals` },
  ],
  calls: 2,
  by: 'approval',
  volatile: true,
  async judge({ by, 'not-by': notBy }, context) {
    const { environment, identity } = context
    if (environment === undefined)
      return blocked('no environment is named', { fix: 'Name the environment in the input `environment`.' })
    const link = { link: identity.url }
    const approvals = await approvalsOf(context, environment)
    const given = approvals.filter(({ state }) => state === 'approved')
    const fix = `Protect ${environment} with required reviewers, and have the deploying job name it in \`environment\`.`
    if (given.length === 0) return unknown(`nobody is known to have approved ${environment}`, { fix, ...link })
    const others = [
      ...(notBy.includes('actor') ? actorsOf(context) : []),
      ...(notBy.includes('author') ? await authorsOf(context) : []),
    ]
    const excluded = new Set(others.filter(Boolean).map((login) => login.toLowerCase()))
    const people = [...new Set(given.map(({ login }) => login))].filter((login) => !excluded.has(login.toLowerCase()))
    const told = { approvals, ...link }
    if (people.length >= by) return passed(`approved by ${people.join(', ')}`, told)
    const names = given.map(({ login }) => login).join(', ')
    return blocked(`${people.length} of ${by} approvals count; approved by ${names}`, {
      fix: 'Have somebody approve who neither started the run nor wrote what is deployed.',
      ...told,
    })
  },
})

/** Of the commit, and of the release that started the run. */
async function authorsOf({ github, identity, event }: GateContext): Promise<readonly string[]> {
  const commit = await github.one(at`commits/${identity.sha}`)
  return [loginOf(commit['author']), loginOf(commit['committer']), loginOf(inside(event['release'], 'author'))]
}
