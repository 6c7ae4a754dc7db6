import type { Finding } from '../domain/finding.ts'
import type { Assembly } from '../domain/stack.ts'
import type { StackDescription } from '../ports/cloudformation.ts'
import type { PlannedPart } from './changes.ts'
import { type Core, patiently, READ_LIMIT } from './core.ts'
import { type ReviewedStack, type ReviewFinding, review } from './review.ts'
import { ofDeletion } from './review-deletion.ts'
import { outline } from './template.ts'
import { demandNoSecrets } from './template-secrets.ts'

/** What a plan must not run with, and what one must know who lets it run. */
export interface Gate {
  readonly findings: readonly Finding[]
  readonly blocked: boolean
  /** The template that is deployed, where it was read. */
  readonly deployed?: string
}

/** Reviews a change set with the templates that are deployed and those that are to be. A nested stack without changes is not asked for. */
export async function gate(
  core: Core,
  assembly: Assembly,
  parts: readonly PlannedPart[],
  existing: StackDescription | undefined,
  tell?: (finding: Finding) => void,
): Promise<Gate> {
  const { stack, region, template, policies } = assembly
  const stacks: ReviewedStack[] = []
  const deployed = existing && (await textOf(core, existing.id))
  for (const { path, stack: id, changeSet, changes } of parts.filter(
    (part) => part.path.length === 0 || part.changes.length > 0,
  )) {
    const root = path.length === 0
    const text = root ? deployed : id && (await textOf(core, id))
    const before = text ? { before: outline(text).data } : {}
    const body = root ? template.body : await textOf(core, id, changeSet)
    // Going back is never prevented by what stood in the version before.
    if (tell && !root) demandNoSecrets(core, assembly, { body, path }, tell)
    const after = outline(body).data
    stacks.push({ path, changes, ...before, after })
  }
  // arn:aws:cloudformation:<region>:<account>:stack/…
  const found = [
    ...ofDeletion(assembly, existing === undefined, parts),
    ...review(stacks, policies.allow, existing?.id.split(':')[4]),
  ]
  for (const { title, blocks } of found) core.say(`${stack} (${region}): ${blocks ? 'blocked: ' : ''}${title}`)
  return {
    findings: found.map((finding) => told(stack, finding)),
    blocked: found.some(({ blocks }) => blocks),
    ...(deployed ? { deployed } : {}),
  }
}

/** The template as it was sent, of a stack or of a change set on it. */
export const textOf = (core: Core, stack: string, changeSet?: string): Promise<string> =>
  patiently(core, READ_LIMIT, () => core.cloudformation.template(stack, core.signal, changeSet))

const told = (stack: string, { resource, blocks, allowed: _let, ...finding }: ReviewFinding): Finding => ({
  ...finding,
  where: `${stack}/${resource}`,
  ...(blocks ? { code: 'PLAN_BLOCKED' } : {}),
})
