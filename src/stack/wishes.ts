import type { Assembly } from '../domain/stack.ts'
import type { ChangeSetRequest } from '../ports/cloudformation.ts'
import { deletesOnFailure } from './execution.ts'

/** How a change set is made and what becomes of it, beside what it brings about. */
export type Wishes = Pick<
  ChangeSetRequest,
  'nested' | 'revertDrift' | 'deleteOnFailure' | 'express' | 'notificationArns' | 'monitor'
>

/** What the policies of a stack ask for. One that puts drift back cannot look into nested stacks. */
export function wishesOf(assembly: Assembly, kind: 'create' | 'update', revertDrift: boolean): Wishes {
  const { nestedChangeSets, mode, notificationArns, monitor } = assembly.policies
  return {
    nested: nestedChangeSets && !revertDrift,
    revertDrift,
    deleteOnFailure: deletesOnFailure(assembly, kind),
    express: mode === 'express',
    ...(notificationArns ? { notificationArns } : {}),
    ...(monitor ? { monitor } : {}),
  }
}

/** Those that change what happens, for the content digest; how a plan looks into nested stacks does not. */
export function binding({ nested: _look, ...wishes }: Wishes): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== false))
}
