import { fromRecord, type StackRecord } from './domain/record.ts'
import { type Run, stageNames } from './domain/run.ts'
import type { StackPlan, StackRun } from './domain/stack.ts'
import { Failure } from './foundation/failure.ts'
import type { Ports } from './ports/index.ts'

/** The run with the plans of an earlier job, where its record is given. The stages of both together may be all there are. */
export async function planned({ runner, files }: Ports, run: Run, everything: boolean): Promise<Run> {
  const path = runner.input('record')
  if (!path) return run
  if (run.stages.includes('plan')) {
    throw new Failure('The record of a plan is given, and the stage `plan` would make another one.', {
      code: 'INPUT_INVALID',
      fix: 'Leave `plan` out of the input `stages` of the job that deploys the record, or leave the record out.',
    })
  }
  const text = await files.read(path)
  if (text === undefined) throw new Failure(`There is no record ${path}.`, { code: 'RECORD_INVALID' })
  const record = fromRecord(text, runner.input('record-sha256'))
  if (
    record.identity.repository !== run.identity.repository ||
    record.identity.sha !== run.identity.sha ||
    record.environment !== run.environment
  ) {
    throw new Failure('The record belongs to another repository, commit or environment.', { code: 'RECORD_INVALID' })
  }
  const known = new Map(record.stacks.map((stack) => [stack.name, stackOf(stack)]))
  const covered = new Set([...record.stagesAsked, ...run.stages])
  const whole = everything && stageNames.every((name) => covered.has(name))
  return { ...run, whole, stacks: Object.fromEntries(Object.keys(run.stacks).map((name) => [name, known.get(name) ?? {}])) }
}

const stackOf = ({ plan, parameters, status, region = '', template }: StackRecord): StackRun => ({
  plannedFor: { region, template: template?.sha256 ?? '' },
  ...(plan ? { plan: { ...(plan as unknown as StackPlan), parameters: parameters as StackPlan['parameters'] } } : {}),
  ...(status === undefined ? {} : { status }),
})
