import { isMap, isScalar } from 'yaml'
import type { Place } from '../ports/objects.ts'
import { includesIn, resourcesIn } from './find.ts'
import { placeIn } from './place.ts'
import { GLOBALS, INCLUDE, METADATA, PROPERTIES, type Property } from './properties.ts'
import { type Known, textOf } from './text.ts'
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

const distinct = (places: readonly Place[]): readonly Place[] => [
  ...new Map(places.map((place) => [JSON.stringify(place), place])).values(),
]
