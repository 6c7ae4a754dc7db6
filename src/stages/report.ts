import type { Config } from '../config/config.ts'
import { VERSION } from '../domain/contract.ts'
import { good } from '../domain/phase.ts'
import type { RunRecord } from '../domain/record.ts'
import { toRecord, withoutAccounts } from '../domain/record.ts'
import type { NoticeResult } from '../domain/run.ts'
import { type Code, docsOf } from '../foundation/codes.ts'
import { attempt } from '../foundation/retry.ts'
import { textAt } from '../gates/index.ts'
import { type NoticeOptions, tell, wanted } from '../notices/index.ts'
import type { GitHubReads } from '../ports/github.ts'
import type { Ports } from '../ports/index.ts'
import { addressOf } from './address.ts'
import { look, unseen } from './look.ts'
import { readsBy } from './reads.ts'
import { isRejected, reject } from './reject.ts'
import type { Stage } from './stage.ts'

/** Where it may lie. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export const CODEOWNERS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

/** Tells those who must know. What cannot be told never changes the verdict. */
export const report: Stage = {
  name: 'report',
  idle: () => undefined,
  async run(context) {
    const { config, ports, run, signal } = context
    const findings = isRejected(run()) ? await reject(context) : unseen(run()) ? await look(context) : []
    const address = await addressOf(context)
    const adds = address === undefined ? {} : { address }
    const ended = { ...run(), ...adds, endedAt: ports.clock.now().toISOString() }
    const record = ports.secrets.redactAll(withoutAccounts(toRecord(ended, { action: VERSION })))
    const notices = await send(record, optionsOf(config, ports), ports, signal)
    const unsent = notices.filter((n) => !n.sent)
    return {
      phase: 'successful',
      counted: false,
      reason: unsent.length > 0 ? `not told: ${unsent.map((n) => n.kind).join(', ')}` : 'record and summary written',
      findings,
      adds: { notices, ...adds },
    }
  },
}

/** Of a run that died without a word only the issue tells: a job that looks after other runs needs no right to write more. */
export const optionsOf = ({ report }: Config, { runner }: Ports): NoticeOptions =>
  runner.input('run-id') === '' ? report : { ...report, release: { on: false }, status: { on: false } }

/** Sends the notices that this record wants. */
export async function send(
  record: RunRecord,
  options: NoticeOptions,
  ports: Ports,
  signal: AbortSignal,
): Promise<readonly NoticeResult[]> {
  const kinds = wanted(record, options)
  const token = ports.runner.input('github-token')
  if (kinds.length === 0) return []
  if (!token)
    return kinds.map((kind) => ({ kind, sent: false, reason: 'no GitHub token is given, so what needs GitHub is left out' }))
  const github = ports.github(token)
  const say = (line: string) => ports.runner.info(line)
  const reads = readsBy(github, ports, signal)
  const owners = options.issue.assign === 'codeowners' ? await codeowners(ports, record, reads) : undefined
  const results = await tell(record, options, {
    ...{ github, reads, pace: ports.clock, signal, say },
    ...(owners === undefined ? {} : { codeowners: owners }),
    // The record of a job that reports on itself is written once more when it has.
    ...(record.job?.told ? { sha256: ports.runner.input('record-sha256') } : {}),
  })
  for (const { kind, sent, code, reason } of results) {
    if (sent) ports.runner.info(`${kind}: ${reason}`)
    else await unsent(ports, record, `${unsentOf(kind)}: ${reason}`, code)
  }
  return results
}

/** What is said of a notice that did not reach anybody. */
export const unsentOf = (kind: string): string => `The notice “${kind}” could not be sent`

/** A token that may not write issues is worth a word, no more, as long as the run went well: nothing had to be told. */
async function unsent({ runner }: Ports, { verdict }: RunRecord, said: string, code: Code | undefined): Promise<void> {
  const text = code ? `${code}: ${said}\n${docsOf(code)}` : said
  const spare = code === 'GITHUB_REFUSED' && verdict !== 'running' && good(verdict)
  await (spare ? runner.warning(text) : runner.error(text))
}

/** A job that reports on another one checks nothing out. */
async function codeowners({ files }: Ports, { job }: RunRecord, reads: GitHubReads): Promise<string | undefined> {
  for (const path of CODEOWNERS) {
    const here = await files.read(path)
    if (here !== undefined) return here
    const there = job && (await attempt(() => textAt(reads, path)))
    if (there && 'value' in there) return there.value
  }
  return undefined
}
