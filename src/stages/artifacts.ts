import { boundAll, demandArtifacts, type Looking } from '../artifacts/bound.ts'
import { artifactsIn } from '../artifacts/references.ts'
import type { Known } from '../artifacts/text.ts'
import type { Artifact } from '../domain/artifact.ts'
import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import type { StageContext } from './stage.ts'

/** What looking at the artifacts of a stack needs. */
export const lookingFor = (context: StageContext, assembly: Assembly): Looking => ({
  objects: context.core(assembly).objects,
  clock: context.ports.clock,
  signal: context.signal,
  say: (line) => context.ports.runner.info(`${assembly.stack}: ${line}`),
})

/** The stack with every object in a bucket that its template names, also where somebody else put it there. */
export async function bound(
  context: StageContext,
  assembly: Assembly,
): Promise<{ readonly assembly: Assembly; readonly findings: readonly Finding[] }> {
  const ours = new Set(assembly.artifacts.map(placeOf))
  const named = artifactsIn(assembly.template.body, await knownNames(context, assembly))
  const places = named.places.filter((place) => !ours.has(placeOf(place)))
  if (places.length === 0) return { assembly, findings: [] }
  const found = await attempt(() => boundAll(lookingFor(context, assembly), places))
  context.signal.throwIfAborted()
  if ('failure' in found) return { assembly, findings: [unbound(assembly.stack, found.failure)] }
  const { artifacts, missing } = found.value
  const [first, ...more] = missing
  if (first) {
    const others = more.length > 0 ? `, and ${more.length} more` : ''
    throw new Failure(`Stack ${assembly.stack}: there is no object ${first.key} in bucket ${first.bucket}${others}.`, {
      code: 'ARTIFACT_MISSING',
      fix: 'Upload it first, or correct what the template names.',
    })
  }
  return { assembly: { ...assembly, artifacts: [...assembly.artifacts, ...artifacts] }, findings: [] }
}

const placeOf = ({ bucket, key }: Pick<Artifact, 'bucket' | 'key'>): string => `${bucket}/${key}`

/** What names in a template stand for. The account is asked for only where one needs it and nothing else says it. */
export async function knownNames({ caller }: StageContext, assembly: Assembly): Promise<Known> {
  const { template, region, stack, parameters, account, assume } = assembly
  const asked = () => attempt(() => caller(assembly))
  const said = account ?? assume?.roleArn.split(':')[4]
  const answer = !said && template.body.includes('AWS::AccountId') ? await asked() : undefined
  const id = said ?? (answer && 'value' in answer ? answer.value.account : undefined)
  return {
    ...parameters,
    'AWS::Region': region,
    'AWS::StackName': stack,
    ...partitionOf(region),
    ...(id ? { 'AWS::AccountId': id } : {}),
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html */
const partitionOf = (region: string) => ({
  'AWS::Partition': region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws',
  'AWS::URLSuffix': region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com',
})

const unbound = (stack: string, { message, fix }: Failure): Finding => ({
  severity: 'low',
  title: `What ${stack} needs from buckets is not bound to its plan`,
  cause: message,
  impact: 'Somebody who may write to the bucket can exchange it between approval and deployment.',
  fix,
  where: stack,
})

/** Whatever the plan needs from buckets is still what was planned; looked at right before it is executed. */
export const demandSame = (context: StageContext, assembly: Assembly): Promise<void> =>
  demandArtifacts(lookingFor(context, assembly), assembly.artifacts)
