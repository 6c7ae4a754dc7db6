import type { DestinationConfig } from '../config/config.ts'
import { expand } from '../config/interpolate.ts'
import { destinationOf, type Reach, type Standing } from '../destinations/index.ts'
import type { DestinationResult, KeyState } from '../domain/destination.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { pending } from './inputs.ts'
import { knownOutputs, seen } from './outputs.ts'
import { regionOf } from './region.ts'
import type { StageContext } from './stage.ts'
import { valuesOf } from './values.ts'

/** What became of each destination, and the first failure. */
export interface Destinations {
  readonly results: readonly DestinationResult[]
  readonly failure?: Failure
}

/** Says for every destination what stands there now, compared with the outputs as they are. Writes nothing. */
export const lookAtDestinations = (context: StageContext): Promise<Destinations> =>
  each(context, async ({ standing, wanted }) => states(wanted, (key, value) => now(standing.values[key], value)))

/** Writes what is different, and nothing else. One that fails keeps no other from being written. */
export const writeDestinations = (context: StageContext): Promise<Destinations> =>
  each(context, async ({ standing, wanted }) => {
    const different = Object.entries(wanted).filter(([key, value]) => standing.values[key] !== value)
    if (different.length > 0) await standing.write(Object.fromEntries(different))
    return states(wanted, (key, value) => (standing.values[key] === value ? 'unchanged' : 'written'))
  })

const now = (before: string | undefined, value: string): KeyState =>
  before === undefined ? 'absent' : before === value ? 'same' : 'differs'

const states = (
  wanted: Readonly<Record<string, string>>,
  of: (key: string, value: string) => KeyState,
): DestinationResult['keys'] => Object.entries(wanted).map(([key, value]) => ({ key, state: of(key, value) }))

interface Opened {
  readonly standing: Standing
  readonly wanted: Readonly<Record<string, string>>
}

async function each(context: StageContext, work: (opened: Opened) => Promise<DestinationResult['keys']>): Promise<Destinations> {
  const { config, run, ports, signal } = context
  if (config.outputsTo.length === 0) return { results: [] }
  const results: DestinationResult[] = []
  let first: Failure | undefined
  for (const name of Object.keys(run().stacks)) await seen(context, name)
  const values = { ...(await valuesOf(ports, run())), outputs: await knownOutputs(context, [JSON.stringify(config.outputsTo)]) }
  for (const destination of config.outputsTo) {
    const kind = destinationOf(destination.kind)
    const all = (state: KeyState) => states(kind.wanted(destination.options), () => state)
    const told = { kind: destination.kind, where: destination.name ?? kind.where(destination.options) }
    const filled = await attempt(async () => expand(destination, values))
    const waits = Object.keys(run().stacks).some((name) => pending(run(), name))
    if ('failure' in filled && waits) {
      results.push({ ...told, keys: all('later') })
      continue
    }
    const done = await attempt(async () => {
      if ('failure' in filled) throw filled.failure
      return work(await opened(context, filled.value))
    })
    signal.throwIfAborted()
    const where = 'value' in filled ? (destination.name ?? kind.where(filled.value.options)) : told.where
    if ('failure' in done) first ??= named(where, done.failure)
    const reason = 'failure' in done ? { reason: done.failure.message } : {}
    results.push({ ...told, where, keys: 'value' in done ? done.value : all('failed'), ...reason })
  }
  for (const { where, keys } of results)
    ports.runner.info(`${where}: ${keys.map(({ key, state }) => `${key} ${SAID[state]}`).join(', ')}`)
  return { results, ...(first ? { failure: first } : {}) }
}

const SAID: Readonly<Record<KeyState, string>> = {
  same: 'is as it should be now',
  differs: 'would be changed',
  absent: 'would be added',
  later: 'is known after the deployment',
  unchanged: 'unchanged',
  written: 'written',
  failed: 'not written',
}

async function opened(context: StageContext, destination: DestinationConfig): Promise<Opened> {
  const { ports, signal } = context
  const kind = destinationOf(destination.kind)
  const { options } = destination
  const where = kind.where(options)
  const region = await regionOf(
    { name: where, ...(destination.region === undefined ? {} : { region: destination.region }) },
    ports,
  )
  const core = context.core({ region })
  const wanted = kind.wanted(options)
  // Only what is one for certain: what merely looks like one would stop a deployment for nothing.
  const hidden = Object.keys(wanted).filter((key) => ports.secrets.find(wanted[key] ?? '').length > 0)
  if (hidden.length > 0 && !kind.secret(options))
    throw new Failure(`${hidden.join(', ')} would put a secret where it can be read.`, { code: 'OUTPUTS_UNWRITTEN' })
  const reach: Reach = {
    store: ports.secretsStore({ region }),
    objects: core.objects,
    signal,
    patiently: (call) => patiently(core, READ_LIMIT, call),
  }
  return { standing: await kind.look(options, reach), wanted }
}

const named = (where: string, { code, message, fix }: Failure): Failure =>
  new Failure(`${where}: ${message}`, { code: code === 'ACCESS_DENIED' ? code : 'OUTPUTS_UNWRITTEN', fix })
