import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'

// The least that a client can do which looks once a second: no packages, no signature (the scripted AWS checks none), no retries, no
// plan, no questions asked. What a client takes beyond this is its own.
const LOOK_MS = 1000
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=floor/20260101/us-east-1/cloudformation/aws4_request'
const NAME = 'floor'

const [endpoint = '', stack = '', template = ''] = process.argv.slice(2)

function call(action: string, params: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams({ Action: action, Version: '2010-05-15', StackName: stack, ...params }).toString()
  const headers = { authorization: AUTHORIZATION, 'content-type': 'application/x-www-form-urlencoded' }
  return new Promise((resolve, reject) => {
    const sent = request(endpoint, { method: 'POST', headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part
      })
      answer.on('end', () => (answer.statusCode === 200 ? resolve(text) : reject(new Error(text))))
    })
    sent.on('error', reject).end(body)
  })
}

async function until(action: string, params: Readonly<Record<string, string>>, wanted: RegExp): Promise<void> {
  while (!wanted.test(await call(action, params))) await wait(LOOK_MS)
}

await call('CreateChangeSet', { ChangeSetName: NAME, TemplateBody: await readFile(template, 'utf8') })
await until('DescribeChangeSet', { ChangeSetName: NAME }, /<Status>CREATE_COMPLETE</)
await call('ExecuteChangeSet', { ChangeSetName: NAME })
await until('DescribeStacks', {}, /<StackStatus>UPDATE_COMPLETE</)
