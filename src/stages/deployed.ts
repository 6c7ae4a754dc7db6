import type { Assembly } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { snapshotOf } from '../stack/snapshot.ts'
import { neededBy } from './needed.ts'
import type { StageContext } from './stage.ts'

/** The name of the file beside the record that holds a stack as the run left it running. */
export const deployedName = (stack: string): string => `deployed-${stack}.json`

/**
 * Keeps a stack as it runs now, so that a later run can come back to it. The template is known to the job that planned; another one reads it
 * once. Never a reason to fail: without it there is no way back to this run, which is said.
 */
export async function keepDeployed(
  context: StageContext,
  assembly: Assembly,
  stack: StackDescription | undefined,
): Promise<void> {
  if (!context.config.records || !stack) return
  const { stack: name, template, artifacts } = assembly
  const no = (why: string) => context.ports.runner.info(`${name}: nobody can come back to this version later: ${why}`)
  const read = await attempt(() => snapshotOf(context.core(assembly), assembly, stack, template.body || undefined))
  context.signal.throwIfAborted()
  if ('failure' in read) return no(`what the stack is made of could not be read: ${read.failure.message}`)
  const snapshot = { ...read.value, artifacts }
  const needs = await neededBy(context, assembly, snapshot)
  const text = `${JSON.stringify({ ...snapshot, artifacts: [...artifacts, ...needs.artifacts] }, null, 1)}\n`
  if (context.ports.secrets.exposes(text)) return no('a secret stands in its template or its parameters, so they were not kept')
  await context.changed({ [name]: { deployed: await context.beside(deployedName(name), text) } })
}
