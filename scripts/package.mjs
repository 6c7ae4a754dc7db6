// Makes dist/ from nothing: the bundle, its chunks, the post step, the supervisor of tools, the schemas. The same bytes on every machine.
import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' })

rmSync('dist', { recursive: true, force: true })
run(process.execPath, 'scripts/build.mjs', '--inlineSourceMap', 'false', '--inlineSources', 'false')
run('node_modules/.bin/ncc', 'build', 'build/src/index.js', '-o', 'dist', '--license', 'licenses.txt')
// One character beyond Latin-1 makes V8 keep a whole file in two bytes a character: of the bundle that is 4 MiB of memory in every run.
for (const name of readdirSync('dist').filter((each) => each.endsWith('.js'))) {
  const file = join('dist', name)
  writeFileSync(file, readFileSync(file, 'utf8').replace(/\P{ASCII}/gu, escaped))
}
writeFileSync(
  'dist/post.js',
  "// The post step: the same bundle, told that it is one.\nprocess.env['DEPLOY_ACTION_STEP'] = 'post'\nawait import('./index.js')\n",
)
// The program that runs tools is one file without imports of ours: it needs no bundling.
copyFileSync('build/src/adapters/supervisor.js', 'dist/supervisor.js')
run(process.execPath, 'scripts/schemas.mjs', 'dist')

/** The same character in a text or a pattern of JavaScript; in a comment, its name. */
function escaped(character) {
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'))
  return units.map((unit) => `\\u${unit}`).join('')
}
