import type { Values } from '../config/config.ts'
import { textsIn } from '../config/texts.ts'
import { tagOf } from '../domain/ref.ts'
import type { Run } from '../domain/run.ts'
import { attempt } from '../foundation/retry.ts'
import type { Ports } from '../ports/index.ts'

/** Nothing of the input `secrets` is ever written, whether or not it can be read. */
export async function hideSecrets({ runner, secrets }: Pick<Ports, 'runner' | 'secrets'>): Promise<void> {
  const given = runner.input('secrets')
  const read = await attempt(async () => Object.values(textsIn('secrets', given)))
  for (const value of 'value' in read ? read.value : [given]) {
    for (const line of secrets.add(value)) await runner.mask(line)
  }
}

/** What `${…}` can name in this run, outputs aside. */
export async function valuesOf(
  { runner, env }: Pick<Ports, 'runner' | 'env'>,
  run: Pick<Run, 'identity' | 'environment'>,
): Promise<Values> {
  const { sha, ref, runId, attempt: tries, actor } = run.identity
  return {
    ...(run.environment === undefined ? {} : { environment: run.environment }),
    run: {
      sha,
      ref,
      tag: tagOf(ref) ?? '',
      id: runId,
      attempt: tries,
      actor,
      nonce: `${runId}-${tries}`,
    },
    inputs: texts((await runner.event())['inputs']),
    env: { ...env, ...textsIn('variables', runner.input('variables')) },
    secrets: textsIn('secrets', runner.input('secrets')),
  }
}

const texts = (inputs: unknown): Readonly<Record<string, string>> =>
  inputs !== null && typeof inputs === 'object'
    ? Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]))
    : {}
