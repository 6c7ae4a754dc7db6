import type { StackResource } from '../ports/cloudformation.ts'
import { type Core, everyPage } from './core.ts'

// CloudFormation itself nests no deeper than this is meant to guard against: a stack that holds itself.
export const DEEPEST = 10

/** The resources that a stack has now, without those of its nested stacks. */
export async function ownResources(core: Core, stackId: string): Promise<readonly StackResource[]> {
  const pages = await everyPage(core, (next) => core.cloudformation.resources(stackId, core.signal, next))
  return pages.flatMap(({ resources }) => resources)
}

/** The nested stacks among resources. */
export const nestedIn = (resources: readonly StackResource[]): readonly { readonly logicalId: string; readonly id: string }[] =>
  resources.flatMap(({ type, logicalId, physicalId: id }) =>
    type === 'AWS::CloudFormation::Stack' && id ? [{ logicalId, id }] : [],
  )

/** The resources that a stack has now, those of its nested stacks included. */
export async function allResources(core: Core, stackId: string, depth = 0): Promise<readonly StackResource[]> {
  const own = await ownResources(core, stackId)
  const nested = depth < DEEPEST ? nestedIn(own) : []
  const inner = await Promise.all(nested.map(({ id }) => allResources(core, id, depth + 1)))
  return [...own, ...inner.flat()]
}
