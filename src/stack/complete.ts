import { type Assembly, lateIn, type StackPlan } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import { beyond, type Difference, lateNames } from './beyond.ts'
import { type Draft, discard, makeChangeSet, type Wanted } from './change-set.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { claim, stream } from './events.ts'
import { stored } from './large.ts'
import { shownOf } from './plan.ts'
import { changeSetName, contentOf, planDigest, type RunKey, tokenOf } from './tokens.ts'
import { binding, wishesOf } from './wishes.ts'

/** The plan with the values that came after approval, and what of it was not approved. */
export interface Completed {
  readonly plan: StackPlan
  /** Where there is any, no change set is left and nothing may be executed. */
  readonly differences: readonly Difference[]
}

/**
 * Makes the approved change set again with the values that it was planned without. Executes nothing; what was approved stays
 * until the new one is executed, which takes all others away.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-execute.html
 */
export async function completePlan(core: Core, given: Assembly, approved: StackPlan, run: RunKey): Promise<Completed> {
  const assembly = await stored(core, given)
  const wanted = wantedOf(assembly, approved)
  const { draft } = wanted
  const name = changeSetName(run, draft.contentDigest)
  const plan = { ...approved, ...draft, changeSet: name, digest: planDigest(draft.contentDigest, name, assembly.artifacts) }
  const [stack, older] = await Promise.all([
    patiently(core, READ_LIMIT, () => core.cloudformation.describe(assembly.stack, core.signal)),
    patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(assembly.stack, name, core.signal)),
  ])
  const joins = tokenOf(run, 'execute', assembly, draft)
  // Its events may come later than what is said of the change set itself.
  const begun = older?.execution.startsWith('EXECUTE_') ?? false
  if (stack && (begun || (await claim(core, stream(stack.id, [assembly.stack]), joins))))
    return { plan: { ...plan, joins }, differences: [] }
  await demandUnmoved(core, assembly, approved, stack)
  if (older) await withdrawn(core, assembly.stack, name)
  const made = await makeChangeSet(core, assembly, wanted, run)
  const parts = made === 'empty' ? [] : made.parts
  const late = await lateNames(core, assembly, parts, lateIn(approved))
  const differences = beyond(approved.changes, parts, late)
  if (made !== 'empty' && differences.length === 0) return { plan: { ...plan, changes: shownOf(core, parts) }, differences }
  if (made !== 'empty') await discard(core, assembly.stack, name)
  const { changeSet: _none, ...rest } = plan
  return { plan: { ...rest, kind: 'none', changes: [], digest: draft.contentDigest }, differences }
}

/** What the change set is made from now. Refuses when anything but the late values is not what was planned. */
function wantedOf(assembly: Assembly, approved: StackPlan): Wanted {
  const { capabilities, basedOn, contentDigest: content, digest, changeSet } = approved
  const kind = basedOn === undefined ? 'create' : 'update'
  const based = basedOn === undefined ? {} : { basedOn }
  const named = approved.parameters.filter(({ source, late }) => source === 'given' || late).map(({ name }) => name)
  const planned = approved.parameters.map((one) =>
    one.source === 'given' && !one.secret ? { ...one, value: assembly.parameters[one.name] ?? '' } : one,
  )
  const wishes = [false, true]
    .map((reverts) => wishesOf(assembly, kind, reverts))
    .find((all) => contentOf(assembly, { parameters: planned, capabilities, ...based, wishes: binding(all) }) === content)
  const same = named.length === Object.keys(assembly.parameters).length && named.every((name) => name in assembly.parameters)
  if (!wishes || !same)
    throw stale(assembly.stack, 'what is to be is not what was planned: parameters, tags, role or policies differ')
  if (digest !== (changeSet ? planDigest(content, changeSet, assembly.artifacts) : content))
    throw stale(assembly.stack, 'the digest of the plan does not fit it')
  const parameters = planned.map(({ late, ...one }) =>
    late ? ({ name: one.name, source: 'given', secret: true } as const) : one,
  )
  const draft: Draft = {
    ...{ kind, parameters, capabilities, ...based },
    contentDigest: contentOf(assembly, { parameters, capabilities, ...based, wishes: binding(wishes) }),
  }
  return { draft, wishes }
}

/** Refuses when the stack or the approved change set is not as it was. */
async function demandUnmoved(
  core: Core,
  { stack: name }: Assembly,
  { kind, basedOn, changeSet }: StackPlan,
  stack: StackDescription | undefined,
): Promise<void> {
  if (basedOn !== undefined && stack?.changedAt !== basedOn)
    throw stale(name, `the stack was changed at ${stack?.changedAt ?? 'no known time'}; the plan is based on ${basedOn}`)
  if (basedOn === undefined && stack && stack.status !== 'REVIEW_IN_PROGRESS')
    throw stale(name, `the stack is ${stack.status} now`)
  if (kind === 'none') return
  if (!changeSet) throw new Failure(`Stack ${name} has no change set.`, { code: 'PLAN_MISSING' })
  const page = await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(name, changeSet, core.signal))
  if (page?.execution !== 'AVAILABLE') throw stale(name, `change set ${changeSet} is ${page?.execution ?? 'gone'}`)
}

/** What an earlier attempt made may hold another value: nobody can look. */
async function withdrawn(core: Core, stack: string, name: string): Promise<void> {
  const refused = await discard(core, stack, name)
  if (refused) throw refused
}

const stale = (stack: string, why: string): Failure =>
  new Failure(`Stack ${stack}: ${why}. Nothing was executed.`, { code: 'PLAN_STALE' })
