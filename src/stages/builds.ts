import { join } from 'node:path'
import type { StackConfig } from '../config/config.ts'
import type { Target, Workplace } from '../engines/index.ts'
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

/** The folder of the build of an entry, in that of the record. */
export const buildOf = (record: string, name: string): string => join(record, 'build', name)

/** The file for what a tool prints while it works for an entry. */
export const logOf =
  ({ name }: Pick<StackConfig, 'name'>, { folder }: Pick<StageContext, 'folder'>) =>
  (tool: string): string =>
    join(folder, `${name}-${tool}.log`)

/** Where it works: each has a folder of its own, beside the record. */
export const workplaceOf = ({ name }: StackConfig, { ports, signal, folder }: StageContext): Omit<Workplace, 'log'> => ({
  ports,
  signal,
  folder: buildOf(folder, name),
  say: (line) => ports.runner.info(`${name}: ${line}`),
})
