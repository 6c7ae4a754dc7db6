import { join } from 'node:path'
import { isMap, LineCounter, parseDocument } from 'yaml'
import { Failure } from '../foundation/failure.ts'
import { parsed } from '../foundation/json.ts'
import { defineEngine } from './engine.ts'

/**
 * The longest template that CloudFormation takes, from a bucket.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const MAX_TEMPLATE_BYTES = 1_000_000

const BODY = 'template'

/** A CloudFormation template as it lies in the repository. */
export const template = defineEngine({
  kind: 'template',
  doc: 'A CloudFormation template, YAML or JSON, as it lies in the repository.',
  shorthand: 'path',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['path'],
    properties: { path: { type: 'string', minLength: 1, description: 'The template file, from the root of the repository.' } },
  },
  runsCode: false,
  namesStack: true,
  async synthesize({ options: { path } }, { ports: { files }, folder }) {
    const body = await files.read(path)
    if (body === undefined) throw new Failure(`There is no template ${path}.`, { code: 'TEMPLATE_MISSING' })
    const bytes = Buffer.byteLength(body)
    if (bytes > MAX_TEMPLATE_BYTES) {
      throw new Failure(`${path} has ${bytes} bytes; CloudFormation takes ${MAX_TEMPLATE_BYTES}.`, { code: 'TEMPLATE_TOO_LARGE' })
    }
    const wrong = mistakeIn(body)
    if (wrong) throw new Failure(`${path}${wrong}`, { code: 'TEMPLATE_INVALID' })
    await files.write(join(folder, BODY), body)
    return { findings: [] }
  },
  async publish({ system, region, options: { path } }, { ports: { files }, folder }) {
    const body = await files.read(join(folder, BODY))
    if (body === undefined) throw new Failure(`The build of ${system} holds no template.`, { code: 'BUILD_INVALID' })
    return { stacks: [{ name: system, region, template: { path, body }, needs: [], artifacts: [] }], findings: [] }
  },
})

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
