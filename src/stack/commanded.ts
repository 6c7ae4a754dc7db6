import type { Finding } from '../domain/finding.ts'
import type { Assembly, StackPlan } from '../domain/stack.ts'
import { digestOf } from '../foundation/digest.ts'
import { admitted } from './admission.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import type { Planned, Telling } from './plan.ts'
import { admit } from './statuses.ts'
import { planDigest, type RunKey } from './tokens.ts'

/** The plan of a stack that a command changes: nobody can see what that does, so the commands themselves are what is approved. */
export async function commandedStack(core: Core, assembly: Assembly, run: RunKey, { mended }: Telling): Promise<Planned> {
  const { stack: name, region, commands = {} } = assembly
  const found = await patiently(core, READ_LIMIT, () => core.cloudformation.describe(name, core.signal))
  // No operation of a command carries a token of ours, so none is ever joined.
  const { stack } = await admitted(core, assembly, found, { run, prefix: 'none', mended })
  const existing = stack && admit(stack.status).do === 'update' ? { stack } : {}
  const basedOn = existing.stack ? { basedOn: existing.stack.changedAt } : {}
  const contentDigest = digestOf({ stack: name, region, commands, ...basedOn })
  const plan: StackPlan = {
    kind: 'command',
    why: `the command decides what changes: ${commands['deploy'] ?? ''}`,
    changes: [],
    parameters: [],
    capabilities: [],
    contentDigest,
    digest: planDigest(contentDigest, '', assembly.artifacts),
    ...basedOn,
  }
  return { plan, ...existing, findings: [unreviewable(assembly)], blocked: false }
}

const unreviewable = ({ stack, commands = {} }: Assembly): Finding => ({
  severity: 'medium',
  code: 'PLAN_UNREVIEWABLE',
  title: `What becomes of ${stack} cannot be reviewed: its command decides`,
  cause: 'Its command runs code of the repository with AWS credentials, and no change set says beforehand what that does.',
  impact: 'What is replaced, removed or opened is known only afterwards.',
  evidence: Object.entries(commands).map(([name, text]) => `${name}: ${text}`),
  where: stack,
})
