import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** What one call in a process of its own came to, and what that process complained of. */
export interface Spawned {
  readonly answer: unknown
  readonly complaints: string
}

export type Call = 'cloudformation' | 'logs' | 'sts' | 'region'

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: 'of-the-environment' }

/** Makes one call of an AWS adapter in an environment made from nothing, with keys unless they are taken away. */
export async function spawned(call: Call, env: Readonly<Record<string, string | undefined>>): Promise<Spawned> {
  const given = Object.entries({ ...KEYS, AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nonexistent', ...env })
  const child = spawn(process.execPath, ['build/__tests__/adapters/child.js', call], {
    env: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [said, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  if (said === '') throw new Error(complaints)
  return { answer: JSON.parse(said), complaints }
}
