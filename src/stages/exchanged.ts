import { exchangedIn } from '../artifacts/exports.ts'
import type { Assembly } from '../domain/stack.ts'
import { knownNames } from './artifacts.ts'
import type { Because } from './order.ts'
import type { StageContext } from './stage.ts'

/** Stacks that come after those whose exports they import, whatever else they come after. */
export async function exchanged(
  context: StageContext,
  assemblies: readonly Assembly[],
): Promise<{ readonly linked: readonly Assembly[]; readonly because: Because }> {
  const all = await Promise.all(
    assemblies.map(async (assembly) => ({
      assembly,
      ...(await exchangedIn(assembly.template.body, await knownNames(context, assembly))),
    })),
  )
  const shared = (from: Assembly, to: Assembly): readonly string[] => {
    const { imports = [] } = all.find(({ assembly }) => assembly === from) ?? {}
    const { exports = [] } = all.find(({ assembly }) => assembly === to) ?? {}
    return from === to || !together(from, to) ? [] : imports.filter((name) => exports.includes(name))
  }
  const linked = assemblies.map((from) => {
    const before = assemblies.filter((to) => shared(from, to).length > 0).map(({ stack }) => stack)
    return { ...from, dependsOn: [...new Set([...from.dependsOn, ...before])] }
  })
  const because: Because = (stack, before) => {
    const [from, to] = [stack, before].map((name) => assemblies.find((one) => one.stack === name))
    const [name] = from && to ? shared(from, to) : []
    return name === undefined ? undefined : `${stack} imports ${name} of ${before}`
  }
  return { linked, because }
}

/** Exports are of an account and a region. An account that is not known may be any. */
function together(one: Assembly, other: Assembly): boolean {
  const [a, b] = [one, other].map(({ assume, account }) => assume?.roleArn.split(':')[4] || account)
  return one.region === other.region && (a === undefined || b === undefined || a === b)
}
