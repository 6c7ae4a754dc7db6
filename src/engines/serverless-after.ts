import type { Finding } from '../domain/finding.ts'
import { Failure } from '../foundation/failure.ts'
import { fields, parsed } from '../foundation/json.ts'
import { type Core, patiently, READ_LIMIT } from '../stack/core.ts'
import type { Concluding, Target } from './engine.ts'
import { bucketIn, liveIn, ownBucket } from './serverless-bucket.ts'
import { MOMENT } from './serverless-build.ts'
import type { Options } from './serverless-tool.ts'

/**
 * Makes the packaging that runs again the newest one of the bucket. The framework compares with the newest, whatever runs: without
 * this, deploying the version that was taken back would end with "No changes to deploy".
 */
export async function mended(_target: Target<Options>, { core, stacks, ports, say }: Concluding): Promise<readonly Finding[]> {
  for (const { stack, ...where } of stacks) {
    const now = ports.clock.now()
    const told = await republished(core(where), stack, `${now.getTime()}-${now.toISOString()}`)
    say(told)
  }
  return []
}

async function republished(core: Core, stack: string, moment: string): Promise<string> {
  const { cloudformation, objects, signal } = core
  const found = await patiently(core, READ_LIMIT, () => cloudformation.describe(stack, signal))
  if (!found) return `there is no stack ${stack}`
  const body = await patiently(core, READ_LIMIT, () => cloudformation.template(found.id, signal))
  const live = liveIn(fields(parsed(body)))
  const bucket = live && bucketIn(live.bucket, await ownBucket(core, found))
  if (!live || !bucket) return `the stack ${stack} has no packages`
  const slash = live.directory.lastIndexOf('/')
  if (!MOMENT.test(live.directory.slice(slash + 1))) return `the packages of ${stack} were not stored by the framework`
  const to = `${live.directory.slice(0, slash)}/${moment}`
  const { objects: kept } = await patiently(core, READ_LIMIT, () => objects.list(bucket, `${live.directory}/`, signal))
  if (kept.length === 0)
    throw new Failure(`The packages of the version that runs are not in bucket ${bucket} any more.`, {
      code: 'ARTIFACT_MISSING',
      fix: 'Deploy a version anew. The next `deploy` of the framework itself needs `--force`.',
    })
  for (const { key } of kept) {
    const copy = { bucket, key: `${to}${key.slice(live.directory.length)}` }
    await patiently(core, READ_LIMIT, () => objects.copy({ bucket, key }, copy, signal))
  }
  return `${live.directory} runs again, and is the newest packaging as ${to}`
}
