import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const { STAGE: stage, SERVICES_URL: services } = process.env

export const handler = async ({ rawPath }) => ({
  statusCode: rawPath === '/status' ? 200 : 404,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ version, stage, services }),
})
