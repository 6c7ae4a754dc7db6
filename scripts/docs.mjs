// Fills the generated parts of the documentation from the sources, after a build: node scripts/docs.mjs [--check]
//
// A part stands between `<!-- generated: NAME -->` and `<!-- /generated -->`, in YAML between `# generated: NAME` and
// `# /generated`. With --check nothing is written: files that would change are named, and the exit code is 1.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { posix } from 'node:path'
import { pathToFileURL } from 'node:url'

const { inputs, outputs } = await source('domain/contract')
const { stageNames } = await source('domain/run')
const { codes, outcomes } = await source('foundation/codes')
const { block, table } = await source('foundation/markdown')
const { admissions } = await source('stack/statuses')
const { documentation } = await source('config/documentation')
const { checks } = await source('checks/index')
const { destinations } = await source('destinations/index')
const { engines } = await source('engines/index')
const { reportNeeds, stageNeeds } = await source('domain/needs')
const { gates } = await source('gates/index')
const { hooks } = await source('hooks/index')
const { notices } = await source('notices/index')
const { signatures } = await source('signatures/index')
const { LEAST_ERRORS } = await source('logs/judge')

// The list is checked against the tests' own sources by a test beside it.
const { scenarios } = await source('scenarios/list', '__tests__')
const { rules } = await source('world/executor/conformance', '__tests__')
// The template of the roles is read as the tests read it.
const { roles } = await source('setup/roles', '__tests__')

const { called, jobsOf, nameOf, templates } = await source('workflows/workflow', '__tests__')

const HANDS = { user: 'yours', platform: "the platform's (AWS, GitHub, the runner or the network)", bug: 'ours' }
const DOES = { create: 'creates it', update: 'updates it', wait: 'waits for the operation under way to end, then decides' }

/** The roles of the template, and the parameters without which a statement is left out. */
const ROLES = { PlanRole: 'plan', DeployRole: 'deploy', PullRequestRole: 'pull request' }
const ASKED = { Bucket: 'octo-artifacts', DeployRolePlans: 'true', PullRequestBucket: 'octo-previews' }

const PARTS = {
  inputs: () => contract(inputs, ['Input', 'Default', 'Meaning']),
  outputs: () => contract(outputs, ['Output', 'Meaning']),
  'action-inputs': () => yaml('inputs', inputs),
  'action-outputs': () => yaml('outputs', outputs),
  stages: () => stageNames.map((name) => `\`${name}\``).join(' → '),
  errors: () => Object.entries(codes).map(codePart).join('\n\n'),
  outcomes: () =>
    Object.entries(outcomes)
      .map(([name, meaning]) => `### ${name}\n\n${meaning}`)
      .join('\n\n'),
  'stack-states': () =>
    table(['Status', 'What the action does', 'Why', 'What mends it', 'With `recover`'], Object.entries(admissions).map(stateRow)),
  'file-keys': () => keys((where) => where === 'file'),
  'stack-keys': () => keys((where) => where === 'stack'),
  'check-keys': () => keys((where) => where === 'check'),
  'hook-keys': () => keys((where) => where === 'hook'),
  hooks: () => kinds(hooks, 'hook'),
  'gate-keys': () => keys((where, key) => where === 'gate' && !(key in gates)),
  'gate-table': () => table(['Gate', 'What it asks', 'Judged', 'Again', 'Calls'], Object.values(gates).map(gateRow)),
  gates: () => Object.values(gates).map(gatePart).join('\n\n'),
  'false-passes': () => table(['Gate', 'How it is passed wrongly', 'Test'], Object.values(gates).flatMap(falsePassRows)),
  'stage-permissions': () =>
    table(['Stage', 'Permissions of the token', 'Actions of IAM'], Object.entries(stageNeeds).map(stageNeedsRow)),
  'report-permissions': () =>
    table(
      ['Asked for', 'Permissions of the token'],
      Object.entries(reportNeeds).map(([what, github]) => [what, levels(github)]),
    ),
  'gate-permissions': () =>
    table(['Gate', 'Permissions of the token', 'Actions of IAM'], Object.values(gates).map(permissionRow)),
  'gate-permission-block': () =>
    block(['permissions:', ...tokenNeeds().map(([name, level]) => `  ${name}: ${level}`)].join('\n'), 'yaml'),
  'gate-policy': () => block(JSON.stringify(policy(), undefined, 2), 'json'),
  'role-policies': () => table(['Role', 'Statement', 'Actions', 'On', 'Where'], Object.keys(ROLES).flatMap(roleRows)),
  engines: () => kinds(engines, 'stack'),
  checks: () => kinds(checks, 'check'),
  destinations: () => kinds(destinations, 'destination'),
  notices: () =>
    table(
      ['Notice', 'What it does'],
      Object.values(notices).map(({ kind, doc }) => [code(kind), cell(doc)]),
    ),
  conformance: () => Object.entries(rules).map(rulesPart).join('\n\n'),
  'open-questions': () => openQuestions(),
  'workflow-inputs': () => ofWorkflows('inputs', ['Input', 'Type', 'Default', 'Of', 'Meaning']),
  'workflow-secrets': () => ofWorkflows('secrets', ['Secret', 'Of', 'Meaning']),
  'workflow-outputs': () => ofWorkflows('outputs', ['Output', 'Of', 'Meaning']),
  'workflow-permissions': () => table(['Workflow', 'Job', 'Permissions'], Object.values(called).flatMap(permissionsOf)),
  templates: () => table(['Template', 'What it does', 'Starts with', 'Configuration'], templates.map(templateRow)),
  scenarios: () => Object.entries(scenarios).map(scenarioPart).join('\n\n'),
  signatures: () =>
    [signatureTable(), `One that decides alone fails the scan; of the others ${LEAST_ERRORS} together do, low ones aside.`].join(
      '\n\n',
    ),
}

const used = new Set()
const stale = []
for (const path of ['README.md', 'action.yml', 'workflows-templates/README.md', ...pages('docs')]) {
  const before = readFileSync(path, 'utf8')
  const after = filled(before)
  if (after === before) continue
  stale.push(path)
  if (!process.argv.includes('--check')) writeFileSync(path, after)
}
const unused = Object.keys(PARTS).filter((name) => !used.has(name))
if (unused.length > 0) throw new Error(`No page shows the generated part ${unused.join(', ')}.`)
for (const path of stale) console.error(process.argv.includes('--check') ? `${path} is stale: npm run docs` : `${path} written`)
if (process.argv.includes('--check') && stale.length > 0) process.exitCode = 1

function source(name, root = 'src') {
  return import(pathToFileURL(`build/${root}/${name}.js`).href)
}

function pages(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`)
}

/** The text with every part made anew. */
function filled(text) {
  const fill = (_all, begin, name, end) => {
    const part = PARTS[name]
    if (!part) throw new Error(`There is no generated part ${name}.`)
    used.add(name)
    return begin.startsWith('#') ? `${begin}${part()}\n${end}` : `${begin}\n${part()}\n\n${end}`
  }
  return text
    .replace(/(<!-- generated: ([\w-]+) -->\n)[\s\S]*?(<!-- \/generated -->)/g, fill)
    .replace(/(# generated: ([\w-]+)\n)[\s\S]*?(# \/generated)/g, fill)
}

function contract(entries, head) {
  const row = ([name, { description, default: value }]) =>
    head.length === 3 ? [code(name), value === undefined ? '' : code(value), cell(description)] : [code(name), cell(description)]
  return table(head, Object.entries(entries).map(row))
}

/** JSON texts are YAML texts too, so nothing in them needs to be thought of. */
function yaml(key, entries) {
  const lines = Object.entries(entries).flatMap(([name, { description, default: value }]) => [
    `  ${name}:`,
    `    description: ${JSON.stringify(description)}`,
    ...(key === 'inputs' ? ['    required: false'] : []),
    ...(value === undefined ? [] : [`    default: ${JSON.stringify(value)}`]),
  ])
  return [`${key}:`, ...lines].join('\n')
}

function codePart([name, { blame, meaning, fix, transient }]) {
  const lines = [
    `- **What to do:** ${fix}`,
    `- **In whose hands:** ${HANDS[blame]}`,
    `- **Verdict:** ${verdict(name)}`,
    ...(transient ? ['- **Tried again:** reads are, for a while, before this is said'] : []),
  ]
  return `### ${name}\n\n${meaning}\n\n${lines.join('\n')}`
}

function verdict(name) {
  if (name.endsWith('_INCONCLUSIVE') || name === 'GATE_UNKNOWN') return '`inconclusive`: it could not be told'
  return codes[name].known ? '`failed`: it is known to be bad' : '`error`: it is not known to be good'
}

function stateRow([status, admission]) {
  const { do: does, why = '', command, recovery } = admission
  const shown = status === 'absent' ? 'no stack' : code(status)
  if (does !== 'refuse') return [shown, DOES[does], '', '', '']
  return [shown, 'refuses', cell(why), code(`${command} NAME`), recovery ? code(recovery) : '']
}

function keys(belongs) {
  const rows = documentation().filter(({ where, key }) => belongs(where, key))
  return table(
    ['Key', 'Value', 'Default', 'Meaning'],
    rows.map(({ key, type, default: value, required, description }) => [
      code(key),
      cell(type),
      value === undefined ? (required ? '_required_' : '') : code(value),
      cell(description),
    ]),
  )
}

function kinds(registry, item) {
  const part = ({ kind, doc }) => `### ${kind}\n\n${doc}\n\n${keys((where) => where === `${item}: ${kind}`)}`
  return Object.values(registry).map(part).join('\n\n')
}

function gateRow({ kind, doc, by, volatile, calls }) {
  return [`[${kind}](#${kind})`, cell(doc), by, volatile ? 'yes' : '', String(calls)]
}

function gatePart({ kind, doc, example }) {
  return `### ${kind}\n\n${doc}\n\n${block(`gates:\n  ${example.replaceAll('\n', '\n  ')}`, 'yaml')}\n\n${keys((where) => where === `gate: ${kind}`)}`
}

function falsePassRows({ kind, falsePasses }) {
  return falsePasses.map(({ what, test }) => [code(kind), cell(what), cell(test)])
}

function permissionRow({ kind, needs: { github = [], aws = [] } }) {
  return [code(kind), github.map((name) => code(`${name}: read`)).join(', '), aws.map(code).join(', ')]
}

function stageNeedsRow([name, { github, aws }]) {
  return [code(name), levels(github), aws.map(code).join(', ')]
}

function levels(github) {
  return Object.entries(github)
    .map(([permission, level]) => code(`${permission}: ${level}`))
    .join(', ')
}

function roleRows(name) {
  const given = (more) => roles({ Bucket: '', PullRequestStack: 'demo-pr', ...more })[name].statements
  return given(ASKED).map(({ sid, effect, actions, resources, condition }) => {
    const has = (more) => given(more).some((one) => one.sid === sid)
    const where = has({})
      ? []
      : Object.keys(ASKED).filter((one) => !has({ ...ASKED, [one]: one === 'DeployRolePlans' ? 'false' : '' }))
    const only = Object.values(condition).flatMap((it) =>
      Object.entries(it).map(([key, value]) => `${code(key)}: ${code(value)}`),
    )
    const on = resources.map((one) =>
      code(one.replace(/^arn:aws:(?:cloudformation|logs):\*:(?:\d+|aws):|^arn:aws:s3:::|^arn:aws:iam::\d+:/, '')),
    )
    return [
      ROLES[name],
      `${sid}${effect === 'Deny' ? ' (denied)' : ''}`,
      actions.map(code).join(', '),
      [...on, ...only].join(', '),
      where.map(code).join(', '),
    ]
  })
}

function tokenNeeds() {
  const ofStages = Object.values(stageNeeds).flatMap(({ github }) => Object.entries(github))
  const ofGates = Object.values(gates).flatMap(({ needs }) => (needs.github ?? []).map((name) => [name, 'read']))
  return Object.entries(Object.fromEntries([...ofGates, ...ofStages])).sort()
}

function policy() {
  const actions = [...new Set(Object.values(gates).flatMap(({ needs }) => needs.aws ?? []))].sort()
  return { Version: '2012-10-17', Statement: [{ Sid: 'Gates', Effect: 'Allow', Action: actions, Resource: '*' }] }
}

function signatureTable() {
  const row = ({ kind, doc, severity, fatal }) => [code(kind), cell(doc), severity, fatal ? 'yes' : 'no']
  return table(['Signature', 'What it recognises', 'Severity', 'Decides alone'], signatures.map(row))
}

/** What the workflows take or give: one row for all that say the same of it. */
function ofWorkflows(key, head) {
  const entries = Object.values(called).flatMap((workflow) =>
    Object.entries(workflow.tree.on.workflow_call[key] ?? {}).map(([name, given]) => ({ name, given, of: nameOf(workflow) })),
  )
  const groups = Map.groupBy(entries, ({ name, given: { description, type, default: value } }) =>
    JSON.stringify([name, description, type, value]),
  )
  const row = (same) => {
    const [{ name, given }] = same
    const where = same.map(({ of }) => of).join(', ')
    return [code(name), ...(head.length === 3 ? [] : [given.type, preset(given)]), where, cell(given.description)]
  }
  return table(head, [...groups.values()].map(row))
}

function preset({ default: value, required }) {
  if (required) return '_required_'
  return value === undefined || value === '' ? '' : code(String(value))
}

function permissionsOf(workflow) {
  return jobsOf(workflow).map(([name, { permissions }]) => [
    code(`${nameOf(workflow)}.yml`),
    code(name),
    Object.entries(permissions)
      .map(([permission, level]) => code(`${permission}: ${level}`))
      .join(', '),
  ])
}

function templateRow(workflow) {
  const name = nameOf(workflow)
  const { description } = JSON.parse(readFileSync(`workflows-templates/${name}.properties.json`, 'utf8'))
  const configuration = existsSync(`workflows-templates/config/${name}.yml`) ? name : 'standard'
  const events = Object.keys(workflow.tree.on).map(code).join(', ')
  return [`[${name}](${name}.yml)`, cell(description), events, `[${configuration}](config/${configuration}.yml)`]
}

function code(text) {
  return `\`${text}\``
}

function cell(text) {
  return text.replaceAll('|', '\\|')
}

function scenarioPart([place, rows]) {
  const tests = ({ file, titles }) => `[${posix.basename(file, '.test.ts')}](../${file}): ${titles.map(spoken).join(' · ')}`
  const row = ({ what, held }) => [what, held.map(tests).join('<br>')]
  return `### ${place}\n\n${table(['Circumstance', 'Held by'], rows.map(row))}`
}

/** A title as a person reads it, with what stands for the values of a table of cases. */
function spoken(title) {
  return title.replace(/%%|%[sd]|\$(\w+)/g, (found, name) => (found === '%%' ? '%' : name ? `_${name}_` : '…'))
}

function rulesPart([title, list]) {
  const row = ({ rule, link, test }) => [
    cell(rule),
    link === 'unproven' ? 'unproven' : `[GitHub](${link})`,
    code(test.slice(test.indexOf(': ') + 2)),
  ]
  return `### ${title}\n\n${table(['Rule', 'Said by', 'Test'], list.map(row))}`
}

/** What GitHub's documentation does not say. */
function openQuestions() {
  const open = Object.values(rules)
    .flat()
    .filter(({ link, fact }) => link === 'unproven' || fact)
  const row = ({ rule, fact, switch: other }) => [
    cell(rule),
    fact ? `${code(fact[0])} = ${code(fact[1])}` : '',
    other ? code(other) : '',
  ]
  return table(['Taken to be so', 'Fact of the probe', 'Switch'], open.map(row))
}
