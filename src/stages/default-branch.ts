import type { Config, GateConfig } from '../config/config.ts'
import { load } from '../config/load.ts'
import { DEFAULT_BRANCH, type GateResult } from '../domain/gate.ts'
import { secretPlaces } from '../domain/late.ts'
import { sha256 } from '../foundation/digest.ts'
import { canonical } from '../foundation/json.ts'
import { attempt } from '../foundation/retry.ts'
import { textAt } from '../gates/index.ts'
import { type Asked, reads } from './gates.ts'
import type { StageContext } from './stage.ts'
import { valuesOf } from './values.ts'

/** The gates of the default branch that the commit has not just so, and what it means that it has not. */
export interface Elsewhere {
  readonly gates: readonly Asked[]
  readonly result: GateResult
}

/**
 * Whoever can push or tag could drop a gate of what is deployed, so those of the default branch's file are judged as well, and a commit
 * that asks for less blocks.
 */
export async function gatesElsewhere(context: StageContext): Promise<Elsewhere> {
  const begun = context.ports.clock.now().getTime()
  const read = await attempt(() => configThere(context))
  context.signal.throwIfAborted()
  const told = (phase: GateResult['phase'], reason: string, fix?: string): GateResult => ({
    ...{ name: DEFAULT_BRANCH, kind: DEFAULT_BRANCH, phase, reason, stage: 'gate' },
    ...(fix === undefined ? {} : { fix }),
    ms: context.ports.clock.now().getTime() - begun,
  })
  if ('failure' in read) {
    const { message } = read.failure
    const fix = `Bring ${context.config.path} with this environment to the default branch first, and give the job \`contents: read\`.`
    return { gates: [], result: told('inconclusive', `the gates of the default branch are not known: ${message}`, fix) }
  }
  const there = read.value
  if (there === 'same') return { gates: [], result: told('successful', 'the file is that of the default branch') }
  const loose = loosened(context.config, there)
  const gates = there.gates
    .filter((gate) => !context.config.gates.some((own) => canonical(own) === canonical(gate)))
    .map((gate) => ({ gate, of: 'default-branch' as const }))
  if (loose.length > 0) {
    const fix = 'Deploy a commit that has the gates of the default branch, or change them there first.'
    return { gates, result: told('failed', `this commit asks for less than the default branch: ${loose.join('; ')}`, fix) }
  }
  const differing = gates.map(({ gate }) => gate.name).join(', ')
  return {
    gates,
    result: told('successful', differing ? `both ways of ${differing} are judged` : 'the gates are those of the default branch'),
  }
}

async function configThere(context: StageContext): Promise<Config | 'same'> {
  const { path } = context.config
  const run = context.run()
  const text = await textAt(reads(context), path)
  if (sha256(text) === run.configuration?.sha256) return 'same'
  const named = run.environment === undefined ? {} : { environment: run.environment }
  return load({
    path: `${path} of the default branch`,
    text,
    ...named,
    values: await valuesOf(context.ports, run),
    late: secretPlaces,
  }).config
}

/** In what the one asks for less than the other. */
function loosened(own: Config, there: Config): readonly string[] {
  const like = (gate: GateConfig) => own.gates.find(({ name, kind }) => name === gate.name && kind === gate.kind)
  const dropped = there.gates.filter((gate) => !like(gate)).map(({ name }) => `gate ${name} is missing`)
  const warning = there.gates
    .filter((gate) => gate.onFail === 'block' && like(gate)?.onFail === 'warn')
    .map(({ name }) => `gate ${name} only warns`)
  const waived = Object.keys(own.waive).filter((name) => !Object.hasOwn(there.waive, name))
  return [...dropped, ...warning, ...waived.map((name) => `gate ${name} is waived`)]
}
