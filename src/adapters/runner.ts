import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withoutAccounts } from '../domain/accounts.ts'
import type { Identity } from '../domain/run.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import { clean } from '../foundation/markdown.ts'
import type { Secrets } from '../foundation/redact.ts'
import type { Files } from '../ports/files.ts'
import type { Runner } from '../ports/runner.ts'
import { assign, command } from './commands.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The GitHub runner. `@actions/core` is loaded for annotations only; what a start needs is written here. */
export function runner(env: Env, secrets: Secrets, files: Files): Runner {
  const core = () => import('@actions/core')
  const print = (line: string) => void process.stdout.write(`${line}\n`)
  const safe = (text: string) => printable(text, secrets)
  return {
    temp: env['RUNNER_TEMP'] || env['TMPDIR'] || '/tmp',
    step: (env['GITHUB_ACTION'] ?? '').replace(/[^\w-]/g, '_') || 'deploy-action',
    input: (name) => (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim(),
    output: (name, value) => assign(env['GITHUB_OUTPUT'], name, value),
    save: (name, value) => assign(env['GITHUB_STATE'], name, value),
    saved: (name) => env[`STATE_${name}`] ?? '',
    async mask(value) {
      for (const line of value.split(/\r?\n/).filter((l) => l.trim() !== '')) print(command('add-mask', line))
    },
    info: (text) => print(safe(text)),
    warning: async (text) => (await core()).warning(safe(text)),
    error: async (text, where) =>
      (await core()).error(safe(text), where && { file: where.file, startLine: where.line, startColumn: where.column }),
    async group(title, body) {
      print(command('group', safe(title).replace(/\s+/g, ' ')))
      try {
        return await body()
      } finally {
        print(command('endgroup', ''))
      }
    },
    summary: (markdown) => replaceSummary(env['GITHUB_STEP_SUMMARY'], markdown),
    fail: () => {
      process.exitCode = 1
    },
    identity: () => identity(env),
    event: () => event(env, files),
  }
}

/** Text as it may stand in a log that anybody reads: without secrets and account numbers, and no command to the runner. */
export const printable = (text: string, secrets: Secrets): string => inert(withoutAccounts(secrets.redact(text)))

/**
 * Lines that the runner cannot take for commands: `::` counts at the start of a line, `##[` anywhere in it. It compares by
 * the rules of a language, which do not see characters without a width, so these are taken out and a space parts the signs.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const inert = (text: string): string =>
  clean(text)
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .split('\n')
    .map((line) => line.replace(/^(\s*):(?=:)/, '$1: ').replaceAll('##[', '## ['))
    .join('\n')

async function replaceSummary(path: string | undefined, markdown: string): Promise<void> {
  if (!path) return
  const draft = `${path}.draft`
  writeFileSync(draft, markdown)
  renameSync(draft, path)
}

// https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
function identity(env: Env): Identity {
  const value = (name: string) => env[name] ?? ''
  const repository = value('GITHUB_REPOSITORY')
  return {
    repository,
    sha: value('GITHUB_SHA'),
    ref: value('GITHUB_REF'),
    runId: value('GITHUB_RUN_ID') || '0',
    attempt: value('GITHUB_RUN_ATTEMPT') || '1',
    actor: value('GITHUB_ACTOR'),
    event: value('GITHUB_EVENT_NAME'),
    workflow: value('GITHUB_WORKFLOW'),
    url: `${value('GITHUB_SERVER_URL') || 'https://github.com'}/${repository}/actions/runs/${value('GITHUB_RUN_ID')}`,
  }
}

async function event(env: Env, files: Files): Promise<Readonly<Record<string, unknown>>> {
  const path = env['GITHUB_EVENT_PATH']
  const text = path ? await files.read(join(path)) : undefined
  if (text === undefined) return {}
  const payload = parsed(text)
  if (payload === null || typeof payload !== 'object' || Array.isArray(payload)) {
    throw new Failure('The payload of the triggering event is not a JSON object.', { code: 'UNEXPECTED' })
  }
  return payload as Readonly<Record<string, unknown>>
}
