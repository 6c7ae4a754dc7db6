import { pairs } from '../runner/command-file.ts'
import type { Written } from '../runner/command-files.ts'
import type { LiveJob } from './live-job.ts'

/** What a step asked of the runner by its files. */
export interface Asked {
  readonly outputs: Readonly<Record<string, string>>
  readonly state: Readonly<Record<string, string>>
  /** Whether a file could not be read, which fails the step. */
  readonly wrong: boolean
}

/**
 * Does what a step wrote into its files.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#environment-files
 */
export function obey(job: LiveJob, written: Written): Asked {
  const read = <T>(file: keyof Written, take: (text: string) => T): T | undefined => {
    try {
      return take(written[file])
    } catch (error) {
      const name = file.replace('GITHUB_', '').toLowerCase()
      job.page.note('error', `Unable to process file command '${name}' successfully.`)
      job.page.note('error', (error as Error).message)
      return undefined
    }
  }
  const [outputs, state, env] = [read('GITHUB_OUTPUT', pairs), read('GITHUB_STATE', pairs), read('GITHUB_ENV', pairs)]
  exportAll(job, env ?? {})
  for (const path of written.GITHUB_PATH.split('\n').filter((line) => line !== ''))
    job.paths = [path, ...job.paths.filter((other) => other !== path)]
  summarize(job, written.GITHUB_STEP_SUMMARY)
  const wrong = [outputs, state, env].includes(undefined)
  return { outputs: outputs ?? {}, state: state ?? {}, wrong }
}

function exportAll(job: LiveJob, env: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(env)) {
    if (name.toUpperCase() !== 'NODE_OPTIONS') job.exported[name] = text
    else job.page.note('error', "Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.")
  }
}

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
const SUMMARY_KIB = 1024

function summarize(job: LiveJob, text: string): void {
  const size = Buffer.byteLength(text)
  if (size > SUMMARY_KIB * 1024)
    job.page.note('error', `$GITHUB_STEP_SUMMARY supports content up a size of ${SUMMARY_KIB}k, got ${Math.floor(size / 1024)}k`)
  else if (size > 0) job.page.summaries.push(text.split('\n').map(job.page.masks.over).join('\n'))
}
