// The one door to everything that runs our code, from a bare clone on Node 20 or newer with nothing prepared:
//
//   node scripts/run.mjs test [jest's arguments]           every test
//   node scripts/run.mjs demo [--world ministack|scripted]  the story of the README
//   node scripts/run.mjs world [--world ministack|scripted] a world to point aws and curl at, until Ctrl-C
//   node scripts/run.mjs bench                             start time, memory, calls
//   node scripts/run.mjs bench:deploy [--quick]            a race against the AWS CLI, in minutes
//   node scripts/run.mjs bench:stacks                      twelve stacks at once against one, in a minute
//   node scripts/run.mjs bench:engines [--quick]           a race against the teams' own tools, in minutes
//   node scripts/run.mjs flows                             the flows of the workflows, and a table of how they ended
//   node scripts/run.mjs package                           dist/ from the sources
//   node scripts/run.mjs lint:workflows                    zizmor and shellcheck on every workflow
//   node scripts/run.mjs docs [--check]                    the tables of the documentation from the sources
//
// It installs the pinned dependencies when they are missing or stale, compiles when sources are newer, and hands over to Node 24.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const OLDEST_NODE = 20
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const NODE = 'node_modules/node/bin/node'
const MARK = 'node_modules/.deploy-action-lock'
const BUILT = 'build/.complete'
const LOCK = '.world/setup.lock'
const LOOK_EVERY_MS = 100
const SOURCES = ['src', '__tests__', 'bench']

const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
const COMMANDS = {
  test: { needs: ['build', 'world'], run: JEST },
  demo: { needs: ['build', 'dist'], run: ['--no-warnings', 'build/__tests__/world/demo/main.js'] },
  world: { needs: ['build'], run: ['--no-warnings', 'build/__tests__/world/main.js'] },
  bench: { needs: ['build', 'dist'], run: ['build/bench/main.js'] },
  'bench:deploy': { needs: ['build', 'dist'], run: ['--no-warnings', 'build/bench/deploy/main.js'] },
  'bench:stacks': { needs: ['build', 'dist'], run: ['--no-warnings', 'build/bench/stacks/main.js'] },
  'bench:engines': { needs: ['build', 'dist'], run: ['--no-warnings', 'build/bench/engines/main.js'] },
  flows: { needs: ['build', 'dist'], run: ['scripts/flows.mjs'] },
  'lint:workflows': { needs: ['build'], run: ['--no-warnings', 'scripts/check-workflows.mjs'] },
  docs: { needs: ['build'], run: ['scripts/docs.mjs'] },
  package: { needs: [], run: ['scripts/package.mjs'] },
}

process.chdir(ROOT)
process.exitCode = await main(process.argv.slice(2))

async function main([name, ...given]) {
  const command = COMMANDS[name]
  if (command === undefined) return fail(`Usage: node scripts/run.mjs ${Object.keys(COMMANDS).join('|')}`)
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    return fail(`Node ${OLDEST_NODE} or newer is needed; this is ${process.version}.`)
  }
  const unready = alone(() => {
    if (!installed()) return 'The dependencies could not be installed (see above).'
    if (command.needs.includes('build') && !compiled()) return 'The sources could not be compiled (see above).'
    return undefined
  })
  if (unready !== undefined) return fail(unready)
  // For people, dist/ is what was committed; it is only made here where it is missing.
  if (command.needs.includes('dist') && !existsSync('dist/index.js')) {
    const code = await hand(COMMANDS.package.run)
    if (code !== 0) return code
  }
  const world = command.needs.includes('world') ? prepareWorld() : {}
  return hand([...command.run, ...given], world)
}

function fail(line) {
  console.error(line)
  return 1
}

/** Does one thing while no other process does: two commands started at once must not build over each other. */
function alone(work) {
  mkdirSync('.world', { recursive: true })
  while (!taken()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_EVERY_MS)
  try {
    return work()
  } finally {
    rmSync(LOCK, { force: true })
  }
}

function taken() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (!alive(LOCK)) rmSync(LOCK, { force: true })
    return false
  }
}

// A file without a number was made this very moment: its owner is about to write it.
function alive(lock) {
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
  try {
    return owner === 0 || process.kill(owner, 0)
  } catch {
    return false
  }
}

/** node_modules as package-lock.json has it; what npm said is shown only when it failed. */
function installed() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  const fits = existsSync(MARK) && readFileSync(MARK, 'utf8') === lock && existsSync(NODE)
  if (fits) return true
  console.error('Installing the pinned dependencies (once)')
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const { status, stdout, stderr, error } = spawnSync(npm, ['ci'], { encoding: 'utf8', shell: process.platform === 'win32' })
  if (status !== 0 || !existsSync(NODE)) {
    console.error(error?.message ?? `${stdout}${stderr}`)
    return false
  }
  writeFileSync(MARK, lock)
  return true
}

/** build/ from the sources, made anew when one of them, or how they are compiled, is newer. */
function compiled() {
  const before = existsSync(BUILT) ? statSync(BUILT).mtimeMs : 0
  if (newest(['package-lock.json', 'tsconfig.json', 'scripts', ...SOURCES]) <= before) return true
  const { status, stdout, stderr } = spawnSync(NODE, ['scripts/build.mjs'], { encoding: 'utf8' })
  if (status !== 0) console.error(`${stdout}${stderr}`)
  else writeFileSync(BUILT, '')
  return status === 0
}

// Folders count too: a file that was removed changes its folder only.
function newest(paths) {
  return Math.max(
    0,
    ...paths.filter(existsSync).map((path) => {
      const { mtimeMs } = statSync(path)
      return statSync(path).isDirectory() ? Math.max(mtimeMs, newest(readdirSync(path).map((name) => join(path, name)))) : mtimeMs
    }),
  )
}

/** Installs MiniStack once for all tests; where it cannot be had, the tests are told why instead of each trying again. */
function prepareWorld() {
  const { status, stdout } = spawnSync(NODE, ['build/__tests__/world/ministack/prepare.js'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return status === 0 ? {} : { WORLD_UNAVAILABLE: stdout.trim() || 'it could not be prepared' }
}

/** Runs a script on Node 24 and answers its exit code. The terminal sends Ctrl-C to it as well: we only wait for its end. */
function hand(given, env = {}) {
  const child = spawn(join(ROOT, NODE), given, { stdio: 'inherit', env: { ...process.env, ...env } })
  const pass = (signal) => () => child.kill(signal)
  const ignore = () => {}
  const terminate = pass('SIGTERM')
  process.on('SIGINT', process.stdin.isTTY ? ignore : pass('SIGINT')).on('SIGTERM', terminate)
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(fail(error.message)))
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)))
  })
}
