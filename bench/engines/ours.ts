import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../__tests__/world/tools/run.ts'
import type { ToolsWorld } from '../../__tests__/world/tools/tools-world.ts'
import type { Deployed } from './race.ts'
import type { System } from './systems.ts'

// The deployment and what comes before it: verification and the log scan have no counterpart in the tools.
const STAGES = 'synthesize,plan,deploy'

/** Deploys with the action, as a runner starts it, in a folder of its own. */
export async function ourDeployment(
  world: Pick<ToolsWorld, 'env'>,
  { stacks }: Pick<System, 'stacks'>,
  folder: string,
): Promise<Deployed> {
  await mkdir(join(folder, '.github'), { recursive: true })
  await writeFile(join(folder, '.github/deploy.yml'), `version: 1\nstacks:\n${stacks}\nreport: { issue: false }\n`)
  const temp = await mkdtemp(join(folder, '..', 'runner-'))
  const env = await surroundings(world.env, folder, temp)
  const begun = Date.now()
  const { code, output, seconds } = await run([process.execPath, 'dist/index.js'], { cwd: process.cwd(), env })
  if (code !== 0) throw new Error(`deploy-action ended with ${code}:\n${output}`)
  return {
    seconds,
    phases: phasesIn(await readFile(join(temp, 'deploy-action/deploy-action/record.json'), 'utf8'), begun, seconds),
  }
}

/** What a step finds. The keys are in a file: they name the account of the world, which would be masked as a secret of the environment. */
async function surroundings(given: ToolsWorld['env'], folder: string, temp: string): Promise<Readonly<Record<string, string>>> {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, ...env } = given
  const credentials = join(temp, 'credentials')
  await writeFile(credentials, `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`)
  const files = { GITHUB_OUTPUT: 'output', GITHUB_STATE: 'state', GITHUB_STEP_SUMMARY: 'summary' }
  for (const name of Object.values(files)) await writeFile(join(temp, name), '')
  return {
    ...env,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'octo-org/bench',
    GITHUB_RUN_ID: String(Date.now()),
    INPUT_STAGES: STAGES,
    RUNNER_TEMP: temp,
    ...Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(temp, file)])),
  }
}

interface Timed {
  readonly stage: string
  readonly startedAt: string
  readonly endedAt: string
}

/** Seconds of each stage, and what lies before the first and behind the last. */
function phasesIn(record: string, begun: number, seconds: number): Readonly<Record<string, number>> {
  const { stages } = JSON.parse(record) as { readonly stages: readonly Timed[] }
  const at = (text: string | undefined): number => (Date.parse(text ?? '') - begun) / 1000
  const took = stages.map(({ stage, startedAt, endedAt }) => [stage, at(endedAt) - at(startedAt)] as const)
  const [first, last] = [stages[0], stages.at(-1)]
  return { start: at(first?.startedAt), ...Object.fromEntries(took), end: seconds - at(last?.endedAt) }
}
