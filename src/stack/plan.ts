import type { Assembly, Change, StackPlan } from '../domain/stack.ts'
import { spoken } from '../foundation/duration.ts'
import { Failure } from '../foundation/failure.ts'
import type { ChangeSetPage, StackDescription } from '../ports/cloudformation.ts'
import { type Core, patiently, READ_LIMIT_MS } from './core.ts'
import { parameterValues, plannedParameters } from './parameters.ts'
import { admit, settled } from './statuses.ts'
import { changeSetName, contentDigest, planDigest, tokenOf } from './tokens.ts'

// Change sets of large systems take minutes; one that takes longer than this is not coming.
const CHANGE_SET_LIMIT_MS = 15 * 60_000
const FIRST_LOOK_MS = 300
const LONGEST_LOOK_MS = 3000

/** Which run plans: part of names and tokens. */
export interface RunKey {
  readonly repository: string
  readonly runId: string
  readonly attempt: string
}

/** What planning a stack says: the plan, and the stack as it was found. */
export interface Planned {
  readonly plan: StackPlan
  readonly stack?: StackDescription
}

/** Makes the change set for one stack, or finds that there is nothing to change. Executes nothing. */
export async function planStack(core: Core, assembly: Assembly, run: RunKey): Promise<Planned> {
  const [found, summary] = await Promise.all([
    patiently(core, READ_LIMIT_MS, () => core.cloudformation.describe(assembly.stack, core.signal)),
    patiently(core, READ_LIMIT_MS, () => core.cloudformation.templateSummary(assembly.template.body, core.signal)),
  ])
  const stack = await admitted(core, assembly, found)
  const kind = admit(stack?.status).do === 'create' ? 'create' : 'update'
  const existing = kind === 'update' ? stack : undefined
  const parameters = plannedParameters(assembly, summary.parameters, existing)
  const capabilities = assembly.capabilities ?? [
    ...summary.capabilities,
    ...(summary.transforms.length > 0 ? ['CAPABILITY_AUTO_EXPAND'] : []),
  ]
  const basedOn = existing?.changedAt
  const content = contentDigest({
    stack: assembly.stack,
    region: assembly.region,
    template: assembly.template.sha256,
    parameters,
    capabilities,
    ...(assembly.tags ? { tags: assembly.tags } : {}),
    ...(assembly.roleArn ? { roleArn: assembly.roleArn } : {}),
    ...(basedOn ? { basedOn } : {}),
  })
  const draft = { kind, parameters, capabilities, contentDigest: content, ...(basedOn ? { basedOn } : {}) } as const
  const made = await makeChangeSet(core, assembly, draft, run)
  const plan: StackPlan =
    made === 'empty'
      ? { ...draft, kind: 'none', changes: [], digest: content }
      : { ...draft, changeSet: made.name, changes: made.changes, digest: planDigest(content, made.name) }
  return { plan, ...(existing ? { stack: existing } : {}) }
}

/** Waits for somebody else's operation, and refuses what no deployment can start from. */
async function admitted(
  core: Core,
  assembly: Assembly,
  found: StackDescription | undefined,
): Promise<StackDescription | undefined> {
  const end = core.clock.now().getTime() + assembly.timeLimit
  let stack = found
  let wait = FIRST_LOOK_MS
  for (;;) {
    const admission = admit(stack?.status)
    if (admission.do === 'refuse') {
      throw new Failure(`Stack ${assembly.stack} is ${stack?.status}: ${admission.why}.`, {
        code: 'STACK_STUCK',
        fix: `${admission.command} ${assembly.stack} --region ${assembly.region}`,
      })
    }
    if (admission.do !== 'wait') return stack
    if (core.clock.now().getTime() > end) {
      throw new Failure(`Stack ${assembly.stack} is still ${stack?.status} after ${spoken(assembly.timeLimit)}.`, {
        code: 'STACK_BUSY',
      })
    }
    core.say(`${assembly.stack}: another operation is under way (${stack?.status}); waiting for it`)
    wait = Math.min(wait * 2, LONGEST_LOOK_MS * 5)
    await core.clock.sleep(wait, core.signal)
    stack = await patiently(core, READ_LIMIT_MS, () => core.cloudformation.describe(assembly.stack, core.signal))
  }
}

type Draft = Pick<StackPlan, 'parameters' | 'capabilities' | 'contentDigest'> & { readonly kind: 'create' | 'update' }

async function makeChangeSet(core: Core, assembly: Assembly, draft: Draft, run: RunKey): Promise<'empty' | Made> {
  const name = changeSetName(run, draft.contentDigest)
  const created = await request(core, assembly, draft, run, name)
  let first = await ready(core, assembly.stack, name)
  if (created === 'exists' && first.status === 'FAILED') {
    core.say(`${assembly.stack}: change set ${name} of an earlier attempt had failed; making it again`)
    await discard(core, assembly.stack, name)
    await request(core, assembly, draft, run, name, run.attempt)
    first = await ready(core, assembly.stack, name)
  }
  if (first.status === 'CREATE_COMPLETE') return { name, changes: await allChanges(core, assembly.stack, name, first) }
  await discard(core, assembly.stack, name)
  if (saysEmpty(first.reason)) return 'empty'
  throw new Failure(`Stack ${assembly.stack}: the change set failed: ${first.reason ?? 'no reason given'}`, {
    code: 'PLAN_FAILED',
  })
}

interface Made {
  readonly name: string
  readonly changes: readonly Change[]
}

/** Asks for the change set. One of that name is ours: from a lost answer, or from an earlier attempt of this run. */
const request = (
  core: Core,
  assembly: Assembly,
  draft: Draft,
  run: RunKey,
  name: string,
  again = '',
): Promise<'created' | 'exists'> =>
  patiently(core, READ_LIMIT_MS, () =>
    core.cloudformation.createChangeSet(
      {
        stack: assembly.stack,
        name,
        kind: draft.kind,
        token: `${tokenOf(run, 'plan', assembly.stack, draft.contentDigest)}${again && `-${again}`}`,
        description: `deploy-action run ${run.runId}, attempt ${run.attempt}`,
        templateBody: assembly.template.body,
        parameters: parameterValues(assembly, draft.parameters),
        capabilities: draft.capabilities,
        ...(assembly.tags ? { tags: assembly.tags } : {}),
        ...(assembly.roleArn ? { roleArn: assembly.roleArn } : {}),
      },
      core.signal,
    ),
  )

async function ready(core: Core, stack: string, name: string): Promise<ChangeSetPage> {
  const end = core.clock.now().getTime() + CHANGE_SET_LIMIT_MS
  let wait = FIRST_LOOK_MS
  for (;;) {
    const page = await patiently(core, READ_LIMIT_MS, () => core.cloudformation.describeChangeSet(stack, name, core.signal))
    if (page && settled(page.status) && page.status !== 'CREATE_PENDING') return page
    if (core.clock.now().getTime() > end)
      throw new Failure(`Stack ${stack}: change set ${name} is not ready after ${spoken(CHANGE_SET_LIMIT_MS)}.`, {
        code: 'PLAN_FAILED',
      })
    await core.clock.sleep(wait, core.signal)
    wait = Math.min(wait * 1.5, LONGEST_LOOK_MS)
  }
}

/** Both wordings, the plain one and that of templates with transforms. */
const saysEmpty = (reason: string | undefined): boolean =>
  /^The submitted information didn't contain changes|^No updates are to be performed/.test(reason ?? '')

async function allChanges(core: Core, stack: string, name: string, first: ChangeSetPage): Promise<readonly Change[]> {
  const changes = [...first.changes]
  for (let next = first.next; next !== undefined; ) {
    const token = next
    const page = await patiently(core, READ_LIMIT_MS, () =>
      core.cloudformation.describeChangeSet(stack, name, core.signal, token),
    )
    if (!page) throw new Failure(`Stack ${stack}: change set ${name} is gone.`, { code: 'PLAN_STALE' })
    changes.push(...page.changes)
    next = page.next
  }
  return changes
}

/** Takes a change set that nobody will execute away. */
export const discard = (core: Core, stack: string, name: string): Promise<void> =>
  patiently(core, READ_LIMIT_MS, () => core.cloudformation.deleteChangeSet(stack, name, core.signal))
