import type { Operation } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import type { Core } from './core.ts'

/**
 * What a cancelled run does with an operation under way. Only an update can be cancelled; a first creation goes on, and
 * nothing is deleted. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html
 */
export async function cancelOperation(core: Core, stack: string, operation: Operation): Promise<string> {
  if (operation.kind === 'create') return `the creation of ${stack} goes on; a re-run of this run follows it`
  const sent = await attempt(() => core.cloudformation.cancelUpdate(stack, `${operation.token}-cancel`, core.signal))
  return 'value' in sent
    ? `the update of ${stack} was cancelled; CloudFormation is putting the old version back`
    : `the update of ${stack} could not be cancelled and may go on (${sent.failure.message})`
}
