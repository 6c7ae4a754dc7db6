import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Sent } from './answer.ts'
import type { Call } from './calls.ts'
import { apiVersions } from './room.ts'
import { undescribed } from './undescribed.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, unknown>>
  /** What later versions of the API take out. */
  readonly 'x-later'?: readonly {
    readonly version: string
    readonly gone: readonly string[]
    readonly required?: readonly string[]
  }[]
}

interface Description {
  readonly operations: Readonly<Record<string, Operation>>
  readonly errors: readonly string[]
  readonly $defs: Readonly<Record<string, Schema>>
}

/** What GitHub says of an operation. A response without a body is null. */
export interface Operation {
  readonly method: string
  readonly path: string
  readonly query: readonly string[]
  readonly request?: Schema
  readonly responses: Readonly<Record<string, Schema | null>>
}

/** GitHub's own description of the operations that the server offers. */
export interface Contract {
  readonly operations: Readonly<Record<string, Operation>>
  /** What is wrong with an answer and, where it was good, with the request that got it. */
  faultsOf(seen: { readonly call: Call; readonly sent: Sent }): readonly string[]
}

const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: (text: string) => URL.canParse(text),
  email: /^[^@\s]+@[^@\s]+$/,
  int64: true,
} as const

/** Reads the trimmed description that `scripts/trim-openapi.mjs` makes. */
export function readContract(): Contract {
  const path = join(process.cwd(), '__tests__/world/github/openapi.json')
  const description = JSON.parse(readFileSync(path, 'utf8')) as Description
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats })
  for (const version of apiVersions) ajv.addSchema({ $id: version, $defs: definitions(description, version) })
  const judge = (version: string, name: string, value: unknown): readonly string[] => {
    const validate = ajv.getSchema(`${version}#/$defs/${name}`)
    if (!validate) return [`there is no schema ${name}`]
    return validate(value) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath}: ${message}`)
  }
  const operations = mapValues(description.operations, (operation, id) => ({
    ...operation,
    query: [...operation.query, ...(undescribed.query[id] ?? [])],
  }))
  return { operations, faultsOf: (seen) => faultsOf(description, judge, seen) }
}

function faultsOf(
  description: Description,
  judge: (version: string, name: string, value: unknown) => readonly string[],
  { call, sent }: { readonly call: Call; readonly sent: Sent },
): readonly string[] {
  const version = call.apiVersion === apiVersions[1] ? apiVersions[1] : apiVersions[0]
  const operation = description.operations[sent.operation ?? '']
  const name = (part: string | number) => `${sent.operation?.replace('/', '.')}.${part}`
  const request = operation?.request && sent.status < 300 ? judge(version, name('request'), call.body ?? {}) : []
  if (sent.status >= 400) return judge(version, sent.status === 422 ? 'refused-fields' : 'refused', sent.body)
  const described = operation?.responses[sent.status]
  if (described === undefined) return [...request, `${sent.operation} does not answer ${sent.status}`]
  if (described === null)
    return [...request, ...(sent.body === undefined ? [] : [`${sent.operation} answers a body with ${sent.status}`])]
  return [...request, ...(sent.type ? [] : judge(version, name(sent.status), sent.body))]
}

const mapValues = <From, To>(from: Readonly<Record<string, From>>, change: (value: From, key: string) => To) =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, change(value, key)]))

const withProperties = (schema: Schema, more: Schema['properties']): Schema =>
  more ? { ...schema, properties: { ...schema.properties, ...more } } : schema

/** The shared schemas as a version has them, with each request and response of an operation under a name of its own. */
function definitions(description: Description, version: string): Readonly<Record<string, unknown>> {
  const shared = mapValues(description.$defs, (schema, name) =>
    withProperties(later(schema, version), undescribed.properties[name]),
  )
  const own = Object.entries(description.operations).flatMap(([id, { request, responses }]) =>
    Object.entries({ request, ...responses }).flatMap(([part, schema]) =>
      schema ? [[`${id.replace('/', '.')}.${part}`, schema]] : [],
    ),
  )
  const required = ['message', 'documentation_url', 'status']
  const refused = { $ref: '#/$defs/basic-error', required }
  const fields = { anyOf: [{ $ref: '#/$defs/validation-error' }, { $ref: '#/$defs/validation-error-simple' }], required }
  return { ...shared, ...Object.fromEntries(own), refused, 'refused-fields': fields }
}

/** Takes out what a version no longer has: such a property must not be answered any more. */
function later(schema: Schema, version: string): Schema {
  const changes = (schema['x-later'] ?? []).filter((change) => change.version <= version)
  const gone = changes.flatMap((change) => change.gone.map((name) => [name, false]))
  const required = changes.findLast((change) => change.required)?.required
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(gone) }, ...(required ? { required } : {}) }
}
