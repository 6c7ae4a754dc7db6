import type { Values } from '../config/config.ts'
import { tagOf } from '../domain/ref.ts'
import type { Run } from '../domain/run.ts'
import type { Ports } from '../ports/index.ts'

/** What `${…}` can name in this run, outputs aside. */
export async function valuesOf(
  { runner, env }: Pick<Ports, 'runner' | 'env'>,
  run: Pick<Run, 'identity' | 'environment'>,
): Promise<Values> {
  const { sha, ref, runId, attempt, actor } = run.identity
  return {
    ...(run.environment === undefined ? {} : { environment: run.environment }),
    run: {
      sha,
      ref,
      tag: tagOf(ref) ?? '',
      id: runId,
      attempt,
      actor,
      nonce: `${runId}-${attempt}`,
    },
    inputs: texts((await runner.event())['inputs']),
    env,
  }
}

const texts = (inputs: unknown): Readonly<Record<string, string>> =>
  inputs !== null && typeof inputs === 'object'
    ? Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]))
    : {}
