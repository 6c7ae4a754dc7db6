import { isFields, type Value } from '../../http/params.ts'
import type { Deployment } from './deployment.ts'

/**
 * Why the stack policy does not allow an update of a resource, if it does not: with a policy everything is denied that it does not allow.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export function denied({ entry, before }: Deployment, logicalId: string, action: string): string | undefined {
  if (before.policy === undefined) return undefined
  const parsed: unknown = JSON.parse(before.policy)
  const listed = isFields(parsed) ? parsed['Statement'] : undefined
  const statements = Array.isArray(listed) ? (listed as Value[]).filter(isFields) : []
  const covers = (value: Value | undefined, text: string): boolean =>
    ([] as Value[]).concat(value ?? []).some((entry) => matches(String(entry), text))
  const applying = statements
    .map((statement, index) => ({ statement, index }))
    .filter(
      ({ statement }) => covers(statement['Action'], action) && covers(statement['Resource'], `LogicalResourceId/${logicalId}`),
    )
  const deny = applying.find(({ statement }) => statement['Effect'] === 'Deny')
  const where = `for resource arn:aws:cloudformation:${entry.id.split(':')[3]}:${entry.id.split(':')[4]}:stack/${entry.name}/LogicalResourceId/${logicalId}`
  if (deny) return `Action denied by stack policy: Statement [#${deny.index + 1}] does not allow [${action}] ${where}`
  return applying.length > 0 ? undefined : `Action not allowed by stack policy: no statement allows [${action}] ${where}`
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text)
