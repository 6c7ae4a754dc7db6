import { join } from 'node:path'
import type { StackConfig } from '../config/config.ts'
import type { Publishing, Target, Workplace } from '../engines/index.ts'
import { regionOf } from './region.ts'
import type { StageContext } from './stage.ts'

/** What the engine of a stack is asked to make. */
export async function targetOf(stack: StackConfig, { ports, config }: StageContext): Promise<Target<unknown>> {
  const { name, options, account, bucket, prefix, withCredentials } = stack
  return {
    system: name,
    options,
    region: await regionOf(stack, ports),
    withCredentials,
    given: Object.keys(stack.parameters),
    ...(account ? { account } : {}),
    ...(config.environment ? { environment: config.environment } : {}),
    ...(bucket ? { bucket } : {}),
    ...(prefix ? { prefix } : {}),
  }
}

/** Where it works: each has a folder of its own, beside the record. */
export const workplaceOf = ({ name }: StackConfig, { ports, signal, folder }: StageContext): Workplace => ({
  ports,
  signal,
  folder: join(folder, 'build', name),
  log: (tool) => join(folder, `${name}-${tool}.log`),
  say: (line) => ports.runner.info(`${name}: ${line}`),
})

/** Where it works once there are credentials. */
export const publishingOf = (stack: StackConfig, context: StageContext): Publishing => ({
  ...workplaceOf(stack, context),
  core: context.core,
  account: async (region) => (await context.ports.caller(region, context.signal)).account,
})
