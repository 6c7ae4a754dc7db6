import { randomUUID } from 'node:crypto'
import { texts } from './expressions.ts'
import { freshGround, type Ground } from './ground.ts'
import type { JobEnd, JobOrder, RunningJob } from './job.ts'
import { LiveJob } from './live-job.ts'
import { endOrphans } from './orphans.ts'
import { Refusal } from './refusal.ts'
import { runUnit, type Unit } from './unit.ts'
import { unitsOf } from './units.ts'

/** GitHub's own limit. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes */
const LONGEST_MINUTES = 360

/** Runs a job on a fresh machine. */
export function startJob(order: JobOrder): RunningJob {
  const job = new LiveJob(order)
  return {
    done: run(job),
    steps: () => job.page.steps(),
    cancel: () => job.ends.cancel(),
    lose: () => job.ends.die('lost'),
    timeOut: (minutes = LONGEST_MINUTES) => {
      const runner = order.runnerEnv['RUNNER_NAME'] ?? 'GitHub Actions 1'
      const limit = `has exceeded the maximum execution time of ${minutes} minutes.`
      job.page.note('error', `The job running on runner ${runner} ${limit}`)
      job.ends.cancel()
    },
  }
}

async function run(job: LiveJob): Promise<JobEnd> {
  const trackingId = `github_${randomUUID()}`
  const ground = await freshGround(job.order, trackingId)
  try {
    const posts: Unit[] = []
    job.page.pass('Set up job')
    await runAll(job, ground, unitsOf(job, ground, posts))
    await runAll(job, ground, posts)
    const outputs = job.ends.over === undefined ? outputsOf(job, ground) : {}
    return end(job, outputs)
  } finally {
    job.ends.settle()
    await endOrphans(trackingId)
    await ground.remove()
  }
}

async function runAll(job: LiveJob, ground: Ground, units: readonly Unit[]): Promise<void> {
  for (const unit of units) if (job.ends.over === undefined) await runUnit(job, ground, unit)
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs */
function outputsOf(job: LiveJob, ground: Ground): Readonly<Record<string, string>> {
  try {
    const written = Object.entries(texts(job.order.outputs, job.seen(ground, ''))).filter(([, text]) => text !== '')
    const open = written.filter(([, text]) => job.page.masks.over(text) === text)
    const hidden = written.filter((output) => !open.includes(output))
    for (const [name] of hidden) job.page.note('warning', `Skip output '${name}' since it may contain secret.`)
    job.page.pass('Complete job')
    return Object.fromEntries(open)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    job.page.note('error', `Fail to evaluate job outputs: ${error.message}`)
    job.failed = true
    return {}
  }
}

const LOST =
  'The hosted runner lost communication with the server. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.'

function end({ page, ends, failed }: LiveJob, outputs: Readonly<Record<string, string>>): JobEnd {
  const lost = ends.over === 'lost'
  if (lost) page.note('error', LOST)
  const conclusion = lost ? 'lost' : ends.cancelled ? 'cancelled' : failed ? 'failure' : 'success'
  return { conclusion, outputs, steps: page.steps(), annotations: page.annotations, summaries: page.summaries, log: page.log() }
}
