import { blocked, defineGate, passed } from './gate.ts'
import { page } from './pages.ts'

const TEST = 'the gate blockers'

/** Open issues that stop deployments. */
export const blockers = defineGate({
  kind: 'blockers',
  doc: 'No open issue or pull request has a label that stops deployments.',
  shorthand: 'labels',
  example: '- blockers: [deployment-blocker]',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      labels: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        default: ['deployment-blocker'],
        expects: 'a list of labels',
        description: 'The labels; one of them is enough.',
      },
    },
  },
  needs: { github: ['issues'] },
  falsePasses: [
    { what: 'only the first page is read', test: `${TEST} reads to the end` },
    {
      what: 'several labels are asked for at once, which finds what has all of them',
      test: `${TEST} needs one of the labels only`,
    },
    { what: 'a search that knows new issues only later', test: `${TEST} sees an issue at once` },
  ],
  calls: 1,
  by: 'there',
  volatile: true,
  async judge({ labels }, context) {
    const found = await Promise.all(
      labels.map((label) => context.github.all('issues', { query: { labels: label, state: 'open' } })),
    )
    const open = new Map(found.flat().map((issue) => [Number(issue['number']), String(issue['title'])]))
    const link = { link: page(context, `issues?q=${encodeURIComponent(`is:open label:"${labels[0] ?? ''}"`)}`) }
    if (open.size === 0) return passed(`nothing open has the label ${labels.join(' or ')}`, link)
    const named = [...open].map(([number, title]) => `${number} (${title})`).join(', ')
    return blocked(`${open.size} open: ${named}`, {
      fix: 'Close what no longer stops deployments, or take the label away.',
      ...link,
    })
  },
})
