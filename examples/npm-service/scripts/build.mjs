// Makes dist/: the templates, with the function's code and the version of package.json in the one that has them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const code = readFileSync('src/index.js', 'utf8')
const api = JSON.parse(readFileSync('src/api.json', 'utf8'))
const { Properties } = api.Resources.Service
Properties.Code = { ZipFile: code }
Properties.Environment.Variables.VERSION = version
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist')
writeFileSync('dist/data.json', readFileSync('src/data.json', 'utf8'))
writeFileSync('dist/api.json', JSON.stringify(api, null, 2))
