import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { text, value } from './expressions.ts'
import type { Ground } from './ground.ts'
import type { StepToken } from './job.ts'
import type { LiveJob } from './live-job.ts'
import { NotModelled } from './not-modelled.ts'
import { runProcess } from './process.ts'
import type { Done, Given } from './unit.ts'

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const SHELLS: Readonly<Record<string, (script: string) => readonly [string, ...string[]]>> = {
  '': (script) => ['bash', '-e', script],
  bash: (script) => ['bash', '--noprofile', '--norc', '-e', '-o', 'pipefail', script],
  sh: (script) => ['sh', '-e', script],
}

/** Runs a step `run:`. */
export async function runScript(
  job: LiveJob,
  ground: Ground,
  token: StepToken,
  name: string,
  given: Given,
): Promise<Done | undefined> {
  const { seen, env, timeoutMinutes, stays } = given
  const of = (key: string): string => text(value(token.find(key), seen))
  const shell = of('shell') || (job.order.defaultShell ?? '')
  const command = SHELLS[shell]
  if (command === undefined) throw new NotModelled(`shell: ${shell}`)
  const script = join(ground.temp, `${name}.sh`)
  await writeFile(script, of('run'))
  const cwd = resolve(ground.workspace, of('working-directory'))
  const worked = await runProcess(job, ground, name, { command: command(script), cwd, env, timeoutMinutes, stays })
  if (worked?.end === 'failure' && worked.code !== 0) job.page.note('error', `Process completed with exit code ${worked.code}.`)
  return worked
}
