import { type Finding, severities } from '../domain/finding.ts'
import { attempt } from '../foundation/retry.ts'
import { type Alert, codeAlert, dependencyAlert, secretAlert } from './alert-kinds.ts'
import { notAnalysed } from './analyses.ts'
import { blocked, defineGate, type GateContext, passed, unknown } from './gate.ts'
import { named } from './names.ts'
import { page } from './pages.ts'

const TEST = 'the gate alerts'
const KINDS = ['code-scanning', 'dependabot', 'secret-scanning'] as const
/** More than a report can show help nobody. */
const MOST_SHOWN = 100

type Kind = (typeof KINDS)[number]

/** What scanners of GitHub found. */
export const alerts = defineGate({
  kind: 'alerts',
  doc: 'No open alert of code scanning for this very commit, of Dependabot or of secret scanning for the repository is as bad as the named severity.',
  shorthand: 'kinds',
  example: '- alerts: { kinds: [code-scanning, dependabot], severity: high, ref: refs/heads/main }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      kinds: {
        type: 'array',
        minItems: 1,
        items: { enum: KINDS },
        default: ['code-scanning', 'dependabot'],
        expects: 'a list of `code-scanning`, `dependabot` and `secret-scanning`',
        description:
          'Whose alerts count. Those of secret scanning need the token of an app: that of the workflow may not read them.',
      },
      severity: {
        enum: severities,
        default: 'high',
        description: 'The severity from which an alert blocks. A secret is always critical.',
      },
      ref: {
        type: 'string',
        minLength: 1,
        description:
          'The branch that code scanning analysed the commit on, such as `refs/heads/main`. Left out: the ref of the run.',
      },
      tools: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', minLength: 1 },
        expects: 'a list of names',
        description: 'Tools that must have analysed the commit, such as `CodeQL`. Left out: at least one, whichever.',
      },
    },
  },
  needs: { github: ['security-events', 'vulnerability-alerts'] },
  falsePasses: [
    { what: 'there are no alerts since nothing was analysed', test: `${TEST} is unknown where nothing analysed this commit` },
    { what: 'alerts of another commit: the ref moved on', test: `${TEST} is unknown where a later commit was analysed since` },
    { what: 'the analysis itself failed', test: `${TEST} is unknown where the analysis had errors` },
    {
      what: 'the feature is off, or the token may not read it',
      test: `${TEST} is unknown where a kind cannot be read, and names it`,
    },
    { what: 'only the first page is read', test: `${TEST} reads 250 alerts to the end` },
    { what: 'an alert without a known severity counts as none', test: `${TEST} takes an unknown severity as the worst` },
  ],
  calls: 3,
  by: 'there',
  volatile: true,
  async judge({ kinds, severity, ref, tools = [] }, context) {
    const asked = [...new Set(kinds)]
    const found = await Promise.all(asked.map((kind) => seenOf(kind, context, ref ?? context.identity.ref, tools)))
    const counts = severities.slice(0, severities.indexOf(severity) + 1)
    const bad = found.flatMap((each) => each.alerts.filter((alert) => counts.includes(alert.severity)))
    const dark = found.flatMap(({ dark }) => dark ?? [])
    const link = { link: bad[0]?.link || page(context, 'security') }
    const findings = { findings: bad.slice(0, MOST_SHOWN).map(findingOf) }
    const fix = 'Mend what they say, or dismiss on GitHub, with a reason, what is none.'
    if (bad.length > 0)
      return blocked(`${bad.length} open: ${named(bad.map((each) => `${each.title} (${each.severity})`))}`, {
        fix,
        ...link,
        ...findings,
      })
    if (dark.length > 0) return unknown(dark.join('; '), { fix: DARK, ...link })
    return passed(`no open alert of ${asked.join(', ')} is ${counts.length > 1 ? `${severity} or worse` : severity}`, link)
  },
})

const DARK =
  'Turn the feature on, give the job the permission, and have every commit analysed that is deployed; a tag has no analysis of its own, so name the branch in `ref`.'

interface Seen {
  readonly alerts: readonly Alert[]
  /** Why nobody knows whether these are all. */
  readonly dark?: string
}

const READS: Readonly<Record<Exclude<Kind, 'code-scanning'>, Parameters<typeof listed>>> = {
  dependabot: ['dependabot/alerts', { state: 'open' }, dependencyAlert],
  // Without it the answer holds the secrets themselves.
  'secret-scanning': ['secret-scanning/alerts', { state: 'open', hide_secret: 'true' }, secretAlert],
}

async function seenOf(kind: Kind, context: GateContext, ref: string, tools: readonly string[]): Promise<Seen> {
  const ended = await attempt(async (): Promise<Seen> => {
    if (kind !== 'code-scanning') return { alerts: await listed(...READS[kind])(context) }
    const [alerts, dark] = await Promise.all([
      listed('code-scanning/alerts', { state: 'open', ref }, codeAlert)(context),
      notAnalysed(context, ref, tools),
    ])
    return { alerts, ...(dark === undefined ? {} : { dark }) }
  })
  context.signal.throwIfAborted()
  return 'value' in ended ? ended.value : { alerts: [], dark: `alerts of ${kind} cannot be read: ${ended.failure.message}` }
}

const listed =
  (path: string, query: Readonly<Record<string, string>>, alertOf: (data: Readonly<Record<string, unknown>>) => Alert) =>
  async ({ github }: GateContext): Promise<readonly Alert[]> =>
    (await github.all(path, { query })).map(alertOf)

const findingOf = ({ severity, title, where, link }: Alert): Finding => ({
  severity,
  title,
  ...(where === undefined ? {} : { where }),
  ...(link === '' ? {} : { evidence: [link] }),
})
