import { interrupted, type RunRecord } from './domain/record.ts'
import { parsed } from './foundation/json.ts'
import { shieldEnvironment } from './main.ts'
import type { NoticeOptions } from './notices/index.ts'
import type { Ports } from './ports/index.ts'
import { journal } from './stages/journal.ts'
import { send } from './stages/report.ts'
import { hideSecrets } from './stages/values.ts'

// A post step has no limit of its own; this bounds what is said in it.
const LIMIT_MS = 60_000

/** Finishes what a dead `main` left: record, summary and notices. Does nothing after one that ended by itself. */
export async function post(ports: Ports): Promise<void> {
  const { runner, files, clock } = ports
  const path = runner.saved('record')
  const text = path ? await files.read(path) : undefined
  const left = text === undefined ? undefined : (parsed(text) as RunRecord | undefined)
  if (!left || left.endedAt !== undefined) return
  shieldEnvironment(ports)
  await hideSecrets(ports)
  const record = interrupted(left, clock.now().toISOString())
  const kept = journal(ports)
  await kept.write(record)
  await runner.error(`INTERRUPTED: ${record.stages.at(-1)?.reason}\nFix: ${record.resume}`)
  const options = parsed(runner.saved('report')) as NoticeOptions | undefined
  if (!options) return
  const notices = await send(record, options, ports, clock.deadline(LIMIT_MS))
  await kept.write({ ...record, notices: [...record.notices, ...notices] })
}
