import type { Finding } from '../domain/finding.ts'
import { fits } from '../foundation/glob.ts'
import type { Secrets } from '../foundation/redact.ts'
import { type ChangedFile, diffOf } from './diff-files.ts'
import { blocked, defineGate, passed, unknown } from './gate.ts'
import { secretsWithin } from './known-secrets.ts'
import { line, named } from './names.ts'
import { addedIn } from './patch.ts'

const TEST = 'the gate diff-secrets'
/** More than a report can show help nobody. */
const MOST_SHOWN = 100
const pattern = { type: 'string', minLength: 1, expects: 'a path, or a pattern with `*` and `**`' } as const

/** Secrets in what is deployed. */
export const diffSecrets = defineGate({
  kind: 'diff-secrets',
  doc: 'No line that was added since the newest good deployment of the environment holds a secret that is known by its shape, or one of this run.',
  example: '- diff-secrets: { ignore: ["**/*.png"], allow: [{ path: "__tests__/keys.ts", reason: made up }] }',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ignore: {
        type: 'array',
        items: pattern,
        default: [],
        expects: 'a list of paths and patterns',
        description: 'Files that are not looked at, such as pictures, of which GitHub shows no lines.',
      },
      allow: {
        type: 'array',
        items: {
          type: 'object',
          additionalProperties: false,
          required: ['path', 'reason'],
          properties: {
            path: { ...pattern, description: 'The file, or a pattern.' },
            reason: { type: 'string', minLength: 1, description: 'Why what stands there is no secret.' },
          },
        },
        default: [],
        expects: 'a list of paths with reasons',
        description: 'Files that may hold what looks like a secret; it is reported all the same.',
      },
    },
  },
  needs: { github: ['contents', 'deployments'] },
  falsePasses: [
    { what: 'only the newest commit is looked at', test: `${TEST} looks at all that came since the newest good deployment` },
    { what: 'a file is binary or too large to be shown', test: `${TEST} is unknown where a file is not shown` },
    { what: 'the list of files or a patch is cut off', test: `${TEST} is unknown where something is cut off` },
    { what: 'a secret over several lines', test: `${TEST} finds a key over several lines` },
    { what: 'the report shows the secret', test: `${TEST} says file, line and kind, and never the secret` },
  ],
  calls: 4,
  by: 'there',
  volatile: false,
  async judge({ ignore, allow }, context) {
    const diff = await diffOf(context)
    const link = diff.link === '' ? {} : { link: diff.link }
    const files = diff.files.filter(({ path }) => !ignore.some((each) => fits(path, each)))
    const found = (await Promise.all(files.map((file) => secretsIn(file, context.ports.secrets)))).flat()
    const reasonFor = (path: string) => allow.find((each) => fits(path, each.path))?.reason
    const bad = found.filter(({ path }) => reasonFor(path) === undefined)
    const findings = { findings: found.slice(0, MOST_SHOWN).map((each) => findingOf(each, reasonFor(each.path))) }
    if (bad.length > 0)
      return blocked(`${bad.length} added ${diff.since}: ${named(bad.map((each) => `${each.kind} in ${placeOf(each)}`))}`, {
        fix: 'Replace the secret where it is used, since it is none any more, and take it out of the repository.',
        ...link,
        ...findings,
      })
    if (diff.cut !== undefined)
      return unknown(`${diff.cut}, so not all that was added ${diff.since} is known`, { fix: CUT, ...link })
    const hidden = files.filter((file) => !isWhole(file)).map(({ path }) => path)
    if (hidden.length > 0) return unknown(`not shown by GitHub: ${named(hidden)}`, { fix: HIDDEN, ...link })
    return passed(`no secret in ${files.length} files ${diff.since}`, { ...link, ...findings })
  },
})

const CUT = 'Deploy in smaller steps, or look through it with a tool of your own, and waive this gate for once with the reason.'
const HIDDEN = 'Look through them, and name what cannot hold a secret under `ignore`.'

interface Found {
  readonly path: string
  readonly line: number
  readonly kind: string
}

async function secretsIn({ path, patch = '' }: ChangedFile, secrets: Pick<Secrets, 'find'>): Promise<readonly Found[]> {
  const found: Found[] = []
  for (const hunk of addedIn(patch)) {
    const text = hunk.map((each) => each.text).join('\n')
    for (const { at, kind } of await secretsWithin(text, secrets))
      found.push({ path, kind, line: hunk[linesBefore(text, at)]?.number ?? 0 })
  }
  return found
}

const linesBefore = (text: string, end: number): number => text.slice(0, end).split('\n').length - 1

/** Whether every line that was added was seen. */
const isWhole = ({ patch, added }: ChangedFile): boolean => patch !== undefined && addedIn(patch).flat().length >= added

/** A name may hold a secret, too; whoever writes it takes that out. */
const placeOf = ({ path, line: number }: Found): string => `${line(path)}:${number}`

const findingOf = (found: Found, reason: string | undefined): Finding => ({
  severity: reason === undefined ? 'critical' : 'low',
  title: `${found.kind} in what is deployed`,
  ...(reason === undefined ? {} : { cause: `Allowed: ${reason}` }),
  where: placeOf(found),
})
