import { fits } from '../foundation/glob.ts'
import { blocked, defineGate, passed } from './gate.ts'

const patterns = { type: 'array', minItems: 1, items: { type: 'string', minLength: 1 }, expects: 'a list of patterns' } as const
const KINDS = { 'refs/heads/': 'branch', 'refs/tags/': 'tag' } as const
const TEST = 'the gate ref'

/** The branches and tags that may be deployed. */
export const ref = defineGate({
  kind: 'ref',
  doc: 'The branches and tags that may be deployed. A release runs on its tag, so a rule for `main` alone refuses it.',
  example: '- ref: { branches: [main], tags: ["v*"] }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      branches: { ...patterns, description: 'Branches, as names or patterns with `*` and `**`. Left out: none.' },
      tags: { ...patterns, description: 'Tags, likewise. Left out: none.' },
    },
  },
  needs: {},
  falsePasses: [
    {
      what: 'a tag is called as an allowed branch, or the other way round',
      test: `${TEST} tells a tag from a branch of its name`,
    },
    { what: 'a pull request is taken for the branch that it goes into', test: `${TEST} blocks a pull request` },
  ],
  calls: 0,
  by: 'here',
  volatile: true,
  async judge({ branches = [], tags = [] }, { identity }) {
    const prefix = Object.keys(KINDS).find((start) => identity.ref.startsWith(start)) as keyof typeof KINDS | undefined
    const allowed = [...branches.map((name) => `branch ${name}`), ...tags.map((name) => `tag ${name}`)]
    const fix = `Deploy from ${allowed.join(', ') || 'nothing: name `branches` or `tags`'}.`
    if (!prefix) return blocked(`${identity.ref || 'an unnamed ref'} is neither a branch nor a tag`, { fix })
    const name = identity.ref.slice(prefix.length)
    const what = KINDS[prefix]
    const fit = (what === 'branch' ? branches : tags).find((pattern) => fits(name, pattern))
    return fit === undefined ? blocked(`${what} ${name} may not be deployed`, { fix }) : passed(`${what} ${name} fits \`${fit}\``)
  },
})
