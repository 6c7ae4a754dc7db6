import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { WORLD } from '../ministack/folders.ts'
import { MinistackUnavailable } from '../ministack/unavailable.ts'
import { nodePackages } from './node.ts'
import { pythonTools } from './python.ts'

/** The command-line tools that deploy, each at the version of its lock. */
export const toolNames = ['aws', 'sam', 'cdk', 'osls', 'serverless'] as const
export type ToolName = (typeof toolNames)[number]

/** Installed tools, as a program finds them. */
export interface Tools {
  /** For `PATH`: their folders, the Node that runs us, and the system's own programs. */
  readonly path: string
  /** The folder `node_modules` of a tool of npm, with the libraries that belong to it. */
  modules(name: ToolName): string
}

/** A tool cannot be had on this machine; the message is one line that says why. */
export class ToolUnavailable extends Error {
  override readonly name = 'ToolUnavailable'
}

const SETS: Readonly<Record<ToolName, string>> = {
  aws: 'python',
  sam: 'python',
  cdk: 'cdk',
  osls: 'osls',
  serverless: 'serverless',
}
const SOURCES = join(process.cwd(), '__tests__/world/tools')

/** The tools of these names, installed once per lock into the folder that MiniStack lies in too. */
export async function realTools(
  names: readonly ToolName[],
  say: (line: string) => void = () => {},
  parent: string = join(WORLD, 'tools'),
): Promise<Tools> {
  const sets = [...new Set(names.map((name) => SETS[name]))]
  const folders = new Map(
    await Promise.all(sets.map(async (set) => [set, await installed(set, join(parent, set), say)] as const)),
  )
  const bins = [...folders].map(([set, folder]) => join(folder, set === 'python' ? 'tools' : 'node_modules/.bin'))
  return {
    path: [...bins, dirname(process.execPath), ...npm(), '/usr/bin', '/bin'].join(delimiter),
    modules: (name) => join(folders.get(SETS[name]) ?? '', 'node_modules'),
  }
}

async function installed(set: string, folder: string, say: (line: string) => void): Promise<string> {
  const begun = (): void => say(`Installing the tools of ${set} into .world (once, half a minute)`)
  if (process.platform === 'win32') throw new ToolUnavailable(`${set}: not tried on Windows`)
  const install = set === 'python' ? pythonTools : nodePackages
  return install(folder, join(SOURCES, set), begun).catch((error: unknown) => {
    if (error instanceof MinistackUnavailable) throw new ToolUnavailable(`${set}: ${error.message}`)
    throw error
  })
}

/** The folder of npm, which does not always lie beside Node. */
function npm(): readonly string[] {
  const { PATH = '' } = process.env
  return PATH.split(delimiter)
    .filter((folder) => existsSync(join(folder, 'npm')))
    .slice(0, 1)
}
