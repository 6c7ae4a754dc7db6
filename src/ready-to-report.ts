import { load } from './config/load.ts'
import type { Run, StageResult } from './domain/run.ts'
import type { Failure } from './foundation/failure.ts'
import { attempt } from './foundation/retry.ts'
import type { Ports } from './ports/index.ts'
import { type Prepared, prepare, type Reading } from './prepare.ts'
import { valuesOf } from './stages/values.ts'

// The smallest file that is one; its stack is nobody's.
const NOTHING = 'version: 1\nstacks: [{ name: none, template: none }]\n'

/**
 * What a reporting job works with. Where the configuration cannot be read, perhaps because it is what is wrong, people are told all the same,
 * as they are without one.
 */
export async function readyToReport(ports: Ports, first: Run, reading: Reading): Promise<Prepared> {
  const ready = await attempt(() => prepare(ports, first, reading))
  if ('value' in ready) return ready.value
  if (ready.failure.code === 'INPUT_INVALID') throw ready.failure
  const at = ports.clock.now().toISOString()
  const { config } = load({ path: 'nothing', text: NOTHING, values: await valuesOf(ports, first) })
  const prepared: Run = { ...first, stages: ['report'], whole: false, results: [unread(ready.failure, at)] }
  return { config: { ...config, stacks: [] }, prepared, everything: false }
}

function unread({ code, message, fix }: Failure, at: string): StageResult {
  const title = 'The configuration could not be read by the job that reports'
  const [cause = message] = message.split(/\n\s*\n/)
  const impact = 'Labels, assignees and addresses that it names are left out of what is told.'
  const finding = { severity: 'medium', code, title, cause, impact, fix } as const
  return { stage: 'report', phase: 'skipped', counted: false, reason: title, findings: [finding], startedAt: at, endedAt: at }
}
