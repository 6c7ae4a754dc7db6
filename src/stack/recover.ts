import type { Recovery } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import type { Core } from './core.ts'
import { allResources } from './resources.ts'
import { stateOf } from './stateful.ts'
import { quiet } from './waiting.ts'

/** Brings a stuck stack back to where a deployment can start, in the one way that its status allows. Data is never deleted. */
export async function recover(
  core: Core,
  stack: StackDescription,
  recovery: Recovery,
  token: string,
  limit: number,
): Promise<StackDescription | undefined> {
  core.say(`${stack.name} is ${stack.status}: ${DOING[recovery]}`)
  if (recovery === 'delete-failed-create') await refuseData(core, stack)
  const sent = await attempt(() => SEND[recovery](core, stack, token))
  // A lost answer may have taken effect; the stack itself tells.
  if ('failure' in sent && !sent.failure.transient && sent.failure.code !== 'AWS_CONFLICT') throw sent.failure
  return quiet(core, stack.id, stack.name, limit)
}

const DOING: Readonly<Record<Recovery, string>> = {
  'delete-failed-create': 'deleting what its failed first creation left',
  'continue-rollback': 'continuing the way back',
  'rollback-paused': 'rolling the paused operation back',
}

const SEND: Readonly<Record<Recovery, (core: Core, stack: StackDescription, token: string) => Promise<void>>> = {
  'delete-failed-create': ({ cloudformation, signal }, { id }, token) => cloudformation.deleteStack(id, token, signal),
  'continue-rollback': ({ cloudformation, signal }, { id }, token) => cloudformation.continueRollback(id, token, signal),
  'rollback-paused': ({ cloudformation, signal }, { id }, token) => cloudformation.rollBack(id, token, signal),
}

/** A first creation may have failed late: what holds data by then is not ours to delete. */
async function refuseData(core: Core, { id, name }: StackDescription): Promise<void> {
  const resources = await allResources(core, id)
  const kept = resources.filter((r) => r.physicalId && r.status !== 'DELETE_COMPLETE' && stateOf(r.type) !== undefined)
  if (kept.length === 0) return
  throw new Failure(
    `Stack ${name} cannot be deleted without asking: ${kept.map((r) => `${r.logicalId} (${r.type})`).join(', ')} may hold data.`,
    {
      code: 'STACK_STUCK',
      fix: `Look at these resources; then aws cloudformation delete-stack --stack-name ${name} by hand.`,
    },
  )
}
