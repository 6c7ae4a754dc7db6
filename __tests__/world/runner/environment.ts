import { dirname, join } from 'node:path'
import { pairs } from './command-file.ts'
import type { Written } from './command-files.ts'
import type { ActionRun } from './run-action.ts'

/** The runner's own folder among the temporary files. */
export const OWN = '_runner_file_commands'

/** A job's environment for post: what main saved for it, and what main exported for later steps. */
export function carried(
  env: Readonly<Record<string, string>>,
  read: Pick<Written, 'GITHUB_STATE' | 'GITHUB_ENV' | 'GITHUB_PATH'>,
): Record<string, string> {
  const state = Object.entries(pairs(read.GITHUB_STATE)).map(([name, value]) => [`STATE_${name}`, value])
  const added = read.GITHUB_PATH.split('\n').filter((line) => line !== '')
  const { PATH: before } = env
  const PATH = [...added.toReversed(), before].join(':')
  return { ...env, ...pairs(read.GITHUB_ENV), ...Object.fromEntries(state), PATH }
}

/** The `github` context, as far as actions ask for it. */
export function githubContext(run: ActionRun): Record<string, string> {
  const { repository = 'octo-org/octo-repo', ref = 'refs/heads/main', env = {} } = run
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_API_URL: api = 'https://api.github.com' } = env
  return {
    token: run.token ?? '',
    repository,
    repository_owner: repository.split('/')[0] ?? '',
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags)\//, ''),
    ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    sha: run.sha ?? '0'.repeat(40),
    actor: run.actor ?? 'octocat',
    run_id: String(run.runId ?? 1),
    run_number: String(run.runId ?? 1),
    run_attempt: String(run.attempt ?? 1),
    event_name: run.eventName ?? 'push',
    workflow: 'Deploy',
    job: 'deploy',
    action: '__run',
    workspace: run.workspace,
    server_url: server,
    api_url: api,
  }
}

/** What a fresh machine sets. https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
export function machine(
  { home }: ActionRun,
  temp: string,
  { token: _, ...github }: Record<string, string>,
): Record<string, string> {
  const variables = Object.entries(github).map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, value])
  return {
    PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: home,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_PATH: join(temp, OWN, 'event.json'),
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(home, '_tool'),
    RUNNER_NAME: 'runner of a test world',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    ...Object.fromEntries(variables),
  }
}
