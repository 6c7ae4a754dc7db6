import { VERSION } from './domain/contract.ts'
import { interrupted, type RunRecord } from './domain/record.ts'
import { parsed } from './foundation/json.ts'
import type { Ports } from './ports/index.ts'
import { journal } from './stages/journal.ts'
import { send } from './stages/report.ts'

// The runner gives a post step its time; this bounds what is said in it.
const LIMIT_MS = 60_000

/** Finishes what a dead or cancelled `main` left: record, summary and notice. Does nothing after one that ended by itself. */
export async function post(ports: Ports): Promise<void> {
  const path = ports.runner.saved('record')
  const text = path ? await ports.files.read(path) : undefined
  const left = text === undefined ? undefined : (parsed(text) as RunRecord | undefined)
  if (!left || left.endedAt !== undefined) return
  const record = interrupted(left, ports.clock.now().toISOString(), VERSION)
  const kept = journal(ports)
  await kept.write(record)
  const options = { report: { issue: { asked: false, off: false, labels: [], assign: [] } } }
  const notices = await send(record, options, ports, ports.clock.deadline(LIMIT_MS))
  await kept.write({ ...record, notices: [...record.notices, ...notices] })
}
