import { parsed } from '../foundation/json.ts'
import { retry } from '../foundation/retry.ts'
import type { Described, SecretsStore } from '../ports/secrets-store.ts'
import type { GateContext } from './gate.ts'

const PREFIX = 'ssm:'
/** Milliseconds within which a call is tried again. */
const PATIENCE = 90_000

/** A secret or a parameter as the configuration names it. */
export interface Named {
  /** As it is written, `ssm:` and all. */
  readonly written: string
  readonly id: string
  readonly parameter: boolean
}

export const namedBy = (written: string): Named => {
  const parameter = written.startsWith(PREFIX)
  return { written, parameter, id: parameter ? written.slice(PREFIX.length) : written }
}

/** Asks a store what it says of secrets; the value only where that is wanted, and then it is concealed first of all. */
export interface Asking {
  describe(named: Named): Promise<Described | undefined>
  /** Since when its value is there. */
  since(named: Named, described: Described): Promise<string | undefined>
  /** Every text in the value: the whole of it, and those of its keys where it is JSON. */
  texts(named: Named): Promise<readonly string[]>
}

export function askingIn(region: string, { ports, signal, say }: GateContext): Asking {
  const store = (): SecretsStore => ports.secretsStore({ region })
  const patient = <T>(call: () => Promise<T>): Promise<T> => retry(call, { pace: ports.clock, signal, limit: PATIENCE, say })
  return {
    describe: ({ id, parameter }) =>
      patient(() => (parameter ? store().describeParameter(id, signal) : store().describeSecret(id, signal))),
    since: async ({ id, parameter }, { changedAt, currentVersion = '' }) =>
      parameter ? changedAt : patient(() => store().secretSince(id, currentVersion, signal)),
    texts: async ({ id, parameter }) => {
      const value = await patient(async () =>
        parameter ? (await store().parameter(id, signal))?.text : store().secret(id, signal),
      )
      for (const each of ports.secrets.add(value ?? '')) await ports.runner.mask(each)
      return value === undefined ? [] : textsIn(value)
    },
  }
}

const textsIn = (value: string): readonly string[] => [value, ...leaves(parsed(value))]

function leaves(data: unknown): readonly string[] {
  if (data === null || typeof data !== 'object') return []
  return Object.values(data).flatMap((each: unknown) => (typeof each === 'string' ? [each] : leaves(each)))
}
