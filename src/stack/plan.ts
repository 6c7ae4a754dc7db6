import { withoutAccounts } from '../domain/accounts.ts'
import type { Finding } from '../domain/finding.ts'
import type { Assembly, StackPlan } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import type { StackDescription, TemplateSummary } from '../ports/cloudformation.ts'
import { type Asking, admitted } from './admission.ts'
import { type Draft, discard, makeChangeSet, type Wanted } from './change-set.ts'
import { type PlannedPart, partsOf } from './changes.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { described } from './described.ts'
import { heedDrift } from './drift.ts'
import { type Gate, gate } from './gate.ts'
import { sourceOf, stored } from './large.ts'
import { givenParameters, hiddenValues, plannedParameters } from './parameters.ts'
import { awaiting, withPlaceholders } from './placeholder.ts'
import { shownChanges } from './shown.ts'
import { admit } from './statuses.ts'
import { contentOf, planDigest, type RunKey, tokenPrefix } from './tokens.ts'
import { binding, wishesOf } from './wishes.ts'

/** What planning a stack says: the plan, the stack as it was found, and what must be known of it. One that is blocked has no change set. */
export interface Planned extends Gate {
  readonly plan: StackPlan
  readonly stack?: StackDescription
}

/** Who is told what there is to know before there is a plan, also where none comes of it. */
export interface Telling extends Pick<Asking, 'mended'> {
  found(finding: Finding): void
}

/** Makes the change set for one stack, or finds that there is nothing to change. Executes nothing. */
export async function planStack(core: Core, given: Assembly, run: RunKey, telling: Telling): Promise<Planned> {
  const assembly = await stored(core, given)
  const [found, summary] = await Promise.all([
    described(core, assembly.stack),
    patiently(core, READ_LIMIT, () => core.cloudformation.templateSummary(sourceOf(assembly), core.signal)),
  ])
  await core.conceal(hiddenValues(assembly, summary.parameters))
  const prefix = tokenPrefix(run, 'execute', assembly, givenParameters(assembly, summary.parameters))
  const { stack, joins } = await admitted(core, assembly, found, { run, prefix, mended: telling.mended })
  if (stack && joins)
    return { plan: await joining(core, assembly, stack, joins, draftOf(assembly, summary, stack).draft), stack, ...OPEN }
  const reverts = stack && admit(stack.status).do !== 'create' ? await heedDrift(core, assembly, stack, telling.found) : false
  const wanted = draftOf(assembly, summary, stack, reverts)
  const { draft } = wanted
  const made = await makeChangeSet(
    core,
    await withPlaceholders(core, assembly, summary.parameters, draft.parameters),
    wanted,
    run,
  )
  for (const finding of awaiting(assembly.stack, draft.parameters)) telling.found(finding)
  const existing = stack && draft.kind === 'update' ? { stack } : {}
  if (made === 'empty') {
    const why = assembly.unchanged === undefined ? {} : { why: assembly.unchanged }
    return { plan: { ...draft, kind: 'none', ...why, changes: [], digest: draft.contentDigest }, ...existing, ...OPEN }
  }
  const { name, parts, warnings } = made
  const tell = run.purpose === 'rollback' ? undefined : telling.found
  const judged = await attempt(() => gate(core, assembly, parts, existing.stack, tell))
  // Nobody may execute what must not run, or what could not be judged.
  if ('failure' in judged || judged.value.blocked) await discard(core, assembly.stack, name)
  if ('failure' in judged) throw judged.failure
  const { blocked, findings, ...read } = judged.value
  const changeSet = blocked ? {} : { changeSet: name }
  const changes = shownOf(core, parts)
  return {
    plan: { ...draft, ...changeSet, changes, digest: planDigest(draft.contentDigest, name, assembly.artifacts) },
    ...existing,
    ...read,
    blocked,
    findings: [...findings, ...warnings],
  }
}

export const shownOf = (core: Core, parts: readonly PlannedPart[]) =>
  shownChanges(
    parts.flatMap((part) => part.changes),
    (text) => withoutAccounts(core.redact(text)),
  )

const OPEN: Gate = { findings: [], blocked: false }

/** What is to be, from what is wanted and from the stack as it is. */
function draftOf(assembly: Assembly, summary: TemplateSummary, stack: StackDescription | undefined, reverts = false): Wanted {
  const kind = admit(stack?.status).do === 'create' ? 'create' : 'update'
  const existing = kind === 'update' ? stack : undefined
  const parameters = plannedParameters(assembly, summary.parameters, existing)
  const expanding = summary.transforms.length > 0 ? ['CAPABILITY_AUTO_EXPAND'] : []
  const capabilities = assembly.capabilities ?? [...summary.capabilities, ...expanding]
  const wishes = wishesOf(assembly, kind, reverts)
  const basedOn = existing ? { basedOn: existing.changedAt } : {}
  const content = contentOf(assembly, { parameters, capabilities, ...basedOn, wishes: binding(wishes) })
  return { draft: { kind, parameters, capabilities, contentDigest: content, ...basedOn }, wishes }
}

/** The plan to follow the operation of an earlier attempt. What the stack was before nobody can see any more. */
async function joining(core: Core, assembly: Assembly, stack: StackDescription, joins: string, draft: Draft): Promise<StackPlan> {
  core.say(`${assembly.stack}: an operation of this run is under way (${stack.status}); following it`)
  const { changeSet } = stack
  const first = changeSet
    ? await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(assembly.stack, changeSet, core.signal))
    : undefined
  const parts = first && changeSet ? await partsOf(core, assembly.stack, changeSet, first) : []
  const { basedOn: _moved, ...rest } = draft
  return {
    ...rest,
    kind: /^(CREATE|ROLLBACK)_/.test(stack.status) ? 'create' : 'update',
    changes: shownOf(core, parts),
    digest: planDigest(draft.contentDigest, changeSet ?? '', assembly.artifacts),
    joins,
    ...(changeSet ? { changeSet } : {}),
  }
}
