import type { StackConfig } from '../config/config.ts'
import { load } from '../config/load.ts'
import { secretPlaces } from '../domain/late.ts'
import type { Assembly } from '../domain/stack.ts'
import { engineOf } from '../engines/index.ts'
import { Failure } from '../foundation/failure.ts'
import type { GatedStack } from '../gates/index.ts'
import type { Ports } from '../ports/index.ts'
import { regionOf } from './region.ts'
import { ownRole } from './roles.ts'
import type { StageContext } from './stage.ts'
import { valuesOf } from './values.ts'

/** As the configuration names them, or as they were synthesized where that is what is judged. */
export async function stacksOf({ config, ports, run }: StageContext, synthesized: boolean): Promise<readonly GatedStack[]> {
  if (synthesized) return Object.values(run().stacks).flatMap(({ assembly }) => (assembly ? [gatedBy(assembly)] : []))
  return Promise.all(
    config.stacks.map(async (stack) => ({ ...(await configured(stack, ports)), ...ownRole(config, run(), stack.name) })),
  )
}

/** As the file of this commit names them for another environment. */
export async function stacksIn({ config, ports, run }: StageContext, environment: string): Promise<readonly GatedStack[]> {
  const { path } = config
  const text = await ports.files.read(path)
  if (text === undefined) throw new Failure(`There is no ${path}.`, { code: 'CONFIG_MISSING' })
  const values = { ...(await valuesOf(ports, run())), environment }
  const { stacks } = load({ path, text, environment, values, late: secretPlaces }).config
  const named = stacks.filter(({ kind }) => engineOf(kind).namesStack)
  return Promise.all(named.map((stack) => configured(stack, ports)))
}

const configured = async (stack: StackConfig, ports: Ports): Promise<GatedStack> => ({
  name: stack.name,
  region: await regionOf(stack, ports),
  ...(stack.account === undefined ? {} : { account: stack.account }),
})

/** What a command makes of a stack is known to nobody. */
const gatedBy = ({ stack, region, as, account, assume, template, commands, ...assembly }: Assembly): GatedStack => ({
  ...{ name: stack, region, parameters: assembly.parameters, secretParameters: assembly.secretParameters },
  laterParameters: [...Object.keys(assembly.open), ...(assembly.lateParameters ?? [])],
  ...(commands ? {} : { template: template.body }),
  ...(account === undefined ? {} : { account }),
  ...(as ? { as } : {}),
  ...(assume ? { assume } : {}),
})
