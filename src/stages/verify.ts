import { measure } from '../checks/index.ts'
import type { CheckConfig } from '../config/config.ts'
import { expand } from '../config/interpolate.ts'
import type { Finding } from '../domain/finding.ts'
import type { Measurement } from '../domain/measurement.ts'
import { good, worst } from '../domain/phase.ts'
import { broken, type CheckResult } from '../domain/run.ts'
import { spoken } from '../foundation/duration.ts'
import { outputsOf } from './outputs.ts'
import type { Stage, StageContext, StageOutcome } from './stage.ts'
import { valuesOf } from './values.ts'

interface Checked {
  readonly result: CheckResult
  readonly findings: readonly Finding[]
  readonly counted: boolean
}

/** Asks the deployed system whether it is well: every check, side by side, until it is good or its time is over. */
export const verify: Stage = {
  name: 'verify',
  idle: (run, config) =>
    broken(run) ? 'the deployment did not end well' : config.verify.length === 0 ? 'no checks are configured' : undefined,
  run: checksOf,
}

/** Runs every check, side by side. */
export async function checksOf(context: StageContext): Promise<StageOutcome> {
  const values = { ...(await valuesOf(context.ports, context.run())), outputs: await outputsOf(context) }
  const checked = await Promise.all(
    context.config.verify.map((check) => until(context, { ...check, options: expand(check.options, values) } as CheckConfig)),
  )
  return outcome(checked)
}

/** Measures again until it is good, or the time to try is over. */
async function until({ ports, signal }: StageContext, check: CheckConfig): Promise<Checked> {
  const { clock, runner } = ports
  const begun = clock.now().getTime()
  const end = begun + Math.min(check.retry.for, check.limit ?? Number.POSITIVE_INFINITY)
  for (let tries = 1; ; tries++) {
    const measurement = await measure(check, { ports, signal })
    const ms = clock.now().getTime() - begun
    const over = good(measurement.phase) || clock.now().getTime() + check.retry.every > end
    runner.info(`${check.name}: ${measurement.reason}${over ? '' : `; trying again in ${spoken(check.retry.every)}`}`)
    if (over) return checkedAs(check, measurement, tries, ms)
    await clock.sleep(check.retry.every, signal)
  }
}

const checkedAs = (check: CheckConfig, { phase, reason, findings = [] }: Measurement, tries: number, ms: number): Checked => ({
  result: { name: check.name, kind: check.kind, phase, reason, tries, ms },
  findings: findings.map((f) => ({ ...f, severity: check.severity })),
  counted: phase !== 'inconclusive' || check.onInconclusive === 'fail',
})

function outcome(checked: readonly Checked[]): StageOutcome {
  const counted = checked.filter((c) => c.counted).map((c) => c.result)
  const phase = worst([...counted.map((r) => r.phase), 'successful'])
  const decisive = counted.find((r) => r.phase === phase)
  const well = checked.filter((c) => good(c.result.phase)).length
  return {
    phase,
    reason: good(phase) ? `${well} of ${checked.length} checks are well` : `${decisive?.name}: ${decisive?.reason}`,
    ...(good(phase) ? {} : { code: phase === 'failed' ? ('CHECK_FAILED' as const) : ('CHECK_INCONCLUSIVE' as const) }),
    findings: checked.flatMap((c) => c.findings),
    adds: { checks: checked.map((c) => c.result) },
  }
}
