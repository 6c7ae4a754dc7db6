import { hookTimes } from '../domain/hook.ts'
import { hookList, hooksPart } from './hook-keys.ts'
import { fileKeys } from './keys.ts'
import { defaultsKeys, type Kind, type KindList, kindLists, type Part, schema } from './schema.ts'

type Parts = Readonly<Record<string, Part>>
/** What only the written form needs. */
interface Schema extends Part {
  readonly anyOf?: readonly Part[]
  readonly oneOf?: readonly Part[]
  readonly minItems?: number
}
type Schemas = Readonly<Record<string, Schema>>

/** How a part of the file is described to an editor. */
interface Form {
  /** An environment changes what is there: nothing is required, and `+key` appends to a list. */
  readonly overlay: boolean
  /** `${…}` may stand where a text of a certain shape is wanted. */
  readonly names: boolean
}

const FILE: Form = { overlay: false, names: true }
const STRICT: Form = { overlay: false, names: false }
const OVERLAY: Form = { overlay: true, names: true }
// What is not a text of the schema to begin with, but becomes one when it is expanded.
const NAMED = { type: 'string', pattern: '\\$\\{' }

/** The JSON Schema of the file as users write it, for completion and checking in editors. */
export const editorSchema = (): Schema & { readonly $schema: string; readonly $id: string } => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://raw.githubusercontent.com/org/deploy-action/v1/dist/deploy.schema.json',
  title: 'deploy-action',
  description: 'What is deployed, how it is checked, and what differs between environments.',
  type: 'object',
  additionalProperties: false,
  required: schema.required,
  properties: {
    version: titled('version', schema.properties.version),
    ...keysOf(FILE),
    environments: {
      ...titled('environments', schema.properties.environments),
      additionalProperties: { type: ['object', 'null'], additionalProperties: false, properties: appendable(keysOf(OVERLAY)) },
    },
  },
})

/** The keys that both the file and an environment can have. */
const keysOf = (form: Form): Schemas => ({
  defaults: {
    ...titled('defaults', schema.properties.defaults),
    additionalProperties: false,
    properties: pick(itemKeys(kindLists.stacks, OVERLAY), defaultsKeys),
  },
  stacks: { title: 'stacks', description: kindLists.stacks.doc, type: 'array', minItems: 1, items: item(kindLists.stacks, form) },
  gates: {
    title: 'gates',
    description: kindLists.gates.doc,
    type: 'array',
    default: [],
    items: oneKind(kindLists.gates, form),
  },
  waive: titled('waive', schema.properties.waive),
  verify: {
    title: 'verify',
    description: kindLists.verify.doc,
    type: 'array',
    default: [],
    items: oneKind(kindLists.verify, form),
  },
  'outputs-to': {
    title: 'outputs-to',
    description: kindLists['outputs-to'].doc,
    type: 'array',
    default: [],
    items: oneKind(kindLists['outputs-to'], form),
  },
  hooks: hooksForm(form),
  ...properties(fileKeys, form),
})

const item = (list: KindList, form: Form): Schema => ({
  type: 'object',
  additionalProperties: false,
  ...(form.overlay ? {} : { required: list.required }),
  properties: form.overlay ? appendable(itemKeys(list, form)) : itemKeys(list, form),
})

/** A check, a hook or a destination has exactly one kind; a stack may have its engine from `defaults`, so nothing can be said of it here. */
function oneKind(list: KindList, form: Form): Schema {
  const kinds = Object.values(list.kinds)
  const alone = kinds.filter(({ schema }) => !schema.required?.length).map(({ kind }) => kind)
  const map = item(list, form)
  const one = form.overlay ? map : { ...map, oneOf: kinds.map(({ kind }) => ({ required: [kind] })) }
  return alone.length === 0 ? one : { anyOf: [{ enum: alone }, one] }
}

const itemKeys = ({ kinds, common }: KindList, form: Form): Schemas => ({
  ...Object.fromEntries(Object.values(kinds).map((kind) => [kind.kind, kindSchema(kind, form)])),
  ...properties(common, form),
  ...('hooks' in common ? { hooks: hooksForm(form) } : {}),
})

/** Hooks as they are written. */
function hooksForm(form: Form): Schema {
  const { properties: times = {}, ...hooks } = hooksPart(() => ({ type: 'array', items: oneKind(hookList, form) }))
  const keys = Object.fromEntries(
    hookTimes.map((time) => {
      const { expects: _expects, ...part } = times[time] ?? {}
      return [time, { ...part, title: time }]
    }),
  )
  return { ...hooks, title: 'hooks', properties: form.overlay ? appendable(keys) : keys }
}

function kindSchema({ kind, doc, schema: options, shorthand }: Kind, { overlay }: Form): Schema {
  // Options of checks are expanded after they were validated, so only what is free text can name a value.
  const written = form(options, { overlay, names: kind in kindLists.stacks.kinds })
  const short = shorthand === undefined ? undefined : written.properties?.[shorthand]
  const empty = options.required?.length ? [] : [{ type: 'null' }]
  return { title: kind, description: doc, anyOf: [...(short ? [short] : []), written, ...empty] }
}

/** One schema in its written form. */
function form(part: Part, how: Form): Schema {
  if (part.written) return writtenForm(part)
  const { expects: _expects, written: _written, required, properties: inner, pattern, enum: values, ...plain } = part
  const { additionalProperties: others, items, propertyNames, type } = plain
  const keys = inner && properties(inner, how)
  const shape = { ...(pattern === undefined ? {} : { pattern }), ...(values === undefined ? {} : { enum: values }) }
  const shaped = Object.keys(shape).length > 0 && (type === undefined || type === 'string')
  return {
    ...plain,
    ...(required && !how.overlay ? { required } : {}),
    ...(keys && { properties: how.overlay ? appendable(keys) : keys }),
    ...(typeof others === 'object' ? { additionalProperties: form(others, how) } : {}),
    ...(items && { items: form(items, how) }),
    ...(propertyNames && { propertyNames: form(propertyNames, STRICT) }),
    ...(how.names && shaped ? { anyOf: [shape, NAMED] } : shape),
  }
}

/** The form that loading rewrites, with what is said of the key. */
const writtenForm = ({ written, description, default: value }: Part): Schema => ({
  ...written,
  ...(description === undefined ? {} : { description }),
  ...(value === undefined ? {} : { default: value }),
})

const properties = (parts: Parts, how: Form): Schemas =>
  Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, { title: key, ...form(part, how) }]))

/** Every list can be appended to. */
const appendable = (keys: Schemas): Schemas => ({
  ...keys,
  ...Object.fromEntries(
    Object.entries(keys)
      .filter(([, { type }]) => [type].flat().includes('array'))
      .map(([key, part]) => [
        `+${key}`,
        { ...part, type: 'array', title: `+${key}`, description: `Appended to \`${key}\`. ${part.description}` },
      ]),
  ),
})

const titled = (title: string, part: Part): Schema => ({ title, ...form(part, STRICT) })
const pick = (parts: Schemas, keys: readonly string[]): Schemas =>
  Object.fromEntries(Object.entries(parts).filter(([key]) => keys.includes(key)))
