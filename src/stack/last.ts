import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { sourceOf, stored } from './large.ts'
import { givenParameters } from './parameters.ts'
import { operationToken, type RunKey, tokenPrefix } from './tokens.ts'

/** Whether the newest operation on a stack is the one that is meant: all events of an operation carry its token. */
type Ours = (token: string) => boolean | Promise<boolean>

/**
 * Refuses where another operation came after ours: what the stack is now is not what ours made of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackEvent.html
 */
export async function demandLast(core: Core, stack: string, id: string, ours: Ours): Promise<void> {
  const { events } = await patiently(core, READ_LIMIT, () => core.cloudformation.events(id, core.signal))
  const [last] = events
  if (last && (await ours(operationToken(last)))) return
  const seen = last ? `${last.status} ${last.logicalId} at ${last.at}, operation ${last.token ?? 'without a token'}` : 'no events'
  throw new Failure(`Stack ${stack} was changed by another operation since: ${seen}. Nothing was executed.`, {
    code: 'STACK_CHANGED',
  })
}

/** Whether a token is of an attempt of this run at bringing the stack to this. */
export async function isAttemptAt(core: Core, given: Assembly, run: RunKey, token: string): Promise<boolean> {
  if (!token.startsWith(`deploy-action-${run.purpose ? `${run.purpose}-` : ''}execute-`)) return false
  const assembly = await stored(core, given)
  const summary = await patiently(core, READ_LIMIT, () => core.cloudformation.templateSummary(sourceOf(assembly), core.signal))
  return token.startsWith(tokenPrefix(run, 'execute', assembly, givenParameters(assembly, summary.parameters)))
}
