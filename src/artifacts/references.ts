import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import type { Place } from '../ports/objects.ts'
import { includesIn, resourcesIn } from './find.ts'
import { placeIn } from './place.ts'
import { GLOBALS, INCLUDE, METADATA, PROPERTIES, type Property } from './properties.ts'
import { literalOf, mapOf, meantBy, type Tree, treeOf, valuesOf } from './tree.ts'
import { urlPlace } from './url-place.ts'

/** What a template needs from buckets. */
export interface References {
  readonly places: readonly Place[]
  /** Those of them that are templates, which may need more in their turn. */
  readonly templates: readonly Place[]
  /** Properties that name an object in a way that only CloudFormation can work out. */
  readonly unknown: readonly string[]
}

/** What `Ref` and `Fn::Sub` stand for, as far as it is known: pseudo parameters, parameters, physical ids. */
export type Known = Readonly<Record<string, string>>

/** Every object in a bucket that a finished template names, whoever made it. */
export function artifactsIn(text: string, known: Known): References {
  const found = foundIn(text, known)
  const named = found.flatMap(({ place, nested }) => (place === 'unknown' ? [] : [{ place, nested }]))
  return {
    places: distinct(named.map(({ place }) => place)),
    templates: distinct(named.filter(({ nested }) => nested).map(({ place }) => place)),
    unknown: found.filter(({ place }) => place === 'unknown').map(({ where }) => where),
  }
}

/** The templates that a template nests, by the logical ids of what names them, where their places are known. */
export const nestedIn = (text: string, known: Known): readonly { readonly id: string; readonly place: Place }[] =>
  foundIn(text, known).flatMap(({ where, place, nested }) =>
    nested && place !== 'unknown' ? [{ id: where.split('.')[0] ?? '', place }] : [],
  )

interface Found {
  readonly where: string
  readonly nested: boolean
  readonly place: Place | 'unknown'
}

function foundIn(text: string, known: Known): readonly Found[] {
  const tree = treeOf('template', text)
  const top = valuesOf(tree, mapOf(tree, tree.root))
  const found: Found[] = []
  const take: Take = (where, property, node) => {
    const place = placeOf(tree, property, node, known)
    if (place) found.push({ where, nested: property.nested, place })
  }
  for (const [type, node] of valuesOf(tree, mapOf(tree, top.get('Metadata')))) {
    for (const p of METADATA.filter((one) => one.type === type)) walk(tree, p, type, node, p.path, take)
  }
  const globals = valuesOf(tree, mapOf(tree, top.get('Globals')))
  for (const p of PROPERTIES) walk(tree, p, 'Globals', globals.get(GLOBALS[p.type] ?? ''), p.path, take)
  resources(tree, top.get('Resources'), take)
  for (const map of includesIn(tree)) walk(tree, INCLUDE, INCLUDE.type, map, INCLUDE.path, take)
  return found
}

type Take = (where: string, property: Property, node: unknown) => void

function resources(tree: Tree, node: unknown, take: Take): void {
  for (const [id, inner] of resourcesIn(tree, mapOf(tree, node))) {
    const resource = valuesOf(tree, mapOf(tree, inner))
    const type = literalOf(tree, resource.get('Type'))
    for (const p of PROPERTIES.filter((one) => one.type === type)) walk(tree, p, id, resource.get('Properties'), p.path, take)
  }
}

function walk(tree: Tree, property: Property, where: string, node: unknown, path: readonly string[], take: Take): void {
  const [name, ...rest] = path
  if (name === undefined) take(where, property, node)
  for (const [key, value] of valuesOf(tree, mapOf(tree, node))) {
    if (name === '*' || name === key) walk(tree, property, `${where}.${key}`, value, rest, take)
  }
}

/** Three spellings of an object; a map of anything else, such as inline code, is none. */
const KEYS = [
  ['S3Bucket', 'S3Key', 'S3ObjectVersion'],
  ['Bucket', 'Key', 'Version'],
  ['Bucket', 'Key', 'ObjectVersion'],
] as const

function placeOf(tree: Tree, { shape }: Property, node: unknown, known: Known): Place | 'unknown' | undefined {
  const map = valuesOf(tree, mapOf(tree, node))
  const named = KEYS.filter(([bucket, key]) => map.has(bucket) && map.has(key))
  const names = named.find(([, , version]) => map.has(version)) ?? named[0]
  if (names) {
    const [bucket, key, version] = names.map((name) => textOf(tree, map.get(name), known))
    if (bucket === undefined || key === undefined || (map.has(names[2]) && version === undefined)) return 'unknown'
    return { bucket, key, ...(version === undefined ? {} : { version }) }
  }
  const text = textOf(tree, node, known)
  if (text === undefined) return isFunction(tree, node) ? 'unknown' : undefined
  if (text.startsWith('s3://')) return placeIn(text)
  return shape.form === 'url' || /^https?:/.test(text) ? urlPlace(text) : undefined
}

/** `!Sub` and the like, or a map with a function's name as its only key. */
function isFunction(tree: Tree, node: unknown): boolean {
  const value = meantBy(tree, node)
  if (isMap(value) && !value.tag?.startsWith('!')) {
    const [name = '', ...more] = valuesOf(tree, value).keys()
    return more.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))
  }
  return value !== undefined && !(isScalar(value) && !value.tag?.startsWith('!'))
}

/** The text that a value comes to, where that is known. */
export function textOf(tree: Tree, node: unknown, known: Known): string | undefined {
  const value = meantBy(tree, node)
  const tag = (value?.tag ?? '').startsWith('!') ? value?.tag : undefined
  if (isScalar(value)) {
    const text = String(value.value ?? '')
    if (tag === undefined) return text
    return tag === '!Ref' ? known[text] : tag === '!Sub' ? substituted(text, known) : undefined
  }
  if (tag === '!Join') return joined(tree, value, known)
  if (tag === '!Sub' || !isMap(value)) return undefined
  const [[name = '', inner] = [], ...more] = [...valuesOf(tree, value)]
  if (more.length > 0) return undefined
  if (name === 'Ref') return known[literalOf(tree, inner) ?? '']
  if (name === 'Fn::Sub') return substituted(literalOf(tree, inner), known)
  return name === 'Fn::Join' ? joined(tree, inner, known) : undefined
}

/** A part that has a name elsewhere is not followed: parts of parts of parts could be a text without end. */
function joined(tree: Tree, node: unknown, known: Known): string | undefined {
  const value = meantBy(tree, node)
  if (!isSeq(value)) return undefined
  const [separator, list] = value.items
  const items = meantBy(tree, list)
  const parts = isSeq(items) ? items.items.map((item) => (isAlias(item) ? undefined : textOf(tree, item, known))) : [undefined]
  return parts.some((part) => part === undefined) ? undefined : parts.join(literalOf(tree, separator) ?? '')
}

function substituted(text: string | undefined, known: Known): string | undefined {
  const names = [...(text ?? '').matchAll(/\$\{(?!!)([^}]*)\}/g)].map(([, name = '']) => name.trim())
  if (text === undefined || names.some((name) => known[name] === undefined)) return undefined
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_all, literal, name: string) =>
    literal ? `\${${name}}` : (known[name.trim()] ?? ''),
  )
}

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [JSON.stringify(place), place])).values(),
]
