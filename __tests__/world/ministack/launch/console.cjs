// Loaded into every function: console calls say their level and stay one event, as Lambda's runtime has it; lambda_lines.py adds
// the request's id. https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/main/src/LogPatch.js
const { format } = require('node:util')

const LEVELS = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' }

for (const [method, level] of Object.entries(LEVELS)) {
  console[method] = (...given) => {
    const text = format(...given).replaceAll('\n', '\x02')
    process.stdout.write(`\x01${new Date().toISOString()}\x01${level}\x01${text}\n`)
  }
}
