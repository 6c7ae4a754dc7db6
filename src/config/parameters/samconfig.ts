import { didYouMean } from '../nearest.ts'
import { child, itemsOf, type MapNode, type Mistake, mapNode, mapScalars, mistake, type Node, textOf } from '../tree.ts'
import { overridesIn } from './overrides.ts'

/** Commands of SAM whose parameters count, the nearer one first. */
const COMMANDS = ['deploy', 'global']

/**
 * What `parameter_overrides` says for an environment. A file that knows environments by name must know this one: what
 * `default` holds is meant for another.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
 */
export function samParameters(root: MapNode, environment: string | undefined, mistakes: Mistake[]): MapNode {
  const tables = root.entries.filter(({ value }) => value.type === 'map')
  const names = tables.map(({ key }) => key)
  const wanted = environment !== undefined && names.some((name) => name !== 'default') ? environment : 'default'
  const table = tables.find(({ key }) => key === wanted)
  const found = table && overridesOf(table.value)
  if (found) return mapNode(found.span, entriesOf(found, mistakes))
  const expected = names.join(', ') || '[default.deploy.parameters]'
  const message = table
    ? `“${wanted}” has no \`parameter_overrides\` under \`deploy.parameters\``
    : `there is no table “${wanted}”; expected ${expected}${didYouMean(wanted, names)}`
  mistakes.push(mistake(table?.span ?? { at: 0, end: 1 }, message))
  return mapNode(root.span, [])
}

function overridesOf(table: Node): Node | undefined {
  const [nearest] = COMMANDS.flatMap((command) => child(child(child(table, command), 'parameters'), 'parameter_overrides') ?? [])
  return nearest
}

function entriesOf(node: Node, mistakes: Mistake[]): MapNode['entries'] {
  if (node.type === 'map') return node.entries
  const texts = node.type === 'list' ? itemsOf(node) : [node]
  return texts.flatMap((item) => {
    const text = textOf(item)
    if (text !== undefined) return overridesIn(text, item.span, mistakes)
    mistakes.push(mistake(item.span, 'expected a text such as Key=Value, a list of such texts, or a map'))
    return []
  })
}

/** Numbers that the parser has already changed: nobody knows any more what was written. */
export function withoutText(given: MapNode): readonly Mistake[] {
  const mistakes: Mistake[] = []
  mapScalars(given, (scalar) => {
    if (typeof scalar.value === 'number')
      mistakes.push(mistake(scalar.span, 'TOML loses the text of a number with a point and of a date: put it in quotes'))
    return scalar
  })
  return mistakes
}
