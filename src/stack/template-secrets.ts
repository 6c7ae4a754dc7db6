import { isMap, isScalar, parseDocument, type Range } from 'yaml'
import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import type { FoundSecret } from '../foundation/redact.ts'
import type { Core } from './core.ts'

/** Sections of a template whose entries have names of their own. */
const NAMED = ['Parameters', 'Mappings', 'Conditions', 'Rules', 'Resources', 'Outputs']

interface Part {
  readonly name: string
  readonly from: number
}

interface Placed extends FoundSecret {
  /** The resource, parameter or other part, as `allow` would name it. */
  readonly name: string
  readonly line: number
}

/** A template that may hold a secret. */
interface Text {
  readonly body: string
  /** What a person opens to read it; absent for a nested one. */
  readonly file?: string
  /** Logical ids of the nested stacks that lead to it. */
  readonly path: readonly string[]
}

/** Where secrets stand in a template. */
export function placed(body: string, found: readonly FoundSecret[], path: readonly string[] = []): readonly Placed[] {
  if (found.length === 0) return []
  const parts = partsOf(body)
  return found.map((each) => {
    const part = parts.findLast(({ from }) => from <= each.at)?.name ?? 'Template'
    const line = body.slice(0, each.at).split('\n').length
    return { ...each, name: [...path, part].join('/'), line }
  })
}

/** The parts of a template in the order in which they begin. */
function partsOf(body: string): readonly Part[] {
  const { contents } = parseDocument(body, { logLevel: 'silent', strict: false, uniqueKeys: false })
  if (!isMap(contents)) return []
  return contents.items.flatMap(({ key, value }) => {
    if (!isScalar(key)) return []
    const section = { name: String(key.value), from: startOf(key.range) }
    if (!NAMED.includes(section.name) || !isMap(value)) return [section]
    const entries = value.items.flatMap(({ key: id }) =>
      isScalar(id) ? [{ name: String(id.value), from: startOf(id.range) }] : [],
    )
    return [section, ...entries]
  })
}

const startOf = (range: Range | null | undefined): number => range?.[0] ?? 0

/**
 * Stops a plan whose template holds a secret, given or recognised, unless it is allowed by name; what is let through is told too. The
 * secret itself is never said.
 */
export function demandNoSecrets(core: Core, assembly: Assembly, text: Text, tell: (finding: Finding) => void): void {
  const { stack, policies } = assembly
  const { secrets: allowed = [], reason } = policies.allow
  const all = placed(text.body, core.secrets.find(text.body), text.path)
  // What stops the plan is told by the failure.
  for (const { name, kind, line } of all.filter((each) => allowed.includes(each.name)))
    tell({
      severity: 'low',
      title: `${name} holds what looks secret (${kind}); allowed: ${reason}`,
      where: `${stack}/${name}, line ${line}`,
    })
  const bad = all.filter(({ name }) => !allowed.includes(name))
  const [first] = bad
  if (!first) return
  const where = text.file ?? `the template of the nested stack ${text.path.join('/')}`
  const places = bad.map(({ kind, name, line }) => `${name} in line ${line} (${kind})`)
  throw new Failure(`Stack ${stack}: ${where} holds what must not be read: ${places.join('; ')}. Nothing was executed.`, {
    code: 'SECRET_IN_TEMPLATE',
    fix: `${FIX} ${lineFor(bad.map(({ name }) => name))}`,
  })
}

const FIX =
  'Take it out of the template, pass it as `{{resolve:secretsmanager:…}}` or as a NoEcho parameter, and make a new one: this one has been read.'

const lineFor = (names: readonly string[]): string =>
  `If it is none, add to the stack in the configuration: allow: { secrets: [${[...new Set(names)].join(', ')}], reason: "why" }`
