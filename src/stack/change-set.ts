import type { Finding } from '../domain/finding.ts'
import type { Assembly, StackPlan } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { ChangeSetPage } from '../ports/cloudformation.ts'
import { type PlannedPart, partsOf } from './changes.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { sourceOf } from './large.ts'
import { parameterValues } from './parameters.ts'
import { settled } from './statuses.ts'
import { changeSetDescription, changeSetName, type RunKey, tokenOf } from './tokens.ts'
import { unplanned, warnings } from './unplanned.ts'
import type { Wishes } from './wishes.ts'

// Change sets of large systems take minutes; one that takes longer than this is not coming.
const LIMIT_MS = 15 * 60_000
// One that was asked for and is not there after this is not coming either.
const APPEARS_MS = 20_000
// Small ones, and those without changes, are ready almost at once; what is not by then takes seconds.
const FIRST_LOOK_MS = 20
const SECOND_LOOK_MS = 850
const LONGEST_LOOK_MS = 3000

/** What a change set is made from. */
export type Draft = Pick<StackPlan, 'parameters' | 'capabilities' | 'contentDigest' | 'basedOn'> & {
  readonly kind: 'create' | 'update'
}

/** What a change set is made from, and how. */
export interface Wanted {
  readonly draft: Draft
  readonly wishes: Wishes
}

/** A change set that can be executed. */
export interface Made {
  readonly name: string
  /** The stack itself first. */
  readonly parts: readonly PlannedPart[]
  /** What CloudFormation itself warns of. */
  readonly warnings: readonly Finding[]
}

/** Makes the change set, or finds the one that an earlier attempt of this run made. */
export const makeChangeSet = (core: Core, assembly: Assembly, wanted: Wanted, run: RunKey): Promise<'empty' | Made> =>
  core.budget.sharing(() => made(core, assembly, wanted, run))

async function made(core: Core, assembly: Assembly, wanted: Wanted, run: RunKey): Promise<'empty' | Made> {
  const name = changeSetName(run, wanted.draft.contentDigest)
  const { stack } = assembly
  const created = await request(core, assembly, wanted, run, name)
  let first = await ready(core, stack, name)
  if (!first || (created === 'exists' && first.execution !== 'AVAILABLE')) {
    core.say(`${stack}: change set ${name} was made before and cannot be executed; making it again`)
    await discard(core, stack, name)
    await request(core, assembly, wanted, run, name, '-again')
    first = await ready(core, stack, name)
  }
  if (first?.status === 'CREATE_COMPLETE')
    return { name, parts: await partsOf(core, stack, name, first), warnings: await warnings(core, stack, first) }
  const failure = saysEmpty(first?.reason) ? undefined : await unplanned(core, assembly, first)
  const litter = await discard(core, stack, name)
  if (!failure) {
    // A role that may not take them away would leave one with every run.
    if (litter && !litter.transient) throw litter
    return 'empty'
  }
  throw failure
}

/** Asks for the change set. One of that name is ours: from a lost answer, or from an earlier attempt of this run. */
const request = (
  core: Core,
  assembly: Assembly,
  { draft, wishes }: Wanted,
  run: RunKey,
  name: string,
  again = '',
): Promise<'created' | 'exists'> =>
  patiently(core, READ_LIMIT, () =>
    core.cloudformation.createChangeSet(
      {
        stack: assembly.stack,
        name,
        kind: draft.kind,
        // The name already finds what an earlier attempt made; its token would also find what was deleted since.
        token: `${tokenOf(run, 'plan', assembly, draft)}-${run.attempt}${again}`,
        description: changeSetDescription(run),
        template: sourceOf(assembly),
        parameters: parameterValues(assembly, draft.parameters),
        capabilities: draft.capabilities,
        ...wishes,
        ...(assembly.tags ? { tags: assembly.tags } : {}),
        ...(assembly.roleArn ? { roleArn: assembly.roleArn } : {}),
      },
      core.signal,
    ),
  )

/** The change set once it is made or failed; nothing where it never appears. */
async function ready(core: Core, stack: string, name: string): Promise<ChangeSetPage | undefined> {
  const begun = core.clock.now().getTime()
  for (let wait = FIRST_LOOK_MS; ; wait = Math.min(Math.max(wait * 1.5, SECOND_LOOK_MS), LONGEST_LOOK_MS)) {
    await core.clock.sleep(Math.max(wait, core.budget.spacing()), core.signal)
    const page = await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(stack, name, core.signal))
    const waited = core.clock.now().getTime() - begun
    if (page && settled(page.status) && page.status !== 'CREATE_PENDING') return page
    if (!page && waited > APPEARS_MS) return undefined
    if (waited > LIMIT_MS)
      throw new Failure(`Stack ${stack}: change set ${name} is not ready after ${spoken(LIMIT_MS)}.`, { code: 'PLAN_FAILED' })
  }
}

/** Both wordings, the plain one and that of templates with transforms. */
const saysEmpty = (reason: string | undefined): boolean =>
  /^The submitted information didn't contain changes|^No updates are to be performed/.test(reason ?? '')

/** Takes a change set that nobody will execute away; gives why that failed. */
export async function discard(core: Core, stack: string, name: string): Promise<Failure | undefined> {
  const done = await attempt(() =>
    patiently(core, READ_LIMIT, () => core.cloudformation.deleteChangeSet(stack, name, core.signal)),
  )
  core.signal.throwIfAborted()
  if ('value' in done) return undefined
  core.say(`${stack}: change set ${name} could not be deleted: ${done.failure.message}`)
  return done.failure
}
