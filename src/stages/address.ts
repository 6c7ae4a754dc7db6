import { expand } from '../config/interpolate.ts'
import { attempt } from '../foundation/retry.ts'
import { knownOutputs } from './outputs.ts'
import type { StageContext } from './stage.ts'
import { valuesOf } from './values.ts'

/** Where people reach what was deployed, as the configuration says it; nothing where it says nothing, or an output is not known. */
export async function addressOf(context: StageContext): Promise<string | undefined> {
  const { config, ports, run, signal } = context
  const { url } = config.report.status
  if (url === undefined) return undefined
  const filled = await attempt(async () => {
    const outputs = await knownOutputs(context, [url])
    return expand(url, { ...(await valuesOf(ports, run())), outputs })
  })
  signal.throwIfAborted()
  // An output can hold anything; only an address is one that a page may lead to.
  const address = 'value' in filled ? filled.value : ''
  if (/^https?:\/\/[^\s/]/.test(address) && URL.canParse(address) && !ports.secrets.holds(address)) return address
  ports.runner.info(
    `the address of the environment is not known: ${'failure' in filled ? filled.failure.message : `“${address}” is none`}`,
  )
  return undefined
}
