import type { Change } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import type { ChangeSetPage } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'

/** One stack of a change set: the one that was asked for, or one nested in it. */
export interface PlannedPart {
  /** Logical ids of the nested stacks that lead here; empty for the root. */
  readonly path: readonly string[]
  /** Name or id; empty for a nested stack that is not there yet. */
  readonly stack: string
  /** Name of the root's, ARN of a nested one's. */
  readonly changeSet: string
  readonly changes: readonly Change[]
}

/** What all pages of a change set say. */
export async function allChanges(core: Core, stack: string, name: string, first: ChangeSetPage): Promise<readonly Change[]> {
  const changes = [...first.changes]
  for (let next = first.next; next !== undefined; ) {
    const token = next
    const page = await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(stack, name, core.signal, token))
    if (!page) throw new Failure(`Stack ${stack}: change set ${name} is gone.`, { code: 'PLAN_STALE' })
    changes.push(...page.changes)
    next = page.next
  }
  return changes
}

/** The change set and all that are nested in it, the outer before the inner. */
export async function partsOf(
  core: Core,
  stack: string,
  name: string,
  first: ChangeSetPage,
  path: readonly string[] = [],
): Promise<readonly PlannedPart[]> {
  const found = await allChanges(core, stack, name, first)
  const changes = found.map(({ nested: _arn, ...change }) => (path.length > 0 ? { ...change, path } : change))
  const parts: PlannedPart[] = [{ path, stack, changeSet: name, changes }]
  for (const { nested, physicalId = '', logicalId } of found) {
    if (nested === undefined) continue
    const page = await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(physicalId, nested, core.signal))
    // One without changes is not kept, or failed as empty.
    if (page?.status === 'CREATE_COMPLETE') parts.push(...(await partsOf(core, physicalId, nested, page, [...path, logicalId])))
  }
  return parts
}

const NESTED_FAILURE = /arn:aws[\w-]*:cloudformation:[\w-]+:\d+:changeSet\/[\w-]+\/[\w-]+/

/**
 * The change set in which a failure lies: that of a nested stack only says which one failed.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/change-sets-for-nested-stacks.html
 */
export async function deepest(core: Core, failed: ChangeSetPage): Promise<ChangeSetPage> {
  let page = failed
  for (const seen = new Set([failed.id]); ; seen.add(page.id)) {
    const arn = NESTED_FAILURE.exec(page.reason ?? '')?.[0]
    if (arn === undefined || seen.has(arn)) return page
    const inner = await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet('', arn, core.signal))
    if (inner?.status !== 'FAILED' || !inner.reason) return page
    page = inner
  }
}
