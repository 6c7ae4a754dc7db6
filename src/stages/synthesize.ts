import type { StackConfig } from '../config/config.ts'
import { broken } from '../domain/run.ts'
import { engineOf } from '../engines/index.ts'
import { targetOf, workplaceOf } from './builds.ts'
import type { Stage, StageContext } from './stage.ts'

/** Has every tool make its templates, without credentials. */
export const synthesize: Stage = {
  name: 'synthesize',
  idle: (run) => (broken(run) ? 'what comes before it did not end well' : undefined),
  async run(context) {
    const { stacks } = context.config
    const findings = await Promise.all(stacks.map((stack) => synthesized(stack, context)))
    return { phase: 'successful', reason: `${stacks.map(({ name }) => name).join(', ')} synthesized`, findings: findings.flat() }
  },
}

async function synthesized(stack: StackConfig, context: StageContext) {
  const target = await targetOf(stack, context)
  const workplace = workplaceOf(stack, context)
  // What an earlier step of this name left there is no part of this build.
  await context.ports.files.empty(workplace.folder)
  const { findings } = await engineOf(stack.kind).synthesize(target, workplace)
  return findings
}
