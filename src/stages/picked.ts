import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { outline } from '../stack/template.ts'

/** What was picked by the names of systems and of their stacks, and what is left out of it. */
export function picked(
  assemblies: readonly Assembly[],
  names: readonly string[],
): { readonly worked: readonly Assembly[]; readonly leftOut: readonly Assembly[] } {
  const isPicked = ({ stack, system }: Assembly) => names.length === 0 || names.includes(stack) || names.includes(system)
  const unknown = names.filter((name) => !assemblies.some(({ stack, system }) => stack === name || system === name))
  if (unknown.length > 0) {
    const nested = assemblies.flatMap((assembly) => nestedIn(assembly).map((id) => `${assembly.stack}/${id}`))
    throw unknownStacks(unknown, [...new Set(assemblies.flatMap(({ system, stack }) => [system, stack]))], nested)
  }
  return { worked: assemblies.filter(isPicked), leftOut: assemblies.filter((assembly) => !isPicked(assembly)) }
}

const nestedIn = ({ template }: Assembly): readonly string[] =>
  Object.entries(outline(template.body).types).flatMap(([id, type]) => (type === 'AWS::CloudFormation::Stack' ? [id] : []))

/** Why stacks cannot be picked. CloudFormation calls a nested stack by its root, its logical id and chance: `root-Child-1A2B3C`. */
export function unknownStacks(unknown: readonly string[], known: readonly string[], nested: readonly string[] = []): Failure {
  const longest = known.toSorted((a, b) => b.length - a.length)
  const inside = unknown.flatMap((name) => {
    const id = nested.find((path) => path.split('/')[1] === name || path === name)
    const root = id?.split('/')[0] ?? longest.find((one) => name.startsWith(`${one}/`) || name.startsWith(`${one}-`))
    return root === undefined ? [] : [{ name, root }]
  })
  const [first] = inside
  const said = `Unknown stacks: ${unknown.join(', ')}. There are: ${known.join(', ')}.`
  if (!first) return new Failure(said, { code: 'STACK_UNKNOWN' })
  return new Failure(`${said} A nested stack cannot be deployed alone: what changes is its root.`, {
    code: 'STACK_UNKNOWN',
    fix: `If ${first.name} is nested in ${first.root}, name ${first.root}.`,
  })
}
