import type { HubOptions } from '../hub/desk.ts'
import type { Home, HomeSeed } from '../hub/home.ts'
import { type Hub, openHub } from '../hub/hub.ts'
import { ScriptedMachines } from './scripted-machines.ts'

/** A hub with one repository, whose jobs are scripted. */
export interface Stage {
  readonly hub: Hub
  readonly home: Home
  readonly machines: ScriptedMachines
}

/** Plays something in a hub of its own; the repository `octo-org/demo` has the workflows, by the names of their files. */
export async function onStage(
  workflows: Readonly<Record<string, string>>,
  play: (stage: Stage) => Promise<void>,
  { seed = {}, options = {} }: { seed?: HomeSeed; options?: HubOptions } = {},
): Promise<void> {
  const machines = new ScriptedMachines()
  const hub = await openHub({ startJob: machines.startJob, ...options })
  try {
    const files = Object.fromEntries(Object.entries(workflows).map(([name, text]) => [`.github/workflows/${name}`, text]))
    const home = hub.repository('octo-org/demo', { ...seed, files: { ...files, ...seed.files } })
    await play({ hub, home, machines })
  } finally {
    await hub.close()
  }
}

/** A job with a step, as short as it can be written. */
export const job = (name: string, more = ''): string =>
  [`  ${name}:`, '    runs-on: ubuntu-latest', ...lines(more), '    steps:', '      - run: "true"', ''].join('\n')

const lines = (more: string) => more.split('\n').flatMap((line) => (line === '' ? [] : [`    ${line}`]))

/** A workflow of jobs that starts with every push. */
export const workflow = (...jobs: readonly string[]): string => `name: Test\non: push\njobs:\n${jobs.join('')}`
