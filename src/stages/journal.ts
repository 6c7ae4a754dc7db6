import { join } from 'node:path'
import { VERSION } from '../domain/contract.ts'
import { type RunRecord, toRecord, withoutAccounts } from '../domain/record.ts'
import type { Run } from '../domain/run.ts'
import { sha256 } from '../foundation/digest.ts'
import { renderSummary } from '../notices/summary.ts'
import type { Ports } from '../ports/index.ts'

/** The record and the summary of this step, kept up with every change of state. */
export interface Journal {
  readonly paths: { readonly record: string; readonly summary: string }
  /** Writes both; they never lie behind what has begun. */
  keep(run: Run): Promise<void>
  /** Writes a record that is no run's any more. */
  write(record: RunRecord): Promise<void>
  /** Writes a file into the same folder, as it is; its name there, and the sha256 of its bytes. */
  beside(name: string, content: string): Promise<{ readonly path: string; readonly sha256: string }>
  /** Reads one; nothing where it is not there. */
  readBeside(name: string): Promise<string | undefined>
  /** The record that was written last, and the sha256 of its bytes. */
  last(): { readonly record: RunRecord; readonly sha256: string } | undefined
}

/** A journal in the folder of this step. */
export function journal({ files, runner, secrets }: Pick<Ports, 'files' | 'runner' | 'secrets'>): Journal {
  const folder = join(runner.temp, 'deploy-action', runner.step)
  const paths = { record: join(folder, 'record.json'), summary: join(folder, 'summary.md') }
  let last: { readonly record: RunRecord; readonly sha256: string } | undefined
  let writing: Promise<void> = Promise.resolve()

  async function write(raw: RunRecord): Promise<void> {
    const record = secrets.redactAll(withoutAccounts(raw))
    const text = `${JSON.stringify(record, null, 1)}\n`
    last = { record, sha256: sha256(text) }
    const markdown = renderSummary(record)
    await files.write(paths.record, text)
    await files.write(paths.summary, markdown)
    await runner.summary(markdown)
  }
  // One after the other, so that an older state never overwrites a newer one.
  const inTurn = (record: RunRecord): Promise<void> => {
    writing = writing.then(() => write(record))
    return writing
  }
  async function beside(path: string, content: string) {
    await files.write(join(folder, path), content)
    return { path, sha256: sha256(content) }
  }
  const readBeside = (name: string) => files.read(join(folder, name))
  return { paths, beside, readBeside, write: inTurn, keep: (run) => inTurn(toRecord(run, { action: VERSION })), last: () => last }
}
