import { isSequence, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import type { MappingToken } from '@actions/workflow-parser/templates/tokens/mapping-token'
import type { StepToken } from '../job.ts'

/** The job `job` of a workflow that has nothing else. */
export function jobOf(body: string): MappingToken {
  const content = `on: push\njobs:\n  job:\n    runs-on: x\n${body.replace(/^/gm, '    ')}`
  const { value, context } = parseWorkflow({ name: 'test.yml', content }, new NoOperationTraceWriter())
  const [error] = context.errors.getErrors()
  if (error !== undefined) throw error
  const jobs = value?.assertMapping('workflow').find('jobs')?.assertMapping('jobs')
  return jobs?.find('job')?.assertMapping('job') ?? fail()
}

/** The steps of a job, written as a list. */
export function stepsOf(list: string): readonly StepToken[] {
  const steps = jobOf(`steps:\n${list.replace(/^/gm, '  ')}`).find('steps')
  if (steps === undefined || !isSequence(steps)) return fail()
  return [...steps].map((step) => step.assertMapping('step'))
}

function fail(): never {
  throw new Error('this is no job')
}
