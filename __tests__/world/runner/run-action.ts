import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pairs } from './command-file.ts'
import { commandFiles } from './command-files.ts'
import { carried, githubContext, machine, OWN } from './environment.ts'
import { type Annotation, stepLog } from './log.ts'
import { inputVariables, readManifest } from './manifest.ts'
import { type Exit, GRACE, type Grace, runStep, type Step } from './step.ts'

/** One step `uses: <action>` of a job. */
export interface ActionRun {
  /** The folder of `action.yml`. */
  readonly dir: string
  readonly workspace: string
  /** The machine's home; its temporary folder lies in it and stays for the caller to read and remove. */
  readonly home: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: object
  readonly eventName?: string
  /** The step's `env`, and where GitHub's and AWS's addresses are given. */
  readonly env?: Readonly<Record<string, string>>
  /** The job's token, `${{ github.token }}`; masked in the log. */
  readonly token?: string
  /** Other values that are masked from the start. */
  readonly secrets?: readonly string[]
  readonly repository?: string
  readonly sha?: string
  readonly ref?: string
  readonly actor?: string
  readonly runId?: number
  readonly attempt?: number
  readonly cancel?: Promise<unknown>
  /** When this settles, the machine is lost. */
  readonly kill?: Promise<unknown>
  /** When this settles, main dies on the spot (out of memory, say); the machine is well, and post runs. */
  readonly crash?: Promise<unknown>
  readonly grace?: Grace
  /** Sees each line of the shown log as it comes. */
  readonly onLine?: (line: string) => void
}

/** What became of it. */
export interface ActionResult {
  readonly main: Exit
  /** Undefined where no post step ran: there is none, or the machine was lost. */
  readonly post: Exit | undefined
  readonly rawLog: string
  readonly shownLog: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
  readonly annotations: readonly Annotation[]
  /** What lies in RUNNER_TEMP afterwards, but for the runner's own files. */
  readonly files: readonly string[]
  readonly seconds: number
}

/** Runs main and then post of an action the way a runner does: nothing of our own environment reaches it. */
export async function runAction(run: ActionRun): Promise<ActionResult> {
  const started = performance.now()
  const manifest = await readManifest(run.dir)
  const temp = join(run.home, '_temp')
  await mkdir(join(temp, OWN), { recursive: true })
  await writeFile(join(temp, OWN, 'event.json'), JSON.stringify(run.event ?? {}))
  const github = githubContext(run)
  const fixed = { ...machine(run, temp, github), ...inputVariables(manifest, run.inputs ?? {}, github), ...run.env }
  const log = stepLog([run.token ?? '', ...(run.secrets ?? [])])
  const raw: string[] = []
  const shown: string[] = []
  const onLine = (line: string): void => {
    raw.push(line)
    const visible = log.take(line)
    if (visible === undefined) return
    shown.push(visible)
    run.onLine?.(visible)
  }
  let lost = false
  run.kill?.then(() => {
    lost = true
  })
  const step = async (script: string, phase: string, env: Record<string, string>, ends: Pick<Step, 'cancel' | 'kill'>) => {
    const files = await commandFiles(join(temp, OWN), phase)
    const common = { cwd: run.workspace, onLine, grace: run.grace ?? GRACE }
    const exit = await runStep({
      command: [process.execPath, join(run.dir, script)],
      env: { ...env, ...files.paths },
      ...common,
      ...ends,
    })
    return { exit, read: await files.read() }
  }
  const main = await step(manifest.main, 'main', fixed, { cancel: run.cancel, kill: run.kill ?? run.crash })
  const after = manifest.post === undefined || lost ? undefined : await step(manifest.post, 'post', carried(fixed, main.read), {})
  return {
    main: main.exit,
    post: after?.exit,
    rawLog: raw.join('\n'),
    shownLog: shown.join('\n'),
    summary: main.read.GITHUB_STEP_SUMMARY + (after?.read.GITHUB_STEP_SUMMARY ?? ''),
    outputs: pairs(main.read.GITHUB_OUTPUT),
    annotations: log.annotations,
    files: (await readdir(temp, { recursive: true })).filter((name) => !name.startsWith(OWN)).sort(),
    seconds: (performance.now() - started) / 1000,
  }
}
