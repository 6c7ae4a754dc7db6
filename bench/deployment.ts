import { startAws } from '../__tests__/world/aws/server.ts'
import { realClock } from '../__tests__/world/clock.ts'
import { environment } from './environment.ts'
import { measured } from './measured.ts'

/** What one deployment costs. */
export interface Deployment {
  readonly calls: readonly string[]
  readonly byAction: string
  /** MiB; only Linux tells it while the process runs. */
  readonly peak?: number
}

/** Deploys once with the real bundle, and counts. */
export async function deployment(folder: string): Promise<Deployment> {
  const aws = await startAws({ clock: realClock })
  try {
    const env = await environment(folder, aws.url)
    const { code, peak } = await measured({ command: [process.execPath, 'dist/index.js'], env })
    if (code !== 0) throw new Error(`The deployment ended with ${code}.`)
    const calls = aws.calls.map(({ action }) => action)
    const counts = Map.groupBy(calls, (action) => action)
    const byAction = [...counts].map(([action, all]) => `${all.length} ${action}`).join(', ')
    return { calls, byAction, ...(peak === undefined ? {} : { peak }) }
  } finally {
    await aws.close()
  }
}
