// Compiles everything to build/, from nothing: tsc leaves the output of deleted files behind.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'

rmSync('build', { recursive: true, force: true })
execFileSync('node_modules/.bin/tsc', ['-p', '.', ...process.argv.slice(2)], { stdio: 'inherit' })
