import { folderDigest } from '../artifacts/folder-digest.ts'
import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { type Planned, planStack } from '../stack/plan.ts'
import { bound } from './artifacts.ts'
import { blockedBy } from './blocked.ts'
import { workplaceOf } from './builds.ts'
import { withInputs } from './inputs.ts'
import { tellingInto } from './making.ts'
import { publishedBy } from './publish.ts'
import { show } from './said.ts'
import type { StageContext } from './stage.ts'
import type { Turn } from './turn.ts'

/** A plan that is only the beginning of what is to come: it runs, or it blocks, as the configuration says of what is deferred. */
export function beginning({ config }: StageContext, { stack, rest }: Assembly, made: Planned): Planned {
  const refused = config.deferred === 'refuse'
  const finding: Finding = {
    severity: 'medium',
    title: `${stack} can only be planned in part: the rest is planned once this is deployed`,
    cause: rest?.why ?? '',
    impact: 'Nobody can see beforehand what becomes of its other resources.',
    fix: `${rest?.fix} ${refused ? 'Or set `deferred: allow` in the environment, and deploy' : 'Without one, deploy'} in the job that plans, or give the one that deploys the same input \`build\`.`,
    where: stack,
    ...(refused ? { code: 'PLAN_BLOCKED' as const } : {}),
  }
  return { ...made, findings: [...made.findings, finding], blocked: made.blocked || refused }
}

/** Publishes what could not be published before the beginning of the stack was there, and plans it, as strictly as anything. */
export async function restOf(context: StageContext, { stack, system, rest, dependsOn }: Assembly): Promise<Turn> {
  const entry = context.config.stacks.find(({ name }) => name === system)
  const invalid = (why: string) => new Failure(`Only the beginning of stack ${stack} is deployed: ${why}.`, HANDED_ON)
  const folder = entry && workplaceOf(entry, context).folder
  if (!folder || (await context.ports.files.look(folder))?.kind !== 'folder')
    throw invalid('the build that the rest is published from is not at hand')
  if ((await folderDigest(context.ports.files, folder, context.signal)) !== rest?.build)
    throw invalid('the build that the rest is published from is not the one that was planned')
  const { assemblies } = await publishedBy(entry, context)
  const made = assemblies.find((assembly) => assembly.stack === stack)
  if (!made || made.rest) throw invalid('publishing again did not tell the rest')
  const ready = await withInputs(context, { ...made, dependsOn })
  if ('deferred' in ready) throw invalid(ready.deferred)
  const { assembly, findings } = await bound(context, ready.assembly)
  const told: Finding[] = [...findings]
  const planned = await planStack(context.core(assembly), assembly, context.run().identity, tellingInto(told, context, stack))
  show(context, stack, planned.plan)
  for (const { title } of [...told, ...planned.findings]) context.ports.runner.info(`${stack}: ${title}`)
  if (planned.blocked) return { outcome: blockedBy([stack], [...told, ...planned.findings]) }
  return { assembly, plan: planned.plan }
}

const HANDED_ON = {
  code: 'BUILD_INVALID',
  fix: 'Run the deployment again: its stack is there now, so all of it can be planned. Or give the job that deploys the inputs `build` and `build-sha256`, as the one that plans.',
} as const
