import { join } from 'node:path'
import { WORLD } from '../../__tests__/world/ministack/folders.ts'
import { installed } from '../../__tests__/world/ministack/install.ts'
import { MinistackUnavailable } from '../../__tests__/world/ministack/unavailable.ts'

const PLACES = { folder: join(WORLD, 'bench-venv'), lock: 'bench/requirements.lock' }

/** The AWS command line as the lock pins it: what starts it, or in one line why it cannot be had. */
export type AwsCli = { readonly command: readonly [string, ...string[]]; readonly env: Readonly<Record<string, string>> } | string

/** Installs the AWS command line once per lock, in the way of MiniStack. */
export async function awsCli(say: (line: string) => void): Promise<AwsCli> {
  // Names a MiniStack, which is another program.
  Reflect.deleteProperty(process.env, 'WORLD_CMD')
  try {
    const { command, env } = await installed(() => say('Installing the AWS CLI into .world (once)'), PLACES)
    const [python = 'python3'] = command
    return { command: [python, '-m', 'awscli'], env }
  } catch (error) {
    if (error instanceof MinistackUnavailable) return error.message
    throw error
  }
}
