import type { Finding } from '../domain/finding.ts'
import type { Where } from '../domain/stack.ts'
import { Failure } from '../foundation/failure.ts'
import { attempt } from '../foundation/retry.ts'
import { patiently, READ_LIMIT } from '../stack/core.ts'
import type { Publishing } from './engine.ts'

/** What of the bootstrap is looked at. */
export interface Bootstrapped {
  /** The stack that `cdk bootstrap` made. */
  readonly stack: string
  /** The version that is needed at least. */
  readonly least: number
  readonly account: string
}

/**
 * Refuses an account and region that were not bootstrapped, or too long ago. The CDK reads the version from a parameter of Systems
 * Manager, which is made of the output of the stack that is read here: the deploy role may read both, and this needs no further SDK.
 * https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html
 */
export async function demandBootstrap(
  publishing: Publishing,
  where: Where,
  { stack, least, account }: Bootstrapped,
): Promise<readonly Finding[]> {
  const core = publishing.core(where)
  const asked = await attempt(() => patiently(core, READ_LIMIT, () => core.cloudformation.describe(stack, core.signal)))
  publishing.signal.throwIfAborted()
  if ('failure' in asked) {
    if (asked.failure.code !== 'ACCESS_DENIED') throw asked.failure
    return [unread(stack, asked.failure)]
  }
  const refused = (why: string) =>
    new Failure(`Region ${where.region} of the account ${why}.`, {
      code: 'BOOTSTRAP_MISSING',
      fix: `Run \`npx cdk bootstrap aws://${account}/${where.region}\` once, or name its stack in \`toolkit-stack\` of the engine.`,
    })
  const output = asked.value?.outputs['BootstrapVersion']
  if (output === undefined) throw refused(`was not bootstrapped for the CDK: there is no stack ${stack} that says its version`)
  const version = Number(output)
  if (!(version >= least)) throw refused(`has version ${output} of the CDK's bootstrap, and ${least} is needed`)
  return []
}

const unread = (stack: string, cause: Failure): Finding => ({
  severity: 'low',
  title: `Whether the CDK's bootstrap is new enough could not be seen`,
  cause: cause.message,
  impact: 'One that is too old or missing shows later, when files are uploaded or the change set is made.',
  fix: `Allow cloudformation:DescribeStacks on stack ${stack} to the role of the job.`,
  where: stack,
})
