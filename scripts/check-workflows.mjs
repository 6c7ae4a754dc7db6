// Looks through every workflow and template after a build, with two tools that are pinned by hash: npm run lint:workflows
//
//   zizmor      https://docs.zizmor.sh/audits/, pedantic and offline; what is left in has a dated reason beside it
//   shellcheck  on the text of every `run:`
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { all, jobsOf } from '../build/__tests__/workflows/workflow.js'
import { WORLD } from '../build/__tests__/world/ministack/folders.js'
import { packages } from '../build/__tests__/world/ministack/packages.js'

const LOCK = '__tests__/workflows/requirements.lock'
const IGNORED = /zizmor: ignore\[[\w,-]+\](?! 20\d\d-\d\d-\d\d \S)/

const { folder } = await packages({ folder: join(WORLD, 'workflow-tools'), lock: LOCK }, () =>
  console.log('Installing zizmor and shellcheck into .world (once)'),
)
const failed = [zizmor(), ...scripts().map(shellcheck), ...undated()].filter((bad) => bad).length
console.log(
  `${all.length} workflows, ${scripts().length} commands, ${failed === 0 ? 'nothing found' : `${failed} with findings`}`,
)
if (failed > 0) process.exitCode = 1

/** Where a tool is: in the environment, or beside the packages where Python has no venv. */
function program(name) {
  return ['bin', 'site/bin'].map((place) => join(folder, place, name)).find(existsSync)
}

function run(command, args, input) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', input })
  return { found: error !== undefined || status !== 0, text: error?.message ?? `${stdout}${stderr}`.trim() }
}

function zizmor() {
  const paths = all.map(({ path }) => path)
  const { found, text } = run(program('zizmor'), ['--offline', '--pedantic', '--no-progress', '--quiet', ...paths])
  if (found) console.log(text)
  return found
}

/** The text of every `run:`, with the shell that it is written for. */
function scripts() {
  return all.flatMap((workflow) =>
    jobsOf(workflow).flatMap(([job, { steps = [] }]) =>
      steps.flatMap((step) =>
        step.run === undefined ? [] : [{ where: `${workflow.path}, job ${job}, ${step.name}`, text: step.run }],
      ),
    ),
  )
}

// There is no wheel for Linux on aarch64; there the one of the machine counts, if it has one.
function shellcheck({ where, text }) {
  const { found, text: said } = run(program('shellcheck') ?? 'shellcheck', ['--shell=bash', '-'], text)
  const absent = said.endsWith('ENOENT')
  if (absent) console.log(`${where} was not looked at: this machine has no shellcheck`)
  else if (found) console.log(`${where}:\n${said}`)
  return found && !absent
}

function undated() {
  const lines = all.flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => IGNORED.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  )
  for (const line of lines) console.log(`${line}: an exception without a date and a reason`)
  return lines
}
