import { milliseconds, spoken } from '../foundation/duration.ts'
import type { Described } from '../ports/secrets-store.ts'
import type { GateContext } from './gate.ts'
import type { Asking, Named } from './secret-asking.ts'

/** The options of the gate that a single secret is judged by. */
export interface SecretRules {
  readonly 'not-shared-with'?: string
  readonly 'max-age'?: string
  readonly rotation: boolean
  readonly placeholders: readonly string[]
  readonly 'changed-since-creation': boolean
}

/** What is wrong with a secret, or what is not known of it. */
export interface Wrong {
  readonly what: string
  readonly known: boolean
}

const wrong = (what: string, known = true): Wrong => ({ what, known })

/** What is wrong with one secret. */
export async function wrongWith(
  named: Named,
  rules: SecretRules,
  asking: Asking,
  context: GateContext,
): Promise<readonly Wrong[]> {
  const { written } = named
  const found = await asking.describe(named)
  if (!found) return [wrong(`${written} is not there`)]
  context.ports.secrets.conceal(found.arn.split(':')[4] ?? '')
  if (found.deletedAt !== undefined) return [wrong(`${written} is to be deleted`)]
  if (found.currentVersion === undefined) return [wrong(`${written} has no current version`)]
  const still = rules.rotation && !found.rotation
  const first = rules['changed-since-creation'] && !found.replaced
  return [
    ...(still ? [wrong(named.parameter ? `${written} is a parameter, which never rotates` : `${written} does not rotate`)] : []),
    ...(first ? [wrong(`${written} has the value that it was made with`)] : []),
    ...(await agedWrong(named, found, rules, asking, context)),
    ...(await sharedWrong(named, found, rules, asking, context)),
    ...(await placeholderWrong(named, rules, asking)),
  ]
}

async function agedWrong(
  named: Named,
  found: Described,
  { 'max-age': most }: SecretRules,
  asking: Asking,
  { ports }: GateContext,
): Promise<readonly Wrong[]> {
  if (most === undefined) return []
  const age = ports.clock.now().getTime() - Date.parse((await asking.since(named, found)) ?? '')
  if (Number.isNaN(age)) return [wrong(`how old ${named.written} is is not known`, false)]
  return age > milliseconds(most) ? [wrong(`${named.written} is ${spoken(age)} old, which is more than ${most}`)] : []
}

/** A replica has another ARN and the versions of its original. */
async function sharedWrong(
  named: Named,
  found: Described,
  { 'not-shared-with': other }: SecretRules,
  asking: Asking,
  { environment }: GateContext,
): Promise<readonly Wrong[]> {
  if (other === undefined) return []
  const { written, parameter } = named
  const has = (text: string) => text.toLowerCase().includes(other.toLowerCase())
  if (has(named.id) || has(found.arn)) return [wrong(`${written} is of ${other} by its name`)]
  const name = found.name || named.id
  if (environment === undefined || !name.includes(environment))
    return [
      wrong(`whether ${written} is shared with ${other} is not known: its name does not hold that of the environment`, false),
    ]
  const id = name.replaceAll(environment, other)
  const theirs = await asking.describe({ written: id, id, parameter })
  // Versions of parameters are counted from 1, so the same one means nothing.
  const same = theirs?.arn === found.arn || (!parameter && theirs?.currentVersion === found.currentVersion)
  return theirs && same ? [wrong(`${written} is the same as ${id}`)] : []
}

async function placeholderWrong(named: Named, { placeholders }: SecretRules, asking: Asking): Promise<readonly Wrong[]> {
  if (placeholders.length === 0) return []
  const texts = (await asking.texts(named)).map(folded)
  if (texts.length === 0) return [wrong(`${named.written} has no value`)]
  const left = placeholders.map(folded)
  const found = texts.some((text) => text === '' || left.includes(text))
  return found ? [wrong(`${named.written} still holds a placeholder, or nothing`)] : []
}

const folded = (text: string): string => text.trim().toLowerCase()
