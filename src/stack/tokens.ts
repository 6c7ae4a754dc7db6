import type { Artifact } from '../domain/artifact.ts'
import type { Assembly, PlannedParameter, StackEvent, StackPlan } from '../domain/stack.ts'
import { digestOf } from '../foundation/digest.ts'

/** What is to be, without any secret and without a digest of one. */
export interface Content {
  readonly stack: string
  readonly region: string
  readonly template: string
  readonly parameters: readonly PlannedParameter[]
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly roleArn?: string
  readonly basedOn?: string
  /** The sha256 of the build that what follows is published from. */
  readonly rest?: string
  /** How it is carried out, where that is not as usual. */
  readonly wishes: Readonly<Record<string, unknown>>
}

/** The digest of what is to be. */
export const contentDigest = (content: Content): string => digestOf(content)

/** The digest of a plan: what is to be, the change set that will do it, and every object in a bucket that it needs. */
export const planDigest = (content: string, changeSet: string, artifacts: readonly Artifact[]): string =>
  digestOf({ content, changeSet, ...(artifacts.length > 0 ? { artifacts: artifacts.map(digestOf).toSorted() } : {}) })

/** The digest over all stacks of a run, for the reviewer. */
export const runDigest = (plans: Readonly<Record<string, StackPlan>>): string =>
  digestOf(Object.fromEntries(Object.entries(plans).map(([stack, plan]) => [stack, plan.digest])))

/** What is to be of a stack, from what a change set of it is made. */
export const contentOf = (
  { stack, region, template, tags, roleArn, rest }: Assembly,
  made: Pick<Content, 'parameters' | 'capabilities' | 'basedOn' | 'wishes'>,
): string =>
  contentDigest({
    ...{ stack, region, template: template.sha256, parameters: made.parameters, capabilities: made.capabilities },
    ...(tags ? { tags } : {}),
    ...(roleArn ? { roleArn } : {}),
    ...(made.basedOn === undefined ? {} : { basedOn: made.basedOn }),
    ...(rest ? { rest: rest.build } : {}),
    wishes: made.wishes,
  })

/** Which run asks: part of names and tokens. */
export interface RunKey {
  readonly repository: string
  readonly runId: string
  readonly attempt: string
  /** What is asked for, where that is no deployment. */
  readonly purpose?: 'rollback'
}

type TokenRun = Pick<RunKey, 'repository' | 'runId' | 'purpose'>

/**
 * How the tokens begin that this run uses for what is asked of a stack, whatever state the stack was in. A stack that is being
 * changed does not show any more what the change was based on, so this is how a re-run knows its own operation.
 */
export function tokenPrefix(
  { repository, runId, purpose: instead }: TokenRun,
  purpose: 'plan' | 'execute',
  { stack, region, template, tags, roleArn }: Assembly,
  parameters: readonly PlannedParameter[],
): string {
  const given = parameters.filter(({ source }) => source === 'given')
  const wanted = { repository, runId, stack, region, template: template.sha256, given, tags: tags ?? {}, roleArn: roleArn ?? '' }
  return `deploy-action-${[instead, purpose].filter(Boolean).join('-')}-${digestOf(wanted).slice(0, 24)}-`
}

/**
 * The token of a request: the same for a retried call and for a re-run of the run that starts from the same state, so that either
 * finds it again. Planning and executing have their own, since events carry the token and a stack takes each only once.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html
 */
export const tokenOf = (
  run: TokenRun,
  purpose: 'plan' | 'execute',
  assembly: Assembly,
  { parameters, contentDigest: content }: Pick<StackPlan, 'parameters' | 'contentDigest'>,
): string => `${tokenPrefix(run, purpose, assembly, parameters)}${content.slice(0, 16)}`

/** The token of the request that mends a stack as it is now; each attempt has its own, since the one before may have failed. */
export const recoverToken = (
  { repository, runId, attempt }: RunKey,
  { id, status, changedAt }: { readonly id: string; readonly status: string; readonly changedAt: string },
): string => `deploy-action-recover-${digestOf({ repository, runId, attempt, id, status, changedAt }).slice(0, 40)}`

/** By what an operation is known of which this event is the last one: most tools give their operations no token. */
export const operationToken = ({ id, token }: Pick<StackEvent, 'id' | 'token'>): string =>
  token ?? `event-${digestOf(id).slice(0, 40)}`

/** The token of the request to cancel the operation of that token. */
export const cancelToken = (token: string): string => `${token}-cancel`

/** Whether a token asks to cancel. */
export const isCancel = (token: string): boolean => token.endsWith('-cancel')

/** The change set's name: letters, digits and hyphens, at most 128, the same for the same content in a run. */
export const changeSetName = (run: Pick<RunKey, 'runId' | 'purpose'>, content: string): string =>
  `${run.purpose ?? 'deploy'}-${run.runId.replace(/[^a-zA-Z0-9]/g, '') || '0'}-${content.slice(0, 12)}`

/** Of whom a change set is: kept in its description, by which later runs know it. */
export const changeSetDescription = ({ repository, runId, attempt }: RunKey): string =>
  `deploy-action run ${runId}, attempt ${attempt}, of ${repository}`

/** The run that made a change set; nothing where its name or description is not one of ours. */
export function changeSetOrigin(name: string, description: string): Omit<RunKey, 'purpose'> | undefined {
  if (!/^(deploy|rollback)-[a-zA-Z0-9]+-[0-9a-f]{12}$/.test(name)) return undefined
  const [, runId, attempt, repository] = /^deploy-action run (\S+), attempt (\d+), of (\S+)$/.exec(description) ?? []
  return runId && attempt && repository ? { repository, runId, attempt } : undefined
}
