// Plays the flows of the workflows and prints one table of them: what GitHub ended up with, and each one's seconds.
//
//   npm run flows [-- jest's arguments]
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = 'build/flows'
const JEST = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  'build/__tests__/flows/[^/]*[.]test[.]js',
]

rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
const begun = performance.now()
const { status } = spawnSync(process.execPath, [...JEST, ...process.argv.slice(2)], { stdio: 'inherit' })
const seconds = (performance.now() - begun) / 1000
const played = readdirSync(FOLDER)
  .map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')))
  .sort((a, b) => a.name.localeCompare(b.name))

const cell = (texts) => [texts].flat().join('<br>').replaceAll('|', '\\|') || 'none'
console.log(`\n${played.length} flows in ${seconds.toFixed(0)} s\n`)
console.log(
  '| Flow | Runs | Issues | Deployments, by their newest status | Releases | Seconds |\n| --- | --- | --- | --- | --- | --- |',
)
for (const { name, runs, issues, deployments, releases, seconds: took } of played)
  console.log(`| ${[name, runs, issues, deployments, releases].map(cell).join(' | ')} | ${took} |`)
process.exitCode = status ?? 1
