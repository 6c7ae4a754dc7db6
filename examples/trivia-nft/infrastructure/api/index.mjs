import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'))
const { ENVIRONMENT: environment, SESSIONS: table } = process.env

const question = { question: 'Which planet is the largest?', answers: ['Mars', 'Jupiter', 'Venus'] }

export const handler = async ({ rawPath }) => {
  const answer = { '/status': { version, environment, table }, '/question': question }[rawPath]
  return {
    statusCode: answer ? 200 : 404,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(answer ?? { message: 'not found' }),
  }
}
