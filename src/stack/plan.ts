import type { Assembly, StackPlan } from '../domain/stack.ts'
import type { StackDescription, TemplateSummary } from '../ports/cloudformation.ts'
import { type Asking, admitted } from './admission.ts'
import { allChanges, type Draft, makeChangeSet } from './change-set.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { givenParameters, plannedParameters } from './parameters.ts'
import { admit } from './statuses.ts'
import { contentDigest, planDigest, type RunKey, tokenPrefix } from './tokens.ts'

/** What planning a stack says: the plan, and the stack as it was found. */
export interface Planned {
  readonly plan: StackPlan
  readonly stack?: StackDescription
}

/** Makes the change set for one stack, or finds that there is nothing to change. Executes nothing. */
export async function planStack(core: Core, assembly: Assembly, run: RunKey, mended: Asking['mended']): Promise<Planned> {
  const [found, summary] = await Promise.all([
    patiently(core, READ_LIMIT, () => core.cloudformation.describe(assembly.stack, core.signal)),
    patiently(core, READ_LIMIT, () => core.cloudformation.templateSummary(assembly.template.body, core.signal)),
  ])
  const prefix = tokenPrefix(run, 'execute', assembly, givenParameters(assembly, summary.parameters))
  const { stack, joins } = await admitted(core, assembly, found, { run, prefix, mended })
  if (stack && joins) return { plan: await joining(core, assembly, stack, joins, draftOf(assembly, summary, stack)), stack }
  const draft = draftOf(assembly, summary, stack)
  const made = await makeChangeSet(core, assembly, draft, run)
  const plan: StackPlan =
    made === 'empty'
      ? { ...draft, kind: 'none', changes: [], digest: draft.contentDigest }
      : { ...draft, changeSet: made.name, changes: made.changes, digest: planDigest(draft.contentDigest, made.name) }
  return { plan, ...(stack && draft.kind === 'update' ? { stack } : {}) }
}

/** What is to be, from what is wanted and from the stack as it is. */
function draftOf(assembly: Assembly, summary: TemplateSummary, stack: StackDescription | undefined): Draft {
  const kind = admit(stack?.status).do === 'create' ? 'create' : 'update'
  const existing = kind === 'update' ? stack : undefined
  const parameters = plannedParameters(assembly, summary.parameters, existing)
  const expanding = summary.transforms.length > 0 ? ['CAPABILITY_AUTO_EXPAND'] : []
  const capabilities = assembly.capabilities ?? [...summary.capabilities, ...expanding]
  const basedOn = existing ? { basedOn: existing.changedAt } : {}
  const content = contentDigest({
    stack: assembly.stack,
    region: assembly.region,
    template: assembly.template.sha256,
    parameters,
    capabilities,
    ...(assembly.tags ? { tags: assembly.tags } : {}),
    ...(assembly.roleArn ? { roleArn: assembly.roleArn } : {}),
    ...basedOn,
  })
  return { kind, parameters, capabilities, contentDigest: content, ...basedOn }
}

/** The plan to follow the operation of an earlier attempt. What the stack was before nobody can see any more. */
async function joining(core: Core, assembly: Assembly, stack: StackDescription, joins: string, draft: Draft): Promise<StackPlan> {
  core.say(`${assembly.stack}: an operation of this run is under way (${stack.status}); following it`)
  const { changeSet } = stack
  const first = changeSet
    ? await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(assembly.stack, changeSet, core.signal))
    : undefined
  const changes = first && changeSet ? await allChanges(core, assembly.stack, changeSet, first) : []
  const { basedOn: _moved, ...rest } = draft
  return {
    ...rest,
    kind: /^(CREATE|ROLLBACK)_/.test(stack.status) ? 'create' : 'update',
    changes,
    digest: planDigest(draft.contentDigest, changeSet ?? ''),
    joins,
    ...(changeSet ? { changeSet } : {}),
  }
}
