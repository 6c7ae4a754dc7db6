import { nestedIn } from '../artifacts/references.ts'
import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import { attempt } from '../foundation/retry.ts'
import type { Place } from '../ports/objects.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import { demandNoSecrets } from '../stack/template-secrets.ts'
import { knownNames } from './artifacts.ts'
import type { StageContext } from './stage.ts'

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_BYTES = 1024 * 1024
/** More than any system has; a template that holds itself has no end. */
const MOST_TEMPLATES = 500

/** Stops where a secret stands in the template of a stack, or in one of those nested in it whose address is known. */
export async function demandCleanTemplates(
  context: StageContext,
  assembly: Assembly,
  tell: (finding: Finding) => void,
): Promise<void> {
  const core = context.core(assembly)
  const { path: file, body } = assembly.template
  const waiting: { readonly body: string; readonly path: readonly string[]; readonly file?: string }[] = [
    { body, file, path: [] },
  ]
  for (let looked = 0; looked < MOST_TEMPLATES; looked++) {
    const next = waiting.shift()
    if (!next) return
    demandNoSecrets(core, assembly, next, tell)
    const nested = await nestedOf(context, assembly, next.body)
    for (const { id, place } of nested) {
      const path = [...next.path, id]
      const read = await attempt(() => patiently(core, READ_LIMIT, () => core.objects.get(place, MOST_BYTES, core.signal)))
      core.signal.throwIfAborted()
      if ('failure' in read) tell(unread(assembly.stack, path, read.failure.message))
      // What is not there is told by CloudFormation.
      else if (read.value) waiting.push({ body: Buffer.from(read.value).toString('utf8'), path })
    }
  }
}

type Nested = readonly { readonly id: string; readonly place: Place }[]

/** Nested templates by their logical ids; where only CloudFormation can work the address out, the plan tells what is in them. */
async function nestedOf(context: StageContext, assembly: Assembly, body: string): Promise<Nested> {
  if (!/AWS::(?:CloudFormation::Stack|Serverless::Application)/.test(body)) return []
  const known = await knownNames(context, assembly)
  const read = await attempt(async () => nestedIn(body, known))
  return 'value' in read ? read.value : []
}

const unread = (stack: string, path: readonly string[], why: string): Finding => ({
  severity: 'medium',
  title: `The template of ${path.join('/')} was not looked at for secrets`,
  cause: why,
  fix: 'Let the role of the plan read the object (s3:GetObject): CloudFormation needs that as well.',
  where: `${stack}/${path.join('/')}`,
})
