import type { StackConfig } from '../config/config.ts'
import { parametersIn } from '../config/parameters/file.ts'
import { mergedParameters } from '../config/parameters/merged.ts'
import { unusedBy } from '../domain/late.ts'
import { Failure } from '../foundation/failure.ts'
import type { StageContext } from './stage.ts'
import { valuesOf } from './values.ts'

/** The parameters that the configuration gives: those of the stack, above those of its files. */
export async function parametersOf(stack: StackConfig, { ports, run }: StageContext) {
  const { files, runner, secrets } = ports
  const values = await valuesOf(ports, run())
  const read = stack.parameterFiles.map(async (path) => {
    const text = await files.read(path)
    if (text !== undefined) return parametersIn({ path, text }, values, unusedBy(run().stages))
    throw new Failure(`There is no parameters file ${path}.`, {
      code: 'PARAMETERS_INVALID',
      fix: `Check \`parameters-file\` of stack ${stack.name}; the path is relative to the root of the repository.`,
    })
  })
  const found = await Promise.all(read)
  for (const value of found.flatMap((file) => file.secrets)) {
    for (const line of secrets.add(value)) await runner.mask(line)
  }
  return mergedParameters(found, stack)
}
