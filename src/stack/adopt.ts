import type { Assembly, PlannedParameter, StackPlan } from '../domain/stack.ts'
import { digestOf } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { ChangeSetPage, StackDescription } from '../ports/cloudformation.ts'
import { discard } from './change-set.ts'
import { partsOf } from './changes.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { described } from './described.ts'
import { heedDrift } from './drift.ts'
import { gate } from './gate.ts'
import { type Planned, shownOf, type Telling } from './plan.ts'
import { admit } from './statuses.ts'
import { planDigest } from './tokens.ts'

/** Plans a stack by the change set that its own tool left: looked at, judged and bound as one of ours. Executes nothing. */
export async function adoptStack(core: Core, assembly: Assembly, telling: Telling): Promise<Planned> {
  const { stack: name, adopted } = assembly
  const stack = await described(core, name)
  const changeSet = adopted?.changeSet
  if (changeSet === undefined) return nothing(assembly, stack)
  const page = await patiently(core, READ_LIMIT, () => core.cloudformation.describeChangeSet(name, changeSet, core.signal))
  if (page?.execution !== 'AVAILABLE')
    throw new Failure(`Stack ${name}: change set ${changeSet} is ${page?.execution ?? 'gone'}.`, { code: 'PLAN_FAILED' })
  const admission = admit(stack?.status)
  if (admission.do === 'refuse')
    throw new Failure(`Stack ${name} is ${stack?.status}: ${admission.why}.`, {
      code: 'STACK_STUCK',
      fix: `${admission.command} ${name} --region ${assembly.region}`,
    })
  if (admission.do === 'wait')
    throw new Failure(`An operation is under way on stack ${name} (${stack?.status}) since its plan ran.`, { code: 'STACK_BUSY' })
  const existing = stack && admission.do === 'update' ? { stack } : {}
  await demandNoDrift(core, assembly, existing.stack, telling)
  return judged(core, assembly, { changeSet, page, ...existing })
}

/** Whether drift is put back is said when a change set is made, so what its tool made cannot do it. */
async function demandNoDrift(core: Core, assembly: Assembly, stack: StackDescription | undefined, telling: Telling) {
  const reverts = stack && (await heedDrift(core, assembly, stack, telling.found))
  if (!reverts) return
  throw new Failure(`Stack ${assembly.stack} has drifted, and the change set of its own tool does not put that back.`, {
    code: 'DRIFT_FOUND',
    fix: 'Have the tool put it back, or set `drift` of the stack to report, block or ignore.',
  })
}

interface Left {
  readonly changeSet: string
  readonly page: ChangeSetPage
  readonly stack?: StackDescription
}

async function judged(core: Core, assembly: Assembly, { changeSet, page, stack }: Left): Promise<Planned> {
  const parts = await partsOf(core, assembly.stack, changeSet, page)
  const asked = await attempt(() => gate(core, assembly, parts, stack))
  // Nobody may execute what must not run, or what could not be judged.
  if ('failure' in asked || asked.value.blocked) await discard(core, assembly.stack, changeSet)
  if ('failure' in asked) throw asked.failure
  const changes = shownOf(core, parts)
  const made = { parameters: parametersIn(core, page), capabilities: page.capabilities ?? [] }
  const content = contentOf(assembly, { changes, ...made, ...(stack ? { basedOn: stack.changedAt } : {}) })
  const plan: StackPlan = {
    kind: stack ? 'update' : 'create',
    ...content,
    digest: planDigest(content.contentDigest, changeSet, assembly.artifacts),
    ...(asked.value.blocked ? {} : { changeSet }),
  }
  return { plan, ...asked.value, ...(stack ? { stack } : {}) }
}

/** Its tool compared it and left nothing to execute. */
function nothing(assembly: Assembly, stack: StackDescription | undefined): Planned {
  const content = contentOf(assembly, {
    changes: [],
    parameters: [],
    capabilities: [],
    ...(stack ? { basedOn: stack.changedAt } : {}),
  })
  const { unchanged } = assembly
  const plan: StackPlan = {
    kind: 'none',
    ...content,
    digest: content.contentDigest,
    ...(unchanged === undefined ? {} : { why: unchanged }),
  }
  return { plan, ...(stack ? { stack } : {}), findings: [], blocked: false }
}

// What CloudFormation shows in place of a NoEcho value.
const HIDDEN = /^\*{4,}$/

/** What its tool gave it. Whether a value was kept from before nobody can see any more. */
const parametersIn = (core: Core, { parameters = {} }: ChangeSetPage): readonly PlannedParameter[] =>
  Object.entries(parameters).map(([name, value]) => {
    const secret = HIDDEN.test(value) || core.redact(value) !== value
    return { name, source: 'given', secret, ...(secret ? {} : { value }) }
  })

type Content = Pick<StackPlan, 'changes' | 'parameters' | 'capabilities' | 'basedOn'>

/** All that the change set shows is bound; how it was made is its tool's. */
const contentOf = ({ stack, region, template }: Assembly, content: Content) => ({
  ...content,
  contentDigest: digestOf({ stack, region, template: template.sha256, ...content }),
})
