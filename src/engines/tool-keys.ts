import type { ToolNeeds } from '../domain/tool-environment.ts'
import { attempt } from '../foundation/retry.ts'
import type { Ports } from '../ports/index.ts'

/** Keys for a tool that can also do without, and then says itself what it lacks. */
export async function keysIfAny(ports: Ports, region: string): Promise<Pick<ToolNeeds, 'credentials'>> {
  const found = await attempt(() => ports.credentials({ region }))
  if ('value' in found) return { credentials: found.value }
  if (found.failure.code === 'CREDENTIALS_MISSING') return {}
  throw found.failure
}
