import { join } from 'node:path'
import { isMap, LineCounter, parseDocument } from 'yaml'
import { collect } from '../artifacts/collect.ts'
import { publish } from '../artifacts/publish.ts'
import { collectedFrom } from '../artifacts/reading.ts'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import type { Core } from '../stack/core.ts'
import { toolBucket } from '../stack/large.ts'
import { defineEngine } from './engine.ts'

/**
 * The longest template that CloudFormation takes, from a bucket.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const MAX_TEMPLATE_BYTES = 1_000_000

const COLLECTED = 'collected.json'
const ARTIFACTS = 'artifacts'

/** A CloudFormation template as it lies in the repository. */
export const template = defineEngine({
  kind: 'template',
  doc: 'A CloudFormation template, YAML or JSON, as it lies in the repository. What it names locally is packaged.',
  shorthand: 'path',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: { path: { type: 'string', minLength: 1, description: 'The template file, from the root of the repository.' } },
  },
  runsCode: false,
  namesStack: true,
  async synthesize({ options: { path } }, { ports: { files }, signal, folder }) {
    const text = await files.read(path)
    if (text === undefined) throw new Failure(`There is no template ${path}.`, { code: 'TEMPLATE_MISSING' })
    const bytes = Buffer.byteLength(text)
    if (bytes > MAX_TEMPLATE_BYTES) {
      throw new Failure(`${path} has ${bytes} bytes; CloudFormation takes ${MAX_TEMPLATE_BYTES}.`, { code: 'TEMPLATE_TOO_LARGE' })
    }
    const wrong = mistakeIn(text)
    if (wrong) throw new Failure(`${path}${wrong}`, { code: 'TEMPLATE_INVALID' })
    const collected = await collect({ files, signal, path, text, into: join(folder, ARTIFACTS) })
    await files.write(join(folder, COLLECTED), JSON.stringify(collected))
    return { findings: [] }
  },
  async publish({ system, region, bucket, prefix, options: { path } }, { ports, signal, folder, core, say }) {
    const text = await ports.files.read(join(folder, COLLECTED))
    if (text === undefined) throw new Failure(`The build of ${system} holds no template.`, { code: 'BUILD_INVALID' })
    const collected = collectedFrom(text)
    const local = collected.artifacts.length > 0 || collected.templates.length > 1
    const { template: body, artifacts } = await publish(
      {
        ...{ files: ports.files, clock: ports.clock, secrets: ports.secrets, signal, say },
        // Asked for only where there is something to store.
        get objects() {
          return core({ region }).objects
        },
        from: join(folder, ARTIFACTS),
        bucket: bucket ?? (local ? await anyBucket(core({ region }), system) : ''),
        ...(prefix ? { prefix } : {}),
      },
      collected,
    )
    return { stacks: [{ name: system, region, template: { path, body }, needs: [], artifacts }], findings: [] }
  },
})

async function anyBucket(core: Core, system: string): Promise<string> {
  const found = await toolBucket(core)
  if (found) return found
  throw new Failure(`There is no bucket for what the template of ${system} needs.`, { code: 'BUCKET_MISSING' })
}

/** What no parser could read; the meaning is for CloudFormation to judge, which knows its tags and transforms. */
function mistakeIn(body: string): string | undefined {
  if (parsed(body) !== undefined) return undefined
  const lines = new LineCounter()
  const document = parseDocument(body, { lineCounter: lines, logLevel: 'silent', strict: false, uniqueKeys: false })
  const [error] = document.errors
  if (error) {
    const { line, col } = lines.linePos(error.pos[0])
    return `:${line}:${col}: this is not YAML: ${error.message.split('\n', 1)[0]?.replace(/ at line .*$/, '')}`
  }
  return isMap(document.contents) ? undefined : ' is no template: it holds no keys such as `Resources:`.'
}
