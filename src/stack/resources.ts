import type { StackResource } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'

// CloudFormation itself nests no deeper than this is meant to guard against: a stack that holds itself.
const DEEPEST = 10

/** The resources that a stack has now, those of its nested stacks included. */
export async function allResources(core: Core, stackId: string, depth = 0): Promise<readonly StackResource[]> {
  const own: StackResource[] = []
  let next: string | undefined
  do {
    const token = next
    const page = await patiently(core, READ_LIMIT, () => core.cloudformation.resources(stackId, core.signal, token))
    own.push(...page.resources)
    next = page.next
  } while (next !== undefined)
  const nested = own.flatMap((r) =>
    r.type === 'AWS::CloudFormation::Stack' && r.physicalId && depth < DEEPEST ? [r.physicalId] : [],
  )
  const inner = await Promise.all(nested.map((id) => allResources(core, id, depth + 1)))
  return [...own, ...inner.flat()]
}
