import { isMap, isScalar, isSeq, visit } from 'yaml'
import { attempt } from '../foundation/retry.ts'
import { type Known, textOf } from './text.ts'
import { literalOf, mapOf, type Tree, treeOf, valuesOf } from './tree.ts'

/** The names under which stacks of one account and region hand values on, as far as they can be told without asking AWS. */
export interface Exchanged {
  readonly exports: readonly string[]
  readonly imports: readonly string[]
}

/**
 * What a template exports and imports. A name that is made of what only CloudFormation knows is left out; neither depends on resources.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/outputs-section-structure.html
 */
export async function exchangedIn(text: string, given: Known): Promise<Exchanged> {
  // What is no template is told by CloudFormation, which says it better.
  const read = await attempt(async () => treeOf('template', text))
  if ('failure' in read) return { exports: [], imports: [] }
  const tree = read.value
  const top = valuesOf(tree, mapOf(tree, tree.root))
  const known = { ...defaultsIn(tree, top.get('Parameters')), ...given }
  for (const name of lookedUp(tree, top.get('Parameters'))) delete known[name]
  return { exports: exportsIn(tree, top.get('Outputs'), known), imports: importsIn(tree, known) }
}

const parametersIn = (tree: Tree, node: unknown) =>
  [...valuesOf(tree, mapOf(tree, node))].map(([name, inner]) => [name, valuesOf(tree, mapOf(tree, inner))] as const)

function defaultsIn(tree: Tree, node: unknown): Record<string, string> {
  const all = parametersIn(tree, node).map(([name, parameter]) => [name, textOf(tree, parameter.get('Default'), {})])
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}

/** The value of these is a name, behind which another value is. */
const lookedUp = (tree: Tree, node: unknown): readonly string[] =>
  parametersIn(tree, node)
    .filter(([, parameter]) => literalOf(tree, parameter.get('Type'))?.startsWith('AWS::SSM::Parameter::Value<'))
    .map(([name]) => name)

function exportsIn(tree: Tree, node: unknown, known: Known): readonly string[] {
  const outputs = [...valuesOf(tree, mapOf(tree, node)).values()]
  const exported = outputs.map((output) => valuesOf(tree, mapOf(tree, output)).get('Export'))
  const names = exported.map((map) => textOf(tree, valuesOf(tree, mapOf(tree, map)).get('Name'), known))
  return [...new Set(names.flatMap((name) => name ?? []))]
}

const IMPORT = 'Fn::ImportValue'

function importsIn(tree: Tree, known: Known): readonly string[] {
  const found = new Set<string>()
  const take = (name: string | undefined) => name !== undefined && found.add(name)
  visit(tree.document, {
    Pair: (_key, { key, value }) => {
      if (isScalar(key) && key.value === IMPORT) take(textOf(tree, value, known))
    },
    Node: (_key, node) => {
      if (isScalar(node) && node.tag === '!ImportValue') take(String(node.value ?? ''))
      else if ((isMap(node) || isSeq(node)) && node.tag === '!ImportValue') take(textOf(tree, node, known))
    },
  })
  return [...found]
}
