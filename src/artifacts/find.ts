import { isAlias, isMap, isScalar, isSeq, type Node, visit, type YAMLMap } from 'yaml'
import { Failure } from '../foundation/failure.ts'
import { localImage } from './image.ts'
import { GLOBALS, INCLUDE, METADATA, PROPERTIES, type Property } from './properties.ts'
import { isTagged, literalOf, mapOf, meantBy, type Tree, valuesOf } from './tree.ts'

/** A property of a template that may have to be told where its artifact is. */
export interface Found {
  readonly where: string
  readonly property: Property
  /** What it says; nothing where it is missing and the template's folder is meant. */
  readonly value: string | undefined
  /** The text that says it, or the map that lacks it. */
  readonly node: Node
  readonly missing: boolean
  /** It is the image of a function, in no registry yet. */
  readonly image?: boolean
}

/** Every property of a template that names a file, in the order of the text. */
export function propertiesIn(tree: Tree): readonly Found[] {
  const top = valuesOf(tree, mapOf(tree, tree.root))
  const globals = valuesOf(tree, mapOf(tree, top.get('Globals')))
  const found = [
    ...metadata(tree, mapOf(tree, top.get('Metadata'))),
    ...fromGlobals(tree, globals),
    ...resources(tree, mapOf(tree, top.get('Resources')), globals),
    ...includes(tree),
  ]
  return found.sort((a, b) => (a.node.range?.[0] ?? 0) - (b.node.range?.[0] ?? 0))
}

function metadata(tree: Tree, map: YAMLMap | undefined): readonly Found[] {
  return [...valuesOf(tree, map)].flatMap(([type, node]) =>
    METADATA.filter((p) => p.type === type).flatMap((p) => given(tree, p, type, mapOf(tree, node), p.path)),
  )
}

function fromGlobals(tree: Tree, globals: ReadonlyMap<string, unknown>): readonly Found[] {
  return PROPERTIES.flatMap((p) => {
    const section = GLOBALS[p.type]
    return section ? given(tree, p, `Globals.${section}`, mapOf(tree, globals.get(section)), p.path) : []
  })
}

function resources(tree: Tree, map: YAMLMap | undefined, globals: ReadonlyMap<string, unknown>): readonly Found[] {
  return resourcesIn(tree, map).flatMap(([id, node]) => {
    const resource = valuesOf(tree, mapOf(tree, node))
    const type = literalOf(tree, resource.get('Type'))
    const own = mapOf(tree, resource.get('Properties'))
    if (!own) return []
    const inherited = valuesOf(tree, mapOf(tree, globals.get(GLOBALS[type ?? ''] ?? '')))
    const values = new Map([...inherited, ...valuesOf(tree, own)])
    const image = localImage(tree, id, type, values)
    if (image) return image === 'elsewhere' ? [] : [image]
    return PROPERTIES.filter((p) => p.type === type).flatMap((p) => {
      const elsewhere = values.has('InlineCode') || inherited.has(p.path[0] ?? '')
      return p.folder && !elsewhere ? orFolder(tree, p, id, own) : given(tree, p, id, own, p.path)
    })
  })
}

/** Resources with their logical ids, those inside loops too; a text that several loops share counts once. */
export function resourcesIn(
  tree: Tree,
  map: YAMLMap | undefined,
  seen = new Set<YAMLMap>(),
): readonly (readonly [string, unknown])[] {
  if (!map || seen.has(map)) return []
  seen.add(map)
  return [...valuesOf(tree, map)].flatMap(([id, node]) => {
    if (!id.startsWith('Fn::ForEach::')) return [[id, node] as const]
    const loop = meantBy(tree, node)
    return isSeq(loop) ? resourcesIn(tree, mapOf(tree, loop.items[2]), seen) : []
  })
}

/** A property with a default: none, or an empty one, means the folder of the template. */
function orFolder(tree: Tree, property: Property, id: string, map: YAMLMap): readonly Found[] {
  const where = `${id}.${property.path.join('.')}`
  const [name = ''] = property.path
  const values = valuesOf(tree, map)
  if (!values.has(name)) return [{ where, property, value: undefined, node: map, missing: true }]
  const said = meantBy(tree, values.get(name))
  const empty = isScalar(said) && !isTagged(said) && (said.value === null || said.value === '')
  if (!empty) return given(tree, property, id, map, property.path)
  return [{ where, property, value: undefined, node: values.get(name) as Node, missing: false }]
}

function given(
  tree: Tree,
  property: Property,
  where: string,
  map: YAMLMap | undefined,
  path: readonly string[],
): readonly Found[] {
  const [name = '', ...rest] = path
  return [...valuesOf(tree, map)]
    .filter(([key]) => name === '*' || key === name)
    .flatMap(([key, value]): readonly Found[] => {
      const inner = `${where}.${key}`
      if (rest.length > 0) return given(tree, property, inner, mapOf(tree, value), rest)
      const said = meantBy(tree, value)
      if (!isScalar(said) || isTagged(said) || said.value === null || said.value === '') return []
      if (typeof said.value === 'string')
        return [{ where: inner, property, value: said.value, node: value as Node, missing: false }]
      const place = tree.place(said.range?.[0] ?? 0)
      throw new Failure(`${place}: ${inner} is ${String(said.value)}, which is no path.`, { code: 'ARTIFACT_REFUSED' })
    })
}

const includes = (tree: Tree): readonly Found[] =>
  includesIn(tree).flatMap((map) => given(tree, INCLUDE, INCLUDE.type, map, INCLUDE.path))

/** What asks for a file to be included: anywhere as a function, or as a transform of the whole template. */
export function includesIn(tree: Tree): readonly YAMLMap[] {
  const found: YAMLMap[] = []
  const take = (node: unknown): void => {
    if (isMap(node) && literalOf(tree, valuesOf(tree, node).get('Name')) === INCLUDE.type) found.push(node)
  }
  visit(tree.document, {
    Pair: (_key, { key, value }, ancestors) => {
      const top = ancestors.length <= 2
      if (!isScalar(key) || (key.value !== 'Fn::Transform' && !(top && key.value === 'Transform'))) return
      const node = isAlias(value) ? undefined : value
      for (const one of isSeq(node) ? node.items : [node]) take(one)
    },
    Map: (_key, map) => (map.tag === '!Transform' ? take(map) : undefined),
  })
  return found
}
