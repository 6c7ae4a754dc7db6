// Makes __tests__/world/github/openapi.json, the part of GitHub's OpenAPI description that the scripted GitHub offers.
//
//   npm pack @octokit/openapi@23.0.2 (in a folder of its own: it unpacks to 385 MB), then
//   node scripts/build.mjs && node scripts/trim-openapi.mjs <folder>/package/generated/api.github.com.json
//
// Keeps the operations of the rooms with all that constrains a value, and what the next API version changes. Drops prose and examples.
import { readFileSync, writeFileSync } from 'node:fs'
import { operations } from '../build/__tests__/world/github/router.js'

const target = '__tests__/world/github/openapi.json'
const [source] = process.argv.slice(2)
if (!source) throw new Error('usage: node scripts/trim-openapi.mjs <api.github.com.json>')
const whole = JSON.parse(readFileSync(source, 'utf8'))

const prose = new Set([
  'description',
  'example',
  'examples',
  'title',
  'externalDocs',
  'summary',
  'deprecated',
  'default',
  'discriminator',
])
const schemas = {}

/** Follows a reference inside the description. */
const at = (ref) =>
  ref
    .slice(2)
    .split('/')
    .reduce((value, key) => value[key], whole)
const resolved = (value) => (value?.$ref ? at(value.$ref) : value)
const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))

/** A schema of OpenAPI 3.0 as one of JSON Schema 2020-12: `nullable` becomes a type, references go to `$defs`. */
function schemaOf(schema) {
  if (schema === null || typeof schema !== 'object') return schema
  if (schema.$ref) return { $ref: `#/$defs/${define(schema.$ref)}` }
  const { nullable, ...rest } = schema
  const kept = Object.fromEntries(Object.entries(rest).flatMap(([key, value]) => keyword(key, value)))
  if (!nullable) return kept
  if (typeof kept.type === 'string')
    return { ...kept, type: [kept.type, 'null'], ...(kept.enum ? { enum: [...new Set([...kept.enum, null])] } : {}) }
  return { anyOf: [kept, { type: 'null' }] }
}

function keyword(key, value) {
  if (key === 'x-github-breaking-changes') return patches(value)
  if (prose.has(key) || key.startsWith('x-')) return []
  if (key === 'properties') return [[key, mapValues(value, schemaOf)]]
  if (['allOf', 'anyOf', 'oneOf'].includes(key)) return [[key, value.map(schemaOf)]]
  if (['items', 'additionalProperties', 'not'].includes(key)) return [[key, schemaOf(value)]]
  return [[key, value]]
}

/** What a later version of the API takes out: properties and what is required. Changes of prose are left out. */
function patches(changes) {
  const kept = changes.map(({ version, patch }) => ({
    version,
    gone: Object.entries(patch.properties ?? {}).flatMap(([name, value]) => (value === null ? [name] : [])),
    ...(patch.required ? { required: patch.required } : {}),
  }))
  const telling = kept.filter(({ gone, required }) => gone.length || required)
  return telling.length ? [['x-later', telling]] : []
}

/** Takes a shared schema over, once, and answers its name. */
function define(ref) {
  const name = ref.split('/').at(-1)
  if (!(name in schemas)) {
    schemas[name] = {}
    schemas[name] = schemaOf(at(ref))
  }
  return name
}

const contentOf = (part) => part?.content?.['application/json']

function operationOf({ method, path, route }) {
  const found = whole.paths[path]?.[method.toLowerCase()]
  if (found?.operationId !== route.operation)
    throw new Error(`${method} ${path} is ${found?.operationId ?? 'unknown'}, not ${route.operation}`)
  const body = contentOf(found.requestBody)
  const shared = whole.paths[path].parameters ?? []
  return {
    method,
    path,
    query: [...shared, ...(found.parameters ?? [])]
      .map(resolved)
      .flatMap(({ in: place, name }) => (place === 'query' ? [name] : [])),
    ...(body ? { request: schemaOf(body.schema) } : {}),
    responses: mapValues(found.responses, (response) => {
      const content = contentOf(resolved(response))
      return content ? schemaOf(content.schema) : null
    }),
  }
}

const described = Object.fromEntries(operations.map((signpost) => [signpost.route.operation, operationOf(signpost)]).sort())
const errors = {
  'basic-error': define('#/components/schemas/basic-error'),
  'validation-error': define('#/components/schemas/validation-error'),
}
const document = {
  source: `GitHub's OpenAPI description ${whole.info.version} (@octokit/openapi), ${whole.info.license.name}`,
  operations: described,
  errors: Object.values(errors),
  $defs: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
}
writeFileSync(target, `${JSON.stringify(document)}\n`)
process.stdout.write(`${target}: ${Object.keys(described).length} operations, ${Object.keys(schemas).length} schemas\n`)
