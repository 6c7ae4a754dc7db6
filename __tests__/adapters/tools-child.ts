// Runs a text as a tool in a process that a test can kill, or measure: node tools-child.js FOLDER TEXT
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { clock } from '../../src/adapters/clock.ts'
import { commands } from '../../src/adapters/tools.ts'
import { shell } from '../../src/domain/tool.ts'
import { Secrets } from '../../src/foundation/redact.ts'

const STATUS = '/proc/self/status'

const [, , folder = '', text = ''] = process.argv
const supervisor = resolve('build/src/adapters/supervisor.js')
const env = { PATH: process.env['PATH'] ?? '' }
const ended = await commands({ workspace: folder, supervisor, secrets: new Secrets(), clock }).run(
  { ...shell(`echo $PPID > supervisor; ${text}`), cwd: '.', env, limit: 60_000, log: join(folder, 'log') },
  new AbortController().signal,
)
process.stdout.write(JSON.stringify({ ...ended, stdout: ended.stdout.length, peakBytes: peakBytes() }))

/** Its own: where Linux counts for a process it begins with what the one that started it held. https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function peakBytes(): number {
  const [, kB] = (existsSync(STATUS) && /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8'))) || []
  return kB === undefined ? process.resourceUsage().maxRSS * 1024 : Number(kB) * 1024
}
