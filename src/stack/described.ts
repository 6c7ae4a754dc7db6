import { attempt, type RetryOptions } from '../foundation/retry.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'

type Found = ReadonlyMap<string, StackDescription>

/** Stacks that are asked for in the same moment, and what all of them will be told. */
interface Group {
  readonly names: Set<string>
  readonly answer: Promise<Found>
}

/** What a region's list of stacks costs, and who waits for it. */
interface Region {
  group?: Group | undefined
  /** Pages up to the last stack that was asked for; infinite where the list may not be read. */
  pages: number
}

const regions = new WeakMap<Core['cloudformation'], Region>()

/**
 * A stack as it is now; nothing where there is none. Those that are asked for in the same moment share one list of all stacks where
 * that takes fewer calls than asking for each by name. One that is not in the list is asked for by name all the same.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function described(
  core: Core,
  stack: string,
  limit: RetryOptions['limit'] = READ_LIMIT,
): Promise<StackDescription | undefined> {
  const region = regions.get(core.cloudformation) ?? { pages: 1 }
  regions.set(core.cloudformation, region)
  region.group ??= gathering(core, region, limit)
  const { names, answer } = region.group
  names.add(stack)
  const found = (await answer).get(stack)
  return found ?? patiently(core, limit, () => core.cloudformation.describe(stack, core.signal))
}

function gathering(core: Core, region: Region, limit: RetryOptions['limit']): Group {
  const names = new Set<string>()
  const listed = async (): Promise<Found> => {
    // Stacks that are worked on side by side ask within one turn of the event loop.
    await core.clock.sleep(0, core.signal)
    region.group = undefined
    if (names.size <= region.pages) return new Map()
    const asked = await attempt(() => list(core, names, region, limit))
    core.signal.throwIfAborted()
    if ('value' in asked) return asked.value
    // Whoever may describe some stacks may not list all of them.
    if (!asked.failure.transient) region.pages = Number.POSITIVE_INFINITY
    return new Map()
  }
  return { names, answer: listed() }
}

/** Reads the list until all are found, and no further than it is worth. */
async function list(core: Core, names: ReadonlySet<string>, region: Region, limit: RetryOptions['limit']): Promise<Found> {
  const found = new Map<string, StackDescription>()
  const missing = new Set(names)
  let next: string | undefined
  let pages = 0
  do {
    const from = next
    const page = await patiently(core, limit, () => core.cloudformation.describeAll(core.signal, from))
    for (const stack of page.stacks) {
      for (const name of [stack.id, stack.name]) {
        found.set(name, stack)
        missing.delete(name)
      }
    }
    pages += 1
    next = page.next
  } while (next !== undefined && missing.size > 0 && pages < names.size)
  region.pages = Math.max(region.pages, pages)
  return found
}
