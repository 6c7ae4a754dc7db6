import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const COMMAND_FILES = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY'] as const

/** What a step wrote into its files. */
export type Written = Readonly<Record<(typeof COMMAND_FILES)[number], string>>

/** The files into which a step writes what it wants of the runner. */
export interface CommandFiles {
  /** Their paths, as variables. */
  readonly paths: Readonly<Record<string, string>>
  read(): Promise<Written>
}

/** Makes the files of one step, empty, in a folder that is there. */
export async function commandFiles(folder: string, phase: string): Promise<CommandFiles> {
  const paths = Object.fromEntries(COMMAND_FILES.map((name) => [name, join(folder, `${phase}-${name.toLowerCase()}`)]))
  for (const path of Object.values(paths)) await writeFile(path, '')
  const read = async (): Promise<Written> => {
    const texts = await Promise.all(COMMAND_FILES.map(async (name) => [name, await readFile(paths[name] ?? '', 'utf8')]))
    return Object.fromEntries(texts)
  }
  return { paths, read }
}
