// Makes dist/: the page, its script under a name that changes with its content, and the address of the API.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

const { API_URL } = process.env
if (!API_URL) throw new Error('API_URL is not set')
const script = readFileSync('main.js', 'utf8')
const name = `main.${createHash('sha256').update(script).digest('hex').slice(0, 8)}.js`
rmSync('dist', { recursive: true, force: true })
mkdirSync('dist/assets', { recursive: true })
writeFileSync(`dist/assets/${name}`, script)
writeFileSync('dist/index.html', readFileSync('index.html', 'utf8').replace('main.js', `assets/${name}`))
writeFileSync('dist/config.json', JSON.stringify({ apiUrl: API_URL }))
