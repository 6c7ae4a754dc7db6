#!/usr/bin/env node
// Puts a template of a workflow, with its configuration, into a repository or into the `.github` repository of an organisation:
//
//   npx --yes github:org/deploy-action#v1 install deploy-production
//   node scripts/install-template.mjs deploy-production --into ../shop --stack shop --account 444455556666 --region eu-west-1
//
// The action is pinned by the commit of its version. It needs Node 20 and git, and nothing of the repository's packages.
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const TEMPLATES = join(ROOT, 'workflows-templates')
// What templates and configurations carry where the values of the user belong.
const UNSET = { commit: '0'.repeat(40), repository: 'org/deploy-action', account: '111122223333', region: 'us-east-1' }
// Where options without a default go, and what a name is in that of a bucket, which has no capitals.
const PLACES = {
  bucket: [/[\w-]+-deployments-\d{12}/g, (bucket) => bucket],
  stack: [
    /\bdemo\b(-(?:deployments|pull-requests)-)?/g,
    (stack, ofBucket) => (ofBucket ? stack.toLowerCase() + ofBucket : stack),
  ],
  url: [/(?<=\$\{outputs\.)Url(?=\})/g, (output) => output],
}
const VERSION = `v${JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version}`
const ASK_MS = 30_000
const SHOWN_LINES = 40

const OPTIONS = {
  into: { type: 'string', default: '.' },
  organisation: { type: 'boolean', default: false },
  force: { type: 'boolean', default: false },
  account: { type: 'string', default: UNSET.account },
  region: { type: 'string', default: UNSET.region },
  stack: { type: 'string' },
  bucket: { type: 'string' },
  url: { type: 'string' },
  repository: { type: 'string', default: UNSET.repository },
  commit: { type: 'string' },
  version: { type: 'string' },
}
const SHAPES = {
  account: [/^\d{12}$/, 'twelve digits'],
  region: [/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'a region such as eu-west-1'],
  // With what stands behind it, it is the name of a role, which has at most 64 letters.
  stack: [/^[A-Za-z](?:-?[A-Za-z0-9]){0,31}$/, 'a name such as shop, to which the environment is added'],
  bucket: [/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'],
  url: [/^[A-Za-z][A-Za-z0-9]*$/, 'the output of the stack that is its address'],
  repository: [/^[A-Za-z0-9][\w-]*\/[A-Za-z0-9_][\w.-]*$/, 'OWNER/NAME'],
  commit: [/^[0-9a-f]{40}$/, 'the forty digits of a commit'],
  version: [/^v\d+\.\d+\.\d+$/, 'a version such as v1.2.3'],
}

/** What the user must correct; the exit code is 2 where the command itself is wrong. */
class Refusal extends Error {
  constructor(message, code = 1) {
    super(message)
    this.code = code
  }
}

try {
  process.stdout.write(`${main(process.argv.slice(2)).join('\n')}\n`)
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = error.code
}

function main(given) {
  const { values, name } = read(given)
  const into = folder(values.into)
  const version = values.version ?? VERSION
  const pin = { ...values, version, commit: values.commit ?? commitOf({ ...values, version }) }
  const files = filesOf(name, pin).map((file) => ({ ...file, state: stateOf(into, file) }))
  const differing = files.filter(({ state }) => state.before !== undefined && state.before !== state.after)
  const refused = values.force ? [] : differing.filter(({ keep }) => !keep)
  if (refused.length > 0) {
    const shown = refused.map(({ path, state }) => `${path} is there and differs (-yours, +ours):\n${difference(state)}`)
    throw new Refusal(`${shown.join('\n\n')}\n\nNothing was written. --force overwrites.`)
  }
  const lines = files.flatMap((file) => put(into, file, values.force))
  return [...lines, `The action is ${pin.repository} ${pin.version}, commit ${pin.commit}.`, '', ...next(name, files)]
}

function read(given) {
  const names = readdirSync(TEMPLATES).flatMap((file) => (file.endsWith('.yml') ? [file.slice(0, -4)] : []))
  const usage = `Usage: install TEMPLATE [--into FOLDER] [--organisation] [--force] [--stack NAME] [--account ID] [--region NAME]
                        [--bucket NAME] [--url OUTPUT] [--repository OWNER/NAME] [--commit SHA --version vX.Y.Z]
Templates: ${names.sort().join(', ')}`
  const { values, positionals } = parsed(given, usage)
  const [name, ...rest] = positionals[0] === 'install' ? positionals.slice(1) : positionals
  if (name === undefined || rest.length > 0) throw new Refusal(usage, 2)
  if (!names.includes(name)) throw new Refusal(`There is no template ${JSON.stringify(name)}.\n${usage}`, 2)
  for (const [option, [shape, expected]] of Object.entries(SHAPES)) {
    const value = values[option]
    if (value !== undefined && !shape.test(value))
      throw new Refusal(`--${option} ${JSON.stringify(value)}: expected ${expected}.`, 2)
  }
  if (values.commit && !values.version) throw new Refusal('--commit needs --version beside it, which the workflow shows.', 2)
  return { values, name }
}

function parsed(args, usage) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw new Refusal(`${error.message}\n${usage}`, 2)
  }
}

function folder(path) {
  const into = resolve(path)
  if (!existsSync(into) || !lstatSync(realpathSync(into)).isDirectory()) throw new Refusal(`${path} is no folder.`)
  return realpathSync(into)
}

/** The commit of the version: by the tag of this clone, else by the tag on GitHub. */
function commitOf({ repository, version }) {
  const top = git(['-C', ROOT, 'rev-parse', '--show-toplevel'])
  const here = repository === UNSET.repository && top !== undefined && realpathSync(top) === realpathSync(ROOT)
  const known = here ? git(['-C', ROOT, 'rev-parse', '--quiet', '--verify', `refs/tags/${version}^{commit}`]) : undefined
  if (known) return known
  const url = `https://github.com/${repository}`
  const answer = git(['ls-remote', url, `refs/tags/${version}`, `refs/tags/${version}^{}`])
  // An annotated tag is an object of its own; the peeled line after it names the commit.
  const commit = answer?.split('\n').at(-1)?.split('\t')[0]
  if (SHAPES.commit[0].test(commit ?? '')) return commit
  throw new Refusal(
    `The commit of ${version} could not be found: ${answer === undefined ? `git could not ask ${url}` : `${url} has no such tag`}.
Name it by hand: --commit SHA --version ${version}`,
  )
}

function git(args) {
  try {
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0' }
    return execFileSync('git', args, { encoding: 'utf8', env, timeout: ASK_MS, stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

/** What is to be written, by its path below the folder. A configuration that is there is the user's. */
function filesOf(name, { organisation, ...pin }) {
  const configuration = existsSync(join(TEMPLATES, `config/${name}.yml`)) ? name : 'standard'
  const from = (path) => readFileSync(join(TEMPLATES, path), 'utf8')
  const workflow = pinned(from(`${name}.yml`), pin)
  const config = configured(from(`config/${configuration}.yml`), pin, configuration)
  if (!organisation) {
    return [
      { path: `.github/workflows/${name}.yml`, text: workflow },
      { path: '.github/deploy.yml', text: config, keep: true },
    ]
  }
  // https://docs.github.com/en/actions/how-tos/reuse-automations/create-workflow-templates
  return [
    { path: `workflow-templates/${name}.yml`, text: workflow.replaceAll(/\bmain\b/g, '$$default-branch') },
    { path: `workflow-templates/${name}.properties.json`, text: from(`${name}.properties.json`) },
    { path: `deploy-configurations/${configuration}.yml`, text: config, keep: true },
  ]
}

function configured(text, { account, region, ...given }, configuration) {
  let written = text
  for (const [option, [place, put]] of Object.entries(PLACES)) {
    const value = given[option]
    if (value === undefined) continue
    if (written.search(place) < 0) throw new Refusal(`--${option} has no place in the configuration ${configuration}.`, 2)
    written = written.replaceAll(place, (_all, part) => put(value, part))
  }
  return written.replaceAll(UNSET.account, account).replaceAll(UNSET.region, region)
}

function pinned(text, { repository, commit, version }) {
  const uses = new RegExp(`(uses: )${UNSET.repository}(/[\\w./-]+)?@${UNSET.commit} # v[\\d.]+`, 'g')
  return text.replace(uses, (_all, key, path = '') => `${key}${repository}${path}@${commit} # ${version}`)
}

/** What is there now. Nothing is followed out of the folder, and nothing but a plain file is replaced. */
function stateOf(into, { path, text }) {
  const parts = path.split('/')
  for (const [index] of parts.entries()) {
    const place = join(into, ...parts.slice(0, index + 1))
    const found = lstatSync(place, { throwIfNoEntry: false })
    const file = index === parts.length - 1
    if (found && !(file ? found.isFile() : found.isDirectory())) {
      throw new Refusal(`${place} is no plain ${file ? 'file' : 'folder'}; nothing was written.`)
    }
  }
  const target = join(into, path)
  return { target, after: text, ...(existsSync(target) ? { before: readFileSync(target, 'utf8') } : {}) }
}

function put(into, { path, keep, state: { target, before, after } }, force) {
  if (before === after) return [`Unchanged ${path}`]
  if (before !== undefined && keep && !force) {
    return [`Kept ${path}, which differs (-yours, +ours); --force overwrites:`, difference({ before, after })]
  }
  mkdirSync(dirname(target), { recursive: true })
  writeFileSync(target, after, before === undefined ? { flag: 'wx' } : {})
  return [`${before === undefined ? 'Written' : 'Overwritten'} ${join(into, path)}`]
}

/** Lines that only one of two texts has, in their order. */
function difference({ before = '', after }) {
  const [old, fresh] = [before.split('\n'), after.split('\n')]
  const common = Array.from({ length: old.length + 1 }, () => new Array(fresh.length + 1).fill(0))
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      common[i][j] = old[i] === fresh[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1])
    }
  }
  const lines = []
  for (let i = 0, j = 0; i < old.length || j < fresh.length; ) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) [i, j] = [i + 1, j + 1]
    else if (j >= fresh.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) lines.push(`-${old[i++]}`)
    else lines.push(`+${fresh[j++]}`)
  }
  const more = lines.length - SHOWN_LINES
  return [...lines.slice(0, SHOWN_LINES), ...(more > 0 ? [`and ${more} more lines`] : [])].map(printable).join('\n')
}

// What others wrote must not steer the terminal.
function printable(line) {
  return line.replaceAll(/\p{Cc}/gu, '�')
}

/** What the user does next, as far as the template tells. */
function next(name, files) {
  const workflow = files[0].text
  const code = workflow.replaceAll(/^\s*#.*$/gm, '')
  const options = /options: \[(.+)\]/.exec(code)?.[1].split(', ') ?? []
  const named = [...code.matchAll(/^ +environment: ([a-z][\w-]*)$/gm)].map(([, environment]) => environment)
  const environments = [...new Set([...named, ...options])].filter((environment) => environment !== 'pull-request')
  const [, phrase = ''] = /description: Type (.+) to go on\./.exec(code) ?? []
  const secrets = [...new Set([...code.matchAll(/secrets\.([A-Z]\w*)/g)].map(([, secret]) => secret))]
  const both = environments.map((environment) => `${environment} and ${environment}-plan`)
  const steps = [
    `Look through ${files.at(-1).path}: it must say where your template lies, and which of its outputs is the address to check.`,
    ...(code.includes('id-token: write') ? [rolesOf(files.at(-1).state, environments)] : []),
    ...(code.includes('id-token: write') && environments.length > 0
      ? [`Make the environments ${both.join(', ')}; reviewers on the first of each, never on the second: docs/workflows.md.`]
      : []),
    ...(secrets.length > 0 ? [`Set the secret ${secrets.join(', ')}, or take it out of ${name}.yml.`] : []),
    'Commit the files, and push.',
    ...(code.includes('workflow_dispatch:')
      ? [`Start “${name}” by hand: gh workflow run ${name}.yml${phrase && ` -f confirm='${phrase}'`}`]
      : []),
  ]
  return ['Next:', ...steps.map((step, index) => `${index + 1}. ${step}`)]
}

/** Bucket and roles of a configuration, as the template of the roles makes them. */
function rolesOf({ before, after }, environments) {
  const config = before ?? after
  const [, bucket] = /\b(?:bucket|records): ([\w.-]+)/.exec(config) ?? []
  const prefixes = environments.flatMap(
    (environment) => config.match(new RegExp(`(?<=:role/)[\\w-]+-${environment}(?=-deploy\\b)`)) ?? [],
  )
  const roles = prefixes.map((prefix) => `Prefix=${prefix}`).join(', ')
  const named = [...(bucket ? [`Bucket=${bucket}`] : []), ...(roles ? [roles] : [])].join(', ')
  return `Make ${bucket ? 'the bucket and ' : ''}the roles that it names${named ? ` (${named})` : ''}: docs/aws-setup.md.`
}
