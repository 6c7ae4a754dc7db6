import type { DeclaredSecret } from '../config/config.ts'
import { failedBy } from '../domain/failed.ts'
import type { Finding } from '../domain/finding.ts'
import { good } from '../domain/phase.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import { randomText } from '../foundation/random-text.ts'
import { attempt } from '../foundation/retry.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { withdrawn } from './plan.ts'
import { regionOf } from './region.ts'
import type { Stage, StageContext } from './stage.ts'

/** A secret with all the keys of it that are declared. */
type Declared = readonly [DeclaredSecret, ...DeclaredSecret[]]

/** The plan, which says what secrets are missing and would be generated, or stops where one may not be missing. */
export const lookingForSecrets = (plan: Stage): Stage => ({
  ...plan,
  run: async (context) => {
    const outcome = await plan.run(context)
    if (!good(outcome.phase)) return outcome
    const looked = await attempt(() => missing(context))
    context.signal.throwIfAborted()
    if ('value' in looked) {
      const findings = looked.value.map(announced)
      for (const { title } of findings) context.ports.runner.info(title)
      return { ...outcome, findings: [...(outcome.findings ?? []), ...findings] }
    }
    // The role of a plan need not read secrets; the job that deploys looks again.
    if (looked.failure.code === 'ACCESS_DENIED')
      return { ...outcome, findings: [...(outcome.findings ?? []), unseen(looked.failure)] }
    await withdrawn(context)
    return failedBy(looked.failure)
  },
})

/** The deployment, before which missing secrets are made. */
export const makingSecrets = (deploy: Stage): Stage => ({
  ...deploy,
  run: async (context) => {
    for (const declared of await missing(context)) await make(context, declared)
    return deploy.run(context)
  },
})

/** The secrets that are not there and may be generated. Throws where one is missing that may not. */
async function missing(context: StageContext): Promise<readonly Declared[]> {
  const absent: Declared[] = []
  for (const declared of grouped(context.config.secrets)) {
    const [{ name, missing: policy }] = declared
    if (declared.length > 1 && new Set(declared.map(({ jsonKey }) => jsonKey ?? '')).size < declared.length) throw twice(name)
    if (declared.length > 1 && declared.some(({ jsonKey }) => jsonKey === undefined)) throw twice(name)
    const text = await textOf(context, declared[0])
    if (text === undefined && declared.every((each) => each.missing === 'generate')) absent.push(declared)
    else if (text === undefined) throw refused(`There is no secret ${name}`, policy)
    else demandKeys(name, declared, text)
  }
  return absent
}

/** Of one name in one store and region there is one secret. */
function grouped(all: readonly DeclaredSecret[]): readonly Declared[] {
  const groups = new Map<string, [DeclaredSecret, ...DeclaredSecret[]]>()
  for (const each of all) {
    const place = JSON.stringify([each.store, each.region, each.name])
    const known = groups.get(place)
    if (known) known.push(each)
    else groups.set(place, [each])
  }
  return [...groups.values()]
}

/** What is there is never changed, so a key that it lacks cannot be added. */
function demandKeys(name: string, declared: Declared, text: string): void {
  const keys = declared.flatMap(({ jsonKey }) => jsonKey ?? [])
  const data = keys.length > 0 ? parsed(text) : undefined
  const lacking = keys.filter((key) => typeof data !== 'object' || data === null || !Object.hasOwn(data, key))
  if (lacking.length > 0) throw refused(`The secret ${name} has no key ${lacking.join(', ')}`, 'refuse')
}

const twice = (name: string): Failure =>
  new Failure(`The secret ${name} is declared more than once, and not with a \`json-key\` of its own each.`, {
    code: 'CONFIG_INVALID',
  })

const refused = (what: string, policy: DeclaredSecret['missing']): Failure =>
  new Failure(`${what}. Nothing was executed.`, {
    code: 'SECRET_ABSENT',
    fix:
      policy === 'refuse'
        ? 'Make it, or set `missing: generate` where it is none and may be made up.'
        : 'Set `missing: generate` for all of its keys.',
  })

async function storeOf({ ports }: StageContext, { name, region }: DeclaredSecret) {
  const where = await regionOf({ name, ...(region === undefined ? {} : { region }) }, ports)
  return { region: where, store: ports.secretsStore({ region: where }) }
}

async function textOf(context: StageContext, declared: DeclaredSecret): Promise<string | undefined> {
  const { region, store } = await storeOf(context, declared)
  const { name } = declared
  const core = context.core({ region })
  return patiently(core, READ_LIMIT, async () =>
    declared.store === 'ssm' ? (await store.parameter(name, core.signal))?.text : store.secret(name, core.signal),
  )
}

/** Makes a secret up. It leaves this process to its store only, and is taken out of whatever is written from here on. */
async function make(context: StageContext, declared: Declared): Promise<void> {
  const [first] = declared
  const { ports } = context
  const { region, store } = await storeOf(context, first)
  const core = context.core({ region })
  const values = declared.map(({ jsonKey, length, alphabet }) => {
    const value = randomText(length, alphabet, ports.randomBytes)
    ports.secrets.add(value)
    return { jsonKey, value }
  })
  const pairs = values.flatMap(({ jsonKey, value }) => (jsonKey === undefined ? [] : [[jsonKey, value]]))
  const text = pairs.length > 0 ? JSON.stringify(Object.fromEntries(pairs)) : (values[0]?.value ?? '')
  ports.secrets.add(text)
  const made = await patiently(core, READ_LIMIT, () =>
    first.store === 'ssm'
      ? store.createParameter(first.name, { text, type: 'SecureString' }, core.signal)
      : store.createSecret(first.name, text, core.signal),
  )
  ports.runner.info(
    made ? `the secret ${first.name} was generated` : `the secret ${first.name} is there by now, and was left as it is`,
  )
}

function announced(declared: Declared): Finding {
  const [{ name }] = declared
  const parts = declared.map(({ jsonKey, length }) => `${jsonKey ?? 'its text'} of ${length} characters`)
  return {
    severity: 'low',
    title: `The secret ${name} is not there and will be generated: ${parts.join(', ')}`,
    impact: 'It is made when the deployment begins. Its value is never shown.',
    where: name,
  }
}

const unseen = ({ message, fix }: Failure): Finding => ({
  severity: 'low',
  title: 'Whether all declared secrets are there could not be looked at; the job that deploys looks again',
  cause: message,
  fix,
})
