import type { Measurement } from '../domain/measurement.ts'
import { failed, inconclusive, successful } from '../domain/measurement.ts'
import { duration, milliseconds } from '../foundation/duration.ts'
import { short } from '../foundation/markdown.ts'
import type { HttpAnswer } from '../ports/http.ts'
import { defineCheck } from './check.ts'
import { mismatch } from './json.ts'

const texts = { type: 'object', additionalProperties: { type: 'string' } } as const

/** What is shown of an answer that was not the wanted one. */
const SHOWN = 500

/** An address of the deployed system answers as it should. */
export const http = defineCheck({
  kind: 'http',
  doc: 'Sends one request and looks at the answer; tried again until it is as wanted.',
  shorthand: 'url',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['url'],
    properties: {
      url: { type: 'string', minLength: 1, description: 'The address, mostly made of an output: `${outputs.Url}`.' },
      method: {
        enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
        default: 'GET',
        description: 'The request method.',
      },
      headers: { ...texts, default: {}, description: 'Headers of the request. `${secrets.NAME}` may stand here.' },
      body: { type: 'string', description: 'The body of the request as text.' },
      json: { description: 'The body of the request as JSON; sets `content-type`.' },
      timeout: { ...duration, default: '10s', description: 'How long one request may take.' },
      expect: {
        type: 'object',
        additionalProperties: false,
        default: {},
        description: 'What the answer must be.',
        properties: {
          status: { type: 'integer', minimum: 100, maximum: 599, default: 200, description: 'The status code.' },
          body: { type: 'string', description: 'A text that the body must hold.' },
          headers: { ...texts, default: {}, description: 'Headers that the answer must have, with a text that each must hold.' },
          json: {
            type: 'object',
            propertyNames: { pattern: '^\\$' },
            additionalProperties: true,
            description: 'JSONPath (RFC 9535) to the wanted value, or to `{ type: string }`.',
          },
        },
      },
    },
  },
  async measure(options, { ports, signal }) {
    const { url, method, expect } = options
    // Secrets go before anything is cut, since half a secret is not recognised any more.
    const shown: Shown = (text, length) => short(ports.secrets.redact(text), length)
    if (!/^https?:\/\/[^/]/.test(url)) {
      return failed(`“${shown(url, 200)}” is not an http or https address`, {
        fix: 'Check the output that the address is made of.',
      })
    }
    const body = options.json === undefined ? options.body : JSON.stringify(options.json)
    const answer = await ports.http.request(
      {
        method,
        url,
        headers: { ...(options.json === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
        timeout: milliseconds(options.timeout),
        ...(body === undefined ? {} : { body }),
      },
      signal,
    )
    if ('unreachable' in answer) return failed(`${method} ${url}: no answer (${answer.unreachable})`, { where: url })
    return judge(`${method} ${url}`, answer, expect, shown)
  },
})

/** A piece of text from outside, fit to be told. */
type Shown = (text: string, length: number) => string

interface Expectation {
  readonly status: number
  readonly body?: string
  readonly headers: Readonly<Record<string, string>>
  readonly json?: Readonly<Record<string, unknown>>
}

async function judge(what: string, answer: HttpAnswer, expect: Expectation, shown: Shown): Promise<Measurement> {
  const wrong = await wrongWith(answer, expect, shown)
  if (!wrong) return successful(`${what}: ${answer.status} in ${answer.ms} ms`)
  const evidence = [`HTTP ${answer.status}`, shown(answer.body, SHOWN)].filter(Boolean)
  // What was not read cannot be said to be missing.
  const say = answer.truncated && answer.status === expect.status ? inconclusive : failed
  return say(`${what}: ${wrong}`, { evidence, where: what })
}

async function wrongWith(answer: HttpAnswer, expect: Expectation, shown: Shown): Promise<string | undefined> {
  if (answer.status !== expect.status) return `status ${answer.status}, ${expect.status} wanted`
  for (const [name, wanted] of Object.entries(expect.headers)) {
    const found = answer.headers[name.toLowerCase()]
    if (found === undefined) return `header ${name} is missing`
    if (!found.includes(wanted)) return `header ${name} is “${shown(found, 100)}”, “${wanted}” wanted in it`
  }
  if (expect.body !== undefined && !answer.body.includes(expect.body))
    return `the body does not hold “${shown(expect.body, 100)}”`
  return expect.json === undefined ? undefined : mismatch(answer.body, expect.json, shown)
}
