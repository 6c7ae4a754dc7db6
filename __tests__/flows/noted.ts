import { mkdirSync, writeFileSync } from 'node:fs'
import { digestOf } from '../../src/foundation/digest.ts'
import type { Home } from '../world/executor/hub/home.ts'
import type { Hub } from '../world/executor/hub/hub.ts'
import { telling } from '../world/side-by-side.ts'
import { told } from './told.ts'

/** Where every flow that was played leaves what GitHub ended up with: scripts/flows.mjs makes a table of it. */
const FOLDER = 'build/flows'

/** What is left of one flow. */
interface Played {
  readonly hub: Hub
  readonly home: Home
  readonly seconds: number
}

/** Notes what a flow ended up with, for whoever wants to see all of them at once. */
export function noted({ hub, home, seconds }: Played): void {
  const name = telling.getStore()
  if (name === undefined) return
  const runs = hub.runs.flatMap(({ spec, conclusion }) =>
    conclusion === 'skipped' ? [] : [`${spec.top.workflow.name} ${conclusion}`],
  )
  const releases = home.repository.releases
    .all()
    .map(({ tag, body }) => `${tag}${body?.includes('deploy-action:') ? ', with the block' : ''}`)
  mkdirSync(FOLDER, { recursive: true })
  const content = { name, seconds: Number(seconds.toFixed(1)), runs, ...told(home), releases }
  writeFileSync(`${FOLDER}/${digestOf([name]).slice(0, 16)}.json`, JSON.stringify(content))
}
