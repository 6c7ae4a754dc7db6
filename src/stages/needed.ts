import { boundAll } from '../artifacts/bound.ts'
import { artifactsIn } from '../artifacts/references.ts'
import type { Artifact } from '../domain/artifact.ts'
import type { Assembly } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import type { Snapshot } from '../stack/snapshot.ts'
import type { Loss } from '../stack/way-back.ts'
import { knownNames, lookingFor } from './artifacts.ts'
import type { StageContext } from './stage.ts'

/** What a version needs from buckets, and what became of it. */
export interface Needed {
  readonly artifacts: readonly Artifact[]
  /** Objects that are not there any more, a line each. */
  readonly missing: readonly string[]
  /** What could not be looked at. */
  readonly unsure: readonly Loss[]
}

/** Looks for every object in a bucket that the template of a version names, and those of its nested stacks, but for what is bound to it. */
export async function neededBy(context: StageContext, assembly: Assembly, snapshot: Snapshot): Promise<Needed> {
  const { template, nested, parameters } = snapshot
  const body = [template, ...Object.values(nested)].join('\n')
  const own = { ...assembly, parameters: {}, template: { ...assembly.template, body } }
  const { 'AWS::StackName': stack = '', ...pseudo } = await knownNames(context, own)
  const root = artifactsIn(template, { ...parameters, ...pseudo, 'AWS::StackName': stack })
  // What a nested stack is given by its parent is known to CloudFormation alone.
  const inner = Object.values(nested).map((text) => artifactsIn(text, pseudo))
  const all = [root, ...inner]
  const bound = new Set(snapshot.artifacts?.map(({ bucket, key }) => `${bucket}/${key}`))
  const named = all.flatMap((one) => one.places).filter(({ bucket, key }) => !bound.has(`${bucket}/${key}`))
  const places = [...new Map(named.map((place) => [JSON.stringify(place), place])).values()]
  const open = all.flatMap((one) => one.unknown)
  const hidden: readonly Loss[] =
    open.length === 0
      ? []
      : [
          {
            risk: 'medium',
            said: `what ${open.join(', ')} name in buckets was not looked for: only CloudFormation can work it out`,
          },
        ]
  if (places.length === 0) return { artifacts: [], missing: [], unsure: hidden }
  const found = await attempt(() => boundAll(lookingFor(context, assembly), places))
  context.signal.throwIfAborted()
  if ('failure' in found) {
    const said = `whether what it needs from buckets is still there is not known: ${found.failure.message}`
    return { artifacts: [], missing: [], unsure: [...hidden, { risk: 'medium', said }] }
  }
  const { artifacts, missing } = found.value
  return { artifacts, missing: missing.map(({ key, bucket }) => `there is no object ${key} in bucket ${bucket}`), unsure: hidden }
}
