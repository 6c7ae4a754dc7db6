// Makes dist/ from nothing: the bundle, its chunks, the post step, the supervisor of tools, the schemas. The same bytes on every machine.
import { execFileSync } from 'node:child_process'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'

const run = (command, ...args) => execFileSync(command, args, { stdio: 'inherit' })

rmSync('dist', { recursive: true, force: true })
run(process.execPath, 'scripts/build.mjs', '--inlineSourceMap', 'false', '--inlineSources', 'false')
run('node_modules/.bin/ncc', 'build', 'build/src/index.js', '-o', 'dist', '--license', 'licenses.txt')
writeFileSync(
  'dist/post.js',
  "// The post step: the same bundle, told that it is one.\nprocess.env['DEPLOY_ACTION_STEP'] = 'post'\nawait import('./index.js')\n",
)
// The program that runs tools is one file without imports of ours: it needs no bundling.
copyFileSync('build/src/adapters/supervisor.js', 'dist/supervisor.js')
run(process.execPath, 'scripts/schemas.mjs', 'dist')
