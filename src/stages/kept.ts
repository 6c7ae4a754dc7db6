import type { Assembly } from '../domain/stack.ts'
import { sha256 } from '../foundation/digest.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { StageContext } from './stage.ts'

/** A file beside the record. */
export interface Kept {
  readonly path: string
  readonly sha256: string
}

/** The name of the file beside the record that says what is to become of a stack. */
export const assemblyName = (stack: string): string => `stack-${stack}.json`

/**
 * Keeps what another job needs to deploy a stack: neither the tool that made it nor the checkout. Secret values stay out, and so does
 * the template, since a tool may have resolved secrets into it; the change set has it. Only one that has no change set yet takes it along.
 * Nothing is kept where a secret would be: then only this job can deploy it.
 */
export async function keepAssembly(context: StageContext, assembly: Assembly, deferred: boolean): Promise<Kept | undefined> {
  // Whom the next job is, it decides itself.
  const { template, parameters, secretParameters, as: _mine, ...rest } = assembly
  const shown = Object.entries(parameters).filter(([name]) => !secretParameters.includes(name))
  const { body, ...place } = template
  const kept = {
    ...rest,
    secretParameters,
    parameters: Object.fromEntries(shown),
    template: { ...place, body: deferred ? body : '' },
  }
  const text = `${JSON.stringify(kept, null, 1)}\n`
  if (!context.ports.secrets.exposes(text)) return context.beside(assemblyName(assembly.stack), text)
  context.ports.runner.info(`${assembly.stack}: a secret stands in what it is made of, so only this job can deploy it`)
  return undefined
}

/** What was kept of a stack; refused where it is not what the record says. */
export function assemblyIn(stack: string, text: string | undefined, { sha256: expected }: Kept): Assembly {
  const refused = (why: string) =>
    new Failure(`${assemblyName(stack)} ${why}.`, {
      code: 'RECORD_INVALID',
      fix: 'Hand the whole folder of the record on, as it was written.',
    })
  if (text === undefined) throw refused('does not lie beside the record')
  if (sha256(text) !== expected) throw refused('is not the one that was written with the record')
  return parsed(text) as Assembly
}
